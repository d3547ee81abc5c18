// On a phone one response is shown at a time; switching back restores the scroll position of the other.

const narrow = window.matchMedia("(width < 44rem)");
let places = {};

const responses = () => document.querySelector("[data-responses]");

function place() {
  return window.scrollY - (responses().getBoundingClientRect().top + window.scrollY);
}

function choose(side) {
  responses().dataset.shown = side;
  for (const link of document.querySelectorAll("[data-show-side]")) {
    if (link.dataset.showSide === side) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function goTo(side) {
  const from = responses().dataset.shown;
  if (from === side) return;
  const left = place();
  places[from] = left;
  choose(side);
  // Above the responses, at the prompt, both share one scroll position.
  if (left <= 0 && !(places[side] > 0)) return;
  const top = responses().getBoundingClientRect().top + window.scrollY;
  const bar = document.querySelector(".sides-switch").offsetHeight;
  window.scrollTo({ top: top + (places[side] ?? -bar), behavior: "instant" });
}

function begin() {
  places = {};
  if (responses()) choose("a");
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-show-side]");
  if (!link || !narrow.matches) return;
  event.preventDefault();
  goTo(link.dataset.showSide);
});

document.addEventListener("match:shown", begin);
begin();
