// The switch between the system's colour scheme, light and dark; the choice is stored in this browser.

const NEXT = { auto: "dark", dark: "light", light: "auto" };
const KEY = "theme";

function remembered() {
  try {
    const theme = localStorage.getItem(KEY);
    return theme in NEXT ? theme : "auto";
  } catch {
    return "auto"; // storage is disabled
  }
}

function remember(theme) {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage is disabled: the choice lasts as long as the page.
  }
}

function show(theme) {
  document.documentElement.dataset.theme = theme;
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    button.querySelector("[data-theme-name]").textContent = button.dataset[theme];
    button.hidden = false;
  }
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-switch]")) return;
  const theme = NEXT[document.documentElement.dataset.theme];
  remember(theme);
  show(theme);
});

// The page is parsed, but not painted yet, because this script blocks rendering.
show(remembered());

// An error page replaces the body, with a new switch.
document.addEventListener("htmx:afterSwap", () => show(document.documentElement.dataset.theme));
