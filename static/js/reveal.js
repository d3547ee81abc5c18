// After the vote, the headings of the responses show their authors, as the verdict does.

document.addEventListener("htmx:afterSwap", () => {
  for (const revealed of document.querySelectorAll("[data-reveal]")) {
    const name = document.querySelector(`[data-name="${revealed.dataset.reveal}"]`);
    if (name) name.textContent = revealed.textContent;
  }
});
