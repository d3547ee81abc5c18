// A key presses the button that lists it in data-key; "?" opens the list of keys.

const TYPING = "input, textarea, select, [contenteditable]";
const OWN_ENTER = "a, button, summary, audio, video, [role=button]";
// Elements that scroll or seek by arrow keys while they have the focus.
const OWN_ARROWS = "audio, video, [data-scrolls]";

function isTaken(event) {
  return (
    event.defaultPrevented ||
    event.repeat ||
    event.isComposing ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    event.target.closest(TYPING) ||
    document.querySelector("dialog[open]")
  );
}

function namedKey(event) {
  return event.key.length === 1 ? event.key.toLowerCase() : event.key;
}

document.addEventListener("keydown", (event) => {
  if (isTaken(event)) return;
  if (event.key === "Enter" && event.target.closest(OWN_ENTER)) return;
  if (event.key.startsWith("Arrow") && event.target.closest(OWN_ARROWS)) return;
  const button = document.querySelector(`[data-key~="${CSS.escape(namedKey(event))}"]:not([disabled], [hidden])`);
  if (!button) return;
  event.preventDefault();
  button.click();
  // What it unfolds may be out of sight.
  if (button.matches("summary")) button.scrollIntoView({ block: "nearest" });
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-help-open]")) document.querySelector("[data-help]").showModal();
});

// Key hints are shown only if this script runs.
document.documentElement.dataset.keys = "on";
