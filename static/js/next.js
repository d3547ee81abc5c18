// Prefetches the next match while this one is shown, and shows it at once when it is requested. While
// the server cannot be reached, the page stays as it is.

const SPARE_SECONDS = 60;

let next = null;
let preparing = null;

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

function prepare() {
  const form = document.querySelector("[data-prepare]");
  if (!form || next || preparing) return;
  preparing = prefetch(form).finally(() => {
    preparing = null;
  });
}

async function prefetch(form) {
  const before = shown().dataset.match;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), priority: "low" });
    const found = answer.ok && answer.redirected ? read(await answer.text(), answer.url) : null;
    if (shown()?.dataset.match === before) next = found;
  } catch {
    // The server was not reached: the button sends the request again.
  }
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

// Requests the next match, and shows it once it is there.
async function go(form) {
  await preparing; // the same match, and it is on its way
  if (isReady()) return form.matches("[data-skip]") ? skip(form) : show();
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (!answer.ok || !answer.redirected) return form.submit(); // the answer is a page with the reason
    next = read(await answer.text(), answer.url);
    if (next) show();
    else location.assign(answer.url); // nothing is left
  } catch {
    document.dispatchEvent(new Event("match:unreached"));
  }
}

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || !event.target.matches("[data-next], [data-skip]")) return;
  event.preventDefault();
  document.dispatchEvent(new Event("match:asked"));
  if (!isReady()) go(event.target);
  else if (event.target.matches("[data-skip]")) skip(event.target);
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

window.addEventListener("online", prepare);

if (document.readyState === "complete") prepare();
else window.addEventListener("load", prepare);
