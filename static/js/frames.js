// A framed response must not take the focus (and with it the keyboard) or scroll the page, unless the
// visitor goes to it. A frame that keeps trying is replaced by a notice.

const MOST_TRIES = 4;
const TAB_SECONDS = 0.5;
const WATCH_SECONDS = 0.05;
// For this long after a frame has loaded or scrolled the page, scrolling without user input is undone.
const GUARD_SECONDS = 3;
// And for this long after frames were shown, since a busy frame never finishes loading. User input ends it at once.
const FIRST_SECONDS = 10;

const tries = new WeakMap();
const frames = () => document.querySelectorAll("[data-frame]");
let visited = null; // the frame the visitor went to
let tabbedAt = -Infinity;
let guardedUntil = 0;
let place = isFresh() ? 0 : window.scrollY; // the visitor's scroll position, not one that a frame caused

function stop(frame) {
  const notice = document.createElement("p");
  notice.className = "notice";
  notice.textContent = frame.dataset.stopped;
  frame.replaceWith(notice);
}

function count(frame) {
  const times = (tries.get(frame) ?? 0) + 1;
  tries.set(frame, times);
  if (times > MOST_TRIES) stop(frame);
}

function guard(seconds) {
  guardedUntil = Math.max(guardedUntil, performance.now() + seconds * 1000);
}

// A page that was just opened has not been scrolled by the visitor, whatever its frames did before this script ran.
function isFresh() {
  return performance.getEntriesByType("navigation")[0]?.type === "navigate" && !location.hash;
}

function putBack() {
  window.scrollTo({ top: place, behavior: "instant" });
  for (const frame of frames()) count(frame); // which frame did it is unknown
  guard(GUARD_SECONDS);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Tab") tabbedAt = performance.now();
}, true);

function watchFocus() {
  const frame = document.activeElement;
  if (!frame?.matches("[data-frame]")) {
    visited = null;
  } else if (frame !== visited) {
    const isWanted = frame.matches(":hover") || performance.now() - tabbedAt < TAB_SECONDS * 1000;
    if (isWanted) visited = frame;
    else takeBack(frame);
  }
}

function takeBack(frame) {
  frame.blur();
  window.focus();
  count(frame);
}

// There is no event for a frame that had the focus before this script ran.
window.addEventListener("blur", watchFocus);
setInterval(watchFocus, WATCH_SECONDS * 1000);
watchFocus();

window.addEventListener("scroll", () => {
  if (performance.now() > guardedUntil || !frames().length) place = window.scrollY;
  else if (window.scrollY !== place) putBack();
});

// User input may scroll the page.
for (const name of ["wheel", "touchstart", "pointerdown", "keydown"]) {
  document.addEventListener(name, () => { guardedUntil = 0; }, { capture: true, passive: true });
}

document.addEventListener("load", (event) => {
  if (event.target.matches?.("[data-frame]")) guard(GUARD_SECONDS);
}, true);
document.addEventListener("match:shown", () => {
  place = window.scrollY;
  guard(FIRST_SECONDS);
});
if (frames().length) {
  guard(FIRST_SECONDS);
  if (window.scrollY !== place) putBack();
}
