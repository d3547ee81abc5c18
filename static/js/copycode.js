// Every block of code gets a button that copies it.

const SECONDS = 2;

function addButtons() {
  const template = document.querySelector("[data-copy-template]");
  if (!template || !navigator.clipboard) return;
  for (const block of document.querySelectorAll(".code")) {
    if (!block.querySelector("[data-copy-code]")) block.append(template.content.cloneNode(true));
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy-code]");
  if (!button) return;
  await navigator.clipboard.writeText(button.parentElement.querySelector("pre").textContent);
  const label = [...button.childNodes];
  button.replaceChildren(button.dataset.copied);
  setTimeout(() => button.replaceChildren(...label), SECONDS * 1000);
});

document.addEventListener("match:shown", addButtons);
document.addEventListener("htmx:afterSwap", addButtons);
addButtons();
