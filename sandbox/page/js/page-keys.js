// Esc for the whole page; must not know what is open.

import { closeMenu } from "./overlay.js";
import { openTask, state } from "./state.js";

/** Esc closes the menu, else the opened task. */
export const startKeys = () => {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (closeMenu() || !state.task) return;
    openTask(null);
  });
};
