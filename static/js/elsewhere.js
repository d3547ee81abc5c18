// When a match ends in one tab, other tabs that still show it open reload it.

const channel = new BroadcastChannel("matches");

function tell() {
  const match = document.querySelector("[data-match]");
  const isOver = match && (!match.hasAttribute("data-open") || document.querySelector("[data-verdict]"));
  if (isOver) channel.postMessage(match.dataset.match);
}

channel.addEventListener("message", ({ data }) => {
  const isOpenHere = document.querySelector(`[data-match="${CSS.escape(data)}"][data-open]`);
  if (isOpenHere && !document.querySelector("[data-verdict]")) location.reload();
  else document.dispatchEvent(new CustomEvent("match:consumed", { detail: data }));
});

document.addEventListener("htmx:afterSwap", tell);
tell();
