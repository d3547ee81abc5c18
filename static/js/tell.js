// Shows the title of the part of a chart that is pointed at below the chart: touch screens have no
// tooltips, and tooltips appear with a delay.

function tell(event) {
  const chart = event.target.closest("[data-tell]");
  const told = chart?.closest("figure").querySelector("[data-told]");
  const title = event.target.closest("g")?.querySelector(":scope > title");
  if (told && title) told.textContent = title.textContent;
}

document.addEventListener("pointerover", tell);
document.addEventListener("click", tell);
