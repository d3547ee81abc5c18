// Gives one response most of the width, until its button is pressed again.

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-widen]");
  if (!button) return;
  const responses = button.closest("[data-responses]");
  const side = button.dataset.widen;
  responses.dataset.wide = responses.dataset.wide === side ? "" : side;
  for (const each of responses.querySelectorAll("[data-widen]")) {
    each.setAttribute("aria-pressed", each.dataset.widen === responses.dataset.wide);
  }
});
