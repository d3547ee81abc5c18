// Solves the proof of work that a match may ask for while the voter reads. A vote without it waits for a review.

const LONGEST_SECONDS = 90;

const solving = new WeakMap();

function solve(form) {
  const challenge = JSON.parse(form.dataset.work);
  return new Promise((resolve) => {
    const worker = new Worker(form.dataset.worker);
    const end = (solution) => {
      worker.terminate();
      resolve(solution?.derivedKey ? btoa(JSON.stringify({ challenge, solution })) : "");
    };
    worker.onmessage = ({ data }) => end(data);
    worker.onerror = () => end(null);
    worker.postMessage({ type: "work", challenge, counterStart: 0, counterStep: 1, timeout: LONGEST_SECONDS * 1000 });
  });
}

async function begin(form) {
  try {
    form.elements.work.value = await solve(form);
  } catch {
    // No worker may be made here, so the vote waits for a review.
  }
  form.dataset.worked = "";
}

function prepare() {
  const form = document.querySelector("form[data-work]");
  if (!form || solving.has(form) || !window.isSecureContext) return;
  solving.set(form, begin(form));
}

// A vote that is cast before the solution is there waits for it.
document.addEventListener("htmx:confirm", async (event) => {
  const form = event.target;
  if (!solving.has(form) || "worked" in form.dataset) return;
  event.preventDefault();
  await solving.get(form);
  event.detail.issueRequest(true);
});

document.addEventListener("match:shown", prepare);
prepare();
