// Prefetches the next match while this one is shown, and shows it at once when it is requested.

const SPARE_SECONDS = 60;

let next = null;
let isPreparing = false;

const shown = () => document.querySelector("[data-match]");

function read(html, url) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const match = page.querySelector("[data-match][data-open]");
  if (!match) return null;
  return {
    id: match.dataset.match,
    expires: Date.parse(match.dataset.expires),
    title: page.title,
    main: document.adoptNode(page.querySelector("main")), // images begin to load here
    url,
  };
}

async function prepare() {
  const form = document.querySelector("[data-prepare]");
  if (!form || next || isPreparing) return;
  isPreparing = true;
  const before = shown().dataset.match;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), priority: "low" });
    const found = answer.ok && answer.redirected ? read(await answer.text(), answer.url) : null;
    if (shown()?.dataset.match === before) next = found;
  } catch {
    // The server was not reached: the button sends the request again.
  }
  isPreparing = false;
}

function isReady() {
  return next && next.expires - Date.now() > SPARE_SECONDS * 1000;
}

function show() {
  const { main, title, url } = next;
  next = null;
  document.querySelector("main").replaceWith(main);
  document.title = title;
  history.pushState(null, "", url);
  window.htmx.process(main);
  window.scrollTo({ top: 0, behavior: "instant" });
  main.querySelector("[data-title]").focus({ preventScroll: true });
  document.dispatchEvent(new Event("match:shown"));
  prepare();
}

async function skip(form) {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    if (answer.type === "opaqueredirect" && isReady()) show();
    else form.submit(); // the answer is a page with the reason
  } catch {
    document.dispatchEvent(new Event("match:unreached"));
  }
}

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || !event.target.matches("[data-next], [data-skip]") || !isReady()) return;
  event.preventDefault();
  if (event.target.matches("[data-skip]")) skip(event.target);
  else show();
});

// Another tab voted on the match that was prefetched here.
document.addEventListener("match:consumed", (event) => {
  if (next?.id !== event.detail) return;
  next = null;
  prepare();
});

// Going back leads to an earlier match, whose state the server knows.
window.addEventListener("popstate", () => {
  if (shown() && !location.pathname.includes(shown().dataset.match)) location.reload();
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

if (document.readyState === "complete") prepare();
else window.addEventListener("load", prepare);
