// Debounce: limits a function to run at most once every `wait` ms.
// Fully supports cancel() and flush().
export const debounce = (fn, wait) => {
  let timer = null;

  const debounced = (...args) => {
    if (timer) return; // already scheduled, ignore
    timer = setTimeout(() => {
      fn.apply(this, args); // arrow functions have their own `this`
      timer = null;
    }, wait);
  };

  debounced.cancel = () => clearTimeout(timer);

  debounced.flush = () => {
    clearTimeout(timer);
    fn();
  };

  return debounced;
};
