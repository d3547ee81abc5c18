// A chart over days: a slider or the pointer selects a day, and the legend shows each line's value of
// that day, taken from the table below. A line is highlighted while it, or its name, is pointed at.

function rowsOf(chart) {
  return [...chart.parentElement.querySelectorAll("[data-day-table] tr[data-day]")].reverse();
}

function drawingsOf(chart) {
  return [...chart.querySelectorAll("svg[role=img]")];
}

// A map from day to the coordinates of each line; a day has the same x in every line.
function placesOf(drawing) {
  const places = new Map();
  for (const series of drawing.querySelectorAll(".lines__series")) {
    const line = series.querySelector("polyline");
    const points = line.getAttribute("points").split(" ").map((pair) => pair.split(",").map(Number));
    line.dataset.days.split(" ").forEach((day, index) => {
      if (!places.has(day)) places.set(day, new Map());
      places.get(day).set(series, points[index]);
    });
  }
  return places;
}

function move(drawing, day) {
  const at = placesOf(drawing).get(day) ?? new Map();
  for (const series of drawing.querySelectorAll(".lines__series")) {
    const mark = series.querySelector(".lines__mark");
    if (!mark) continue;
    mark.toggleAttribute("hidden", !at.has(series));
    if (at.has(series)) mark.setAttribute("transform", `translate(${at.get(series).join(" ")})`);
  }
  const guide = drawing.querySelector(".lines__guide");
  const [x] = at.values().next().value ?? [];
  guide.toggleAttribute("data-shown", x !== undefined);
  if (x !== undefined) for (const end of ["x1", "x2"]) guide.setAttribute(end, x);
}

function show(chart, index) {
  const rows = rowsOf(chart);
  const row = rows[index];
  if (!row) return;
  const name = row.querySelector("th").textContent;
  const slider = chart.querySelector(".days__slider");
  slider.value = index;
  slider.setAttribute("aria-valuetext", name);
  chart.querySelector("[data-day-name]").textContent = name;
  for (const cell of row.querySelectorAll("[data-series]")) {
    const value = chart.querySelector(`.legend [data-series="${CSS.escape(cell.dataset.series)}"] [data-value]`);
    if (value) value.textContent = cell.textContent;
  }
  for (const drawing of drawingsOf(chart)) move(drawing, row.dataset.day);
}

function light(chart, key) {
  for (const part of chart.querySelectorAll("svg [data-series]")) part.toggleAttribute("data-lit", part.dataset.series === key);
  chart.toggleAttribute("data-some-lit", Boolean(key));
}

// The day nearest to the pointer, in the coordinates of the drawing.
function dayUnder(drawing, event) {
  const box = drawing.getBoundingClientRect();
  const x = ((event.clientX - box.left) / box.width) * drawing.viewBox.baseVal.width;
  let nearest = null;
  for (const [day, at] of placesOf(drawing)) {
    const [place] = at.values().next().value;
    if (!nearest || Math.abs(place - x) < Math.abs(nearest.place - x)) nearest = { day, place };
  }
  return nearest?.day;
}

function point(event) {
  const drawing = event.target.closest?.("[data-days] svg[role=img]");
  if (!drawing) return;
  const chart = drawing.closest("[data-days]");
  const day = dayUnder(drawing, event);
  show(chart, rowsOf(chart).findIndex((row) => row.dataset.day === day));
}

function consider(event) {
  const chart = event.target.closest?.("[data-days]");
  if (!chart) return;
  light(chart, event.target.closest("[data-series]")?.dataset.series ?? "");
}

function begin() {
  for (const chart of document.querySelectorAll("[data-days]")) {
    const rows = rowsOf(chart);
    const control = chart.querySelector("[data-days-control]");
    if (!control || rows.length < 2 || !control.hidden) continue;
    control.hidden = false;
    chart.querySelector(".days__slider").max = rows.length - 1;
    show(chart, rows.length - 1);
  }
}

document.addEventListener("input", (event) => {
  if (event.target.matches(".days__slider")) show(event.target.closest("[data-days]"), Number(event.target.value));
});
document.addEventListener("pointermove", point);
document.addEventListener("pointerdown", point);
document.addEventListener("pointerover", consider);
document.addEventListener("focusin", consider);
document.addEventListener("htmx:afterSettle", begin);
document.addEventListener("htmx:historyRestore", begin);
begin();
