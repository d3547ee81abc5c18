// A button with data-copy puts the text of the field it names on the clipboard.

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    const done = button.parentElement.querySelector("[data-copied]");
    try {
      await navigator.clipboard.writeText(field.value);
      done.textContent = done.dataset.copied;
    } catch {
      field.select(); // the clipboard was refused: one key copies what is selected
    }
  });
}
