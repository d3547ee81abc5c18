// debounce function
function debounce(fn, wait) {
  let timer;
  return function () {
    clearTimeout(timer);
    timer = setTimeout(function () {
      fn();
    }, wait);
  };
}

// how to use it
const hello = debounce(function () {
  console.log("hello");
}, 500);

hello();
hello();
hello(); // only this one prints
