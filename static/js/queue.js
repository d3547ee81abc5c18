// J and K move down and up the queue, X selects the item that has the focus.

const queue = document.querySelector("[data-queue]");

function go(step) {
  const rows = [...queue.querySelectorAll("[data-row]")];
  const here = rows.findIndex((row) => row.closest("li").contains(document.activeElement));
  const next = rows[here < 0 ? 0 : Math.min(Math.max(here + step, 0), rows.length - 1)];
  next.focus();
}

function choose() {
  const box = document.activeElement.closest("li")?.querySelector("input[type=checkbox]");
  if (box) box.checked = !box.checked;
}

const ACTIONS = { j: () => go(1), k: () => go(-1), x: choose };

if (queue) {
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("textarea, select, input:not([type=checkbox])");
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
    const act = ACTIONS[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
