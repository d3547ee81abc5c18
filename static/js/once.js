// A form marked data-once is sent once: the second click of a double click is ignored.

const sent = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]") || form.hasAttribute("hx-post")) return; // htmx sends those once itself
  if (sent.has(form)) event.preventDefault();
  sent.add(form);
});

function forget() {
  for (const form of document.querySelectorAll("[data-once]")) sent.delete(form);
}

// A page restored from the back/forward cache may be sent again, and so may a request that did not arrive.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) forget();
});
document.addEventListener("match:unreached", forget);
