// The guide: the steps over the page, which are pressed. A step is ticked by what happened at the services, never by a
// click; must not know how.

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { progress } from "./progress.js";
import { soon } from "./redraw-queue.js";
import { isEmptyDesk, on, state } from "./state.js";
import { lead, nameOf } from "./roles.js";
import { STEPS, wordsOf } from "./steps.js";
import { drawSummary, hideSummary } from "./summary.js";
import { say } from "./texts.js";

const busy = new Set();
const ended = new Map(); // when each step was last done, in milliseconds
const DOUBLE_CLICK_MS = 400;
const place = () => document.getElementById("guide");
let mark = "";

const ready = () => Boolean(state.cast.ready && state.cast.requesters.length && state.cast.agents.length && state.cast.staff?.length !== 0);

const doStep = async (step) => {
  if (busy.has(step.name)) return;
  if (performance.now() - (ended.get(step.name) ?? -DOUBLE_CLICK_MS) < DOUBLE_CLICK_MS) return;
  busy.add(step.name);
  hideSummary();
  draw();
  try {
    await step.does();
  } finally {
    busy.delete(step.name);
    ended.set(step.name, performance.now());
    draw();
  }
};

const stepButton = (step, at, { done, next }) =>
  h(
    "button",
    {
      class: `step ${done ? "done" : ""} ${next ? "next" : ""}`,
      testid: `try-${step.name}`,
      "aria-current": next ? "step" : null,
      "aria-busy": busy.has(step.name) ? "true" : null,
      on: { click: () => doStep(step) },
    },
    h("span", { class: "step-mark" }, done ? icon("check", { size: 12 }) : String(at + 1)),
    h("span", {}, wordsOf(step)),
    h("span", { class: "sr" }, done ? say("step-done") : ""),
  );

// What had the focus has it again, although the buttons are new ones.
const keepingFocus = (redraw) => {
  const had = place().contains(document.activeElement) && document.activeElement.dataset.testid;
  redraw();
  if (had) document.querySelector(`[data-testid="${had}"]`)?.focus({ preventScroll: true });
};

const drawSteps = (ticked) => {
  const next = STEPS.find(({ name }) => !ticked.has(name));
  fill(
    place(),
    h(
      "ol",
      { class: "steps" },
      STEPS.map((step, at) => h("li", {}, stepButton(step, at, { done: ticked.has(step.name), next: step === next }))),
    ),
  );
};

const drawArriving = () =>
  fill(
    place(),
    h("p", { class: "arriving" }, isEmptyDesk() ? say("arriving-first", { agent: nameOf(lead()) }) : say("arriving")),
  );

const draw = () => {
  const ticked = progress(ready() ? STEPS : []); // what happens before is the opening
  const drawn = JSON.stringify([ready(), isEmptyDesk(), [...ticked], [...busy], STEPS.map(wordsOf)]);
  if (drawn === mark) return;
  mark = drawn;
  document.body.toggleAttribute("data-untouched", ready() && !ticked.size);
  if (!ready()) return drawArriving();
  drawSummary(ticked);
  keepingFocus(() => drawSteps(ticked));
};

/** Build the guide and keep it drawn. */
export const startGuide = () => {
  place().setAttribute("aria-label", say("guide"));
  const soonDraw = soon(draw);
  for (const kind of ["board", "chat", "people", "desk", "proof"]) on(kind, () => soonDraw(kind));
  draw();
};
