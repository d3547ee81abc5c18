// Content wider than its column scrolls, so it must be reachable by keyboard.

const WIDE = ".table, .formula";

function mark() {
  for (const part of document.querySelectorAll(WIDE)) {
    const isWider = part.scrollWidth > part.clientWidth;
    part.toggleAttribute("data-scrolls", isWider);
    if (isWider) part.tabIndex = 0;
    else part.removeAttribute("tabindex");
  }
}

let waiting = 0;
function markSoon() {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(mark);
}

for (const name of ["match:shown", "htmx:afterSwap", "toggle", "click"]) document.addEventListener(name, markSoon, true);
window.addEventListener("resize", markSoon);
mark();
