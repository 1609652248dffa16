// Which steps have happened in this run of the sandbox; must not know what the steps are or how they look.

import { sandboxKey } from "./actions.js";
import { memory } from "./dom.js";

const ticked = new Set();
let shownFor = null;

// What was ticked is remembered for this run of the sandbox.
const recall = () => {
  if (shownFor === sandboxKey()) return;
  shownFor = sandboxKey();
  ticked.clear();
  const [run, ...names] = (memory.get("tries") ?? "").split(" ");
  if (run === shownFor) names.forEach((name) => ticked.add(name));
};

/** Tick those of the steps `{name, happened()}` that have happened; the names of all that ever did. */
export const progress = (steps) => {
  recall();
  const before = ticked.size;
  for (const { name, happened } of steps) if (!ticked.has(name) && happened()) ticked.add(name);
  if (ticked.size !== before) memory.set("tries", [shownFor, ...ticked].join(" "));
  return ticked;
};
