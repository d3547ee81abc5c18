// Shows the length of a text beside its limit, because browsers truncate longer text silently.

for (const counter of document.querySelectorAll("[data-length-of]")) {
  const field = document.getElementById(counter.dataset.lengthOf);
  const most = field.maxLength;
  const place = counter.querySelector("[data-length]");
  // The server refuses text that is too long; without maxlength a pasted text is not truncated.
  field.removeAttribute("maxlength");

  const update = () => {
    const length = [...field.value].length;
    place.textContent = length.toLocaleString(document.documentElement.lang);
    counter.toggleAttribute("data-over", length > most);
    counter.hidden = length < most / 2;
  };
  field.addEventListener("input", update);
  update();
}
