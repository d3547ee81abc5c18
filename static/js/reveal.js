// After the vote, the heads of the responses say who wrote them, as the verdict does.

document.addEventListener("htmx:afterSwap", () => {
  for (const told of document.querySelectorAll("[data-reveal]")) {
    const name = document.querySelector(`[data-name="${told.dataset.reveal}"]`);
    if (name) name.textContent = told.textContent;
  }
});
