/**
 * Patience, in the shape of a function.
 *
 * The world knocks and knocks; the wise one waits for a pause,
 * and then answers once, with the last thing that was asked.
 *
 * @param {Function} song  what shall be sung when the world grows quiet
 * @param {number} stillness  how many milliseconds of quiet we ask for
 */
export function debounce(song, stillness) {
  let hourglass = null;
  let lastWish = null;
  let singer = null;

  const sing = () => {
    const wish = lastWish;
    const voice = singer;
    hourglass = lastWish = singer = null;
    return song.apply(voice, wish);
  };

  const patient = function (...wish) {
    // Each new knock turns the hourglass over again.
    lastWish = wish;
    singer = this;
    if (hourglass !== null) clearTimeout(hourglass);
    hourglass = setTimeout(sing, stillness);
  };

  // Sometimes we cannot wait for the silence to come by itself.
  patient.flush = () => {
    if (hourglass === null) return undefined;
    clearTimeout(hourglass);
    return sing();
  };

  // And sometimes it is kinder to let the song go unsung.
  patient.cancel = () => {
    clearTimeout(hourglass);
    hourglass = lastWish = singer = null;
  };

  return patient;
}
