// A double click must not press a button that has just appeared under the pointer.

const SECONDS = 0.5;

function settle() {
  const ballot = document.querySelector("#ballot");
  if (!ballot) return;
  ballot.dataset.settling = "";
  setTimeout(() => delete ballot.dataset.settling, SECONDS * 1000);
}

document.addEventListener("match:shown", settle);
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "ballot") settle();
});
