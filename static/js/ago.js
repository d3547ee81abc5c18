// Adds to a time how long ago it is, in the language of the page.
const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60]];
const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });

for (const time of document.querySelectorAll("time[data-ago]")) {
  const seconds = (Date.parse(time.dateTime) - Date.now()) / 1_000;
  const [unit, length] = UNITS.find((each) => Math.abs(seconds) >= each[1]) ?? ["minute", 60];
  const ago = words.format(Math.round(seconds / length), unit);
  time.append(` (${ago})`);
}
