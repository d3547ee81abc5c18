// Shows a notice when a vote or a skip did not reach the server, and hides it when the next one is sent.

function setTrouble(isThere) {
  for (const notice of document.querySelectorAll("[data-trouble]")) notice.hidden = !isThere;
}

document.addEventListener("htmx:beforeRequest", () => setTrouble(false));
document.addEventListener("htmx:sendError", () => setTrouble(true));
document.addEventListener("htmx:timeout", () => setTrouble(true));
document.addEventListener("match:unreached", () => setTrouble(true));
