// Opens an image at full size over the page; without this script its link opens it in a tab.

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-zoom]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const image = link.querySelector("img").cloneNode();
  image.className = "";
  document.querySelector("[data-zoomed-image]").replaceChildren(image);
  document.querySelector("[data-zoomed]").showModal();
});
