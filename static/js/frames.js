// A framed page must not take the focus, and the keys with it, unless somebody goes there.

let tabbedAt = 0;
const TAB_SECONDS = 0.5;

document.addEventListener("keydown", (event) => {
  if (event.key === "Tab") tabbedAt = performance.now();
}, true);

window.addEventListener("blur", () => {
  const frame = document.activeElement;
  if (!frame?.matches("[data-frame]") || frame.matches(":hover")) return;
  if (performance.now() - tabbedAt < TAB_SECONDS * 1000) return;
  frame.blur();
  window.focus();
});
