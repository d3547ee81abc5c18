export function debounce(fn, wait) {
  let timer;
  let pending;

  function flush() {
    clearTimeout(timer);
    timer = undefined;
    if (!pending) return;
    const { self, args } = pending;
    pending = undefined;
    return fn.apply(self, args);
  }

  function debounced(...args) {
    pending = { self: this, args };
    clearTimeout(timer);
    timer = setTimeout(flush, wait);
  }

  debounced.flush = flush;
  debounced.cancel = () => {
    clearTimeout(timer);
    timer = pending = undefined;
  };
  return debounced;
}
