// Lets a small bubble fly from where somebody wrote or pressed to where that arrives: phones, board, back.
// It shows what has happened already; must not know why anything arrives.

import { h, still } from "./dom.js";
import { icon } from "./icons.js";
import { on, state } from "./state.js";

const FLIGHT_MS = 750;
const MEMORY_MS = 9000;
const GAP_MS = 160;

let origin = null; // {box, at, place}: where somebody has acted last
let flights = 0;

const seen = (node) => {
  const box = node?.isConnected ? node.getBoundingClientRect() : null;
  return box && box.width && box.bottom > 0 && box.top < innerHeight ? box : null;
};

const regionOf = (node) => node.closest(".region")?.id;

// On a phone only one region is seen: what arrives in another flies to its tab.
const landing = (node, region) => seen(node) ?? seen(document.querySelector(`[data-testid="tab-${region}"]`));

const middle = (box) => [box.left + Math.min(box.width / 2, 120) - 15, box.top + Math.min(box.height / 2, 40) - 15];

const fly = async (from, to, target) => {
  const bubble = h("div", { class: "traveller", "aria-hidden": "true" }, icon("comment", { size: 16 }));
  document.body.append(bubble);
  const [[x, y], [toX, toY]] = [middle(from), middle(to)];
  const lift = Math.min(90, Math.abs(toX - x) / 4 + 20);
  const at = (left, top, scale) => ({ transform: `translate(${left}px, ${top}px) scale(${scale})` });
  const arc = at((x + toX) / 2, (y + toY) / 2 - lift, 1.15);
  const motion = bubble.animate([at(x, y, 0.5), arc, at(toX, toY, 0.7)], {
    duration: FLIGHT_MS,
    delay: GAP_MS * flights++,
    easing: "cubic-bezier(.4,0,.3,1)",
    fill: "both",
  });
  await motion.finished.catch(() => null);
  flights -= 1;
  bubble.remove();
  if (!target?.isConnected) return;
  target.classList.add("arrived");
  target.addEventListener("animationend", () => target.classList.remove("arrived"), { once: true });
};

/** Somebody has written or pressed here: what arrives within a few seconds comes from this place. */
export const departs = (node) => {
  const box = seen(node);
  if (box) origin = { box, at: Date.now(), region: regionOf(node) };
};

/** Something has arrived at `node` in a region. */
export const arrives = (node, region) => {
  if (!origin || still() || document.hidden || Date.now() - origin.at > MEMORY_MS || region === origin.region) return;
  const box = landing(node, region);
  if (box) fly(origin.box, box, seen(node) ? node : null);
};

const known = new Map(); // the board's tasks as they were: a flight only for what is new there
let first = true;

const watchBoard = () => {
  for (const task of state.board.tasks.values()) {
    const now = `${task.section_id} ${task.note_count ?? 0} ${state.board.comments.get(task.id)?.length ?? 0} ${task.done}`;
    const was = known.get(task.id);
    known.set(task.id, now);
    if (first || was === now) continue;
    requestAnimationFrame(() => arrives(document.querySelector(`.card[data-task="${CSS.escape(task.id)}"]`), "board"));
  }
  first = known.size === 0;
};

/** Watch the board; phones tell of themselves. */
export const startTravel = () => on("board", () => setTimeout(watchBoard, 60));
