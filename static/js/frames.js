// A framed page must neither take the focus, and the keys with it, nor scroll the page it is in,
// unless somebody goes there. One that keeps trying is stopped.

const MOST_TRIES = 4;
const TAB_SECONDS = 0.5;
const WATCH_SECONDS = 0.05;
// So long after a frame was loaded or has scrolled the page, what scrolls unasked is scrolled back.
const GUARD_SECONDS = 3;
// And so long after they were shown, since a busy frame is never done loading. Whoever does something is free at once.
const FIRST_SECONDS = 10;

const tries = new WeakMap();
const frames = () => document.querySelectorAll("[data-frame]");
let visited = null; // the frame somebody went to
let tabbedAt = -Infinity;
let guardedUntil = 0;
let place = isFresh() ? 0 : window.scrollY; // where the reader is, not where a frame pulled the page

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

// Nobody has scrolled a page that was just opened, whatever its frames did before this script came.
function isFresh() {
  return performance.getEntriesByType("navigation")[0]?.type === "navigate" && !location.hash;
}

function putBack() {
  window.scrollTo({ top: place, behavior: "instant" });
  for (const frame of frames()) count(frame); // which of them it was cannot be told
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

// No event tells of a frame that had the focus before this script came.
window.addEventListener("blur", watchFocus);
setInterval(watchFocus, WATCH_SECONDS * 1000);
watchFocus();

window.addEventListener("scroll", () => {
  if (performance.now() > guardedUntil || !frames().length) place = window.scrollY;
  else if (window.scrollY !== place) putBack();
});

// Whoever does something may scroll by it.
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
