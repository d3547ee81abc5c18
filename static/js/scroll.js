// Both responses scroll with the page, or each separately; the choice is stored in this browser.

const KEY = "scroll";

function remembered() {
  try {
    return localStorage.getItem(KEY) === "apart" ? "apart" : "together";
  } catch {
    return "together"; // storage is disabled
  }
}

function remember(mode) {
  try {
    localStorage.setItem(KEY, mode);
  } catch {
    // Storage is disabled: the choice lasts as long as the page.
  }
}

function apply(mode) {
  const responses = document.querySelector("[data-responses]");
  if (!responses) return;
  responses.dataset.scroll = mode;
  document.querySelector("[data-scroll-together]").setAttribute("aria-pressed", mode === "together");
  for (const body of responses.querySelectorAll("[data-body]")) {
    body.toggleAttribute("data-scrolls", mode === "apart");
    if (mode === "apart") body.tabIndex = 0;
    else body.removeAttribute("tabindex");
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-scroll-together]");
  if (!button) return;
  const mode = button.getAttribute("aria-pressed") === "true" ? "apart" : "together";
  remember(mode);
  apply(mode);
});

document.addEventListener("match:shown", () => apply(remembered()));
document.documentElement.dataset.views = "on";
apply(remembered());
