// Shows a notice when a vote, a skip or a request for the next pair did not reach the server, and hides it when
// the next one is sent or the connection is back.

function setTrouble(isThere) {
  for (const notice of document.querySelectorAll("[data-trouble]")) notice.hidden = !isThere;
}

document.addEventListener("htmx:beforeRequest", () => setTrouble(false));
document.addEventListener("htmx:sendError", () => setTrouble(true));
document.addEventListener("htmx:timeout", () => setTrouble(true));
document.addEventListener("match:asked", () => setTrouble(false));
window.addEventListener("online", () => setTrouble(false));
document.addEventListener("match:unreached", () => setTrouble(true));
