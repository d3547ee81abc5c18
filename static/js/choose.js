// The box at the head of a list chooses all rows of the page, or none.

for (const box of document.querySelectorAll("[data-choose-all]")) {
  box.hidden = false;
  box.addEventListener("change", () => {
    for (const each of box.form.querySelectorAll("input[name=chosen], input[name=vote]")) each.checked = box.checked;
  });
}
