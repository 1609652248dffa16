// Arrow keys in rows of tabs, and Esc for the whole page; must not know what the tabs show.

import { closeMenu } from "./overlay.js";
import { openTask, state } from "./state.js";

/** Left and right walk a tablist and press what they reach. */
export const arrows = (list) => {
  list.addEventListener("keydown", (event) => {
    const tabs = [...list.querySelectorAll('[role="tab"]')];
    const at = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const wanted = tabs[(to + tabs.length) % tabs.length];
    const id = wanted.dataset.testid;
    wanted.focus();
    wanted.click();
    (list.querySelector(`[data-testid="${CSS.escape(id)}"]`) ?? wanted).focus();
  });
};

/** Esc closes the menu, else the opened task. */
export const startKeys = () => {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (closeMenu() || !state.task) return;
    openTask(null);
  });
};
