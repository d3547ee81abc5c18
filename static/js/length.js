// Shows the length of a text beside its limit, because browsers truncate longer text silently.

for (const told of document.querySelectorAll("[data-length-of]")) {
  const field = document.getElementById(told.dataset.lengthOf);
  const most = field.maxLength;
  const place = told.querySelector("[data-length]");
  // The server refuses text that is too long; without maxlength a pasted text is not truncated.
  field.removeAttribute("maxlength");

  const tell = () => {
    const length = [...field.value].length;
    place.textContent = length.toLocaleString(document.documentElement.lang);
    told.toggleAttribute("data-over", length > most);
    told.hidden = length < most / 2;
  };
  field.addEventListener("input", tell);
  tell();
}
