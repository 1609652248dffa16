// Moves cards smoothly to their new positions; must not know why they moved.

import { rise, still } from "./dom.js";

const GLIDE_MS = 180;

/** Where each card is now, by task. */
export const places = (root) =>
  new Map([...root.querySelectorAll(".card")].map((card) => [card.dataset.task, card.getBoundingClientRect()]));

/** Let cards that moved glide, and new ones rise. */
export const glide = (root, before) => {
  if (still() || !before.size) return;
  for (const card of root.querySelectorAll(".card")) {
    const was = before.get(card.dataset.task);
    const now = card.getBoundingClientRect();
    if (!now.width) continue;
    if (!was) {
      rise(card);
      continue;
    }
    const [x, y] = [was.left - now.left, was.top - now.top];
    if (Math.abs(x) + Math.abs(y) < 2) continue;
    card.classList.add("gliding");
    const motion = card.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }], {
      duration: GLIDE_MS,
      easing: "ease-out",
    });
    motion.onfinish = motion.oncancel = () => card.classList.remove("gliding");
  }
};
