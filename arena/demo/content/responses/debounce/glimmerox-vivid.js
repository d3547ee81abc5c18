// ⏱  debounce(fn, wait) → calls fn once things go quiet
//
//   calls    │ ▏▏▏  ▏▏      ▏
//   runs     │          █      █
//            └────────────────────▶ time
//                  └ wait ┘

export function debounce(fn, wait = 250) {
  let timer = null;
  let call = null;
  const stats = { calls: 0, runs: 0 };

  const run = () => {
    timer = null;
    stats.runs += 1;
    const [self, args] = call;
    return fn.apply(self, args);
  };

  const debounced = function (...args) {
    stats.calls += 1;
    call = [this, args];
    clearTimeout(timer);
    timer = setTimeout(run, wait);
  };

  return Object.assign(debounced, {
    stats,
    get pending() { return timer !== null; },
    cancel() { clearTimeout(timer); timer = null; },
    flush() { if (timer !== null) { clearTimeout(timer); return run(); } },
  });
}

// ✨ Demo
const search = debounce((q) => console.log(`🔎 searching “${q}”`), 200);
["p", "po", "pod", "podcast"].forEach(search);
setTimeout(() => console.log(search.stats), 300); // { calls: 4, runs: 1 }
