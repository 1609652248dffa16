// Redraws soon and once, however many events came; must not know what is drawn.

const SOON_MS = 16;

/** A function that marks `key` and calls `draw(keys)` a moment later with all that were marked. */
export const soon = (draw) => {
  let keys = new Set();
  let timer = null;
  const flush = () => {
    const marked = keys;
    keys = new Set();
    timer = null;
    draw(marked);
  };
  return (key) => {
    keys.add(key);
    timer ??= setTimeout(flush, SOON_MS);
  };
};
