/**
 * Returns a function that calls `fn` once, `wait` ms after its last call.
 *
 * What you may want to know before using it:
 *  - `this` and the arguments of the LAST call are used; earlier ones are dropped.
 *  - If calls never pause for `wait` ms, `fn` never runs. For scroll handlers
 *    you may prefer a throttle, or a maximum wait.
 *  - `flush()` runs a pending call now and returns its result; undefined if none.
 *  - An error thrown by `fn` reaches the caller of `flush()`, but when the timer
 *    fires it becomes an uncaught error, as with any timer.
 *
 * @template {unknown[]} A
 * @template R
 * @param {(...args: A) => R} fn
 * @param {number} wait in milliseconds
 */
export function debounce(fn, wait) {
  if (typeof fn !== "function") throw new TypeError("debounce needs a function");
  if (!Number.isFinite(wait) || wait < 0) throw new RangeError("wait must be 0 or more");

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {{ self: unknown, args: A } | undefined} */
  let pending;

  function run() {
    const call = pending;
    // Forget the call before running it: `fn` may call the debounced function again.
    timer = undefined;
    pending = undefined;
    return call && fn.apply(call.self, call.args);
  }

  /** @param {A} args */
  function debounced(...args) {
    pending = { self: this, args };
    clearTimeout(timer);
    timer = setTimeout(run, wait);
  }

  debounced.flush = () => {
    clearTimeout(timer);
    return run();
  };

  debounced.cancel = () => {
    clearTimeout(timer);
    timer = undefined;
    pending = undefined;
  };

  return debounced;
}
