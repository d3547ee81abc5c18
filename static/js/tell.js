// What a chart's part says in its title is written beneath the chart when one points at it: fingers
// get no tooltip, and a tooltip makes others wait.

function tell(event) {
  const chart = event.target.closest("[data-tell]");
  const told = chart?.closest("figure").querySelector("[data-told]");
  const title = event.target.closest("g")?.querySelector(":scope > title");
  if (told && title) told.textContent = title.textContent;
}

document.addEventListener("pointerover", tell);
document.addEventListener("click", tell);
