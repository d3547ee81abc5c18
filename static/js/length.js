// Tells how long a text is, beside the most it may be: browsers cut what is longer without a word.

for (const told of document.querySelectorAll("[data-length-of]")) {
  const field = document.getElementById(told.dataset.lengthOf);
  const most = field.maxLength;
  const place = told.querySelector("[data-length]");
  // The server says what is too long; until then nothing of a paste is lost.
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
