// The guide: chapters of steps that are pressed, over the page, in the tab Start and as the next step on a phone.
// A step is ticked by what happened at the services, never by a click; must not know how.

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { arrows } from "./page-keys.js";
import { progress } from "./progress.js";
import { soon } from "./redraw-queue.js";
import { isEmptyDesk, on, state } from "./state.js";
import { lead, nameOf } from "./roles.js";
import { CHAPTERS, STEPS, wordsOf } from "./steps.js";
import { drawSummary, hideSummary } from "./summary.js";
import { say } from "./texts.js";

const busy = new Set();
const ended = new Map(); // when each step was last done, in milliseconds
const DOUBLE_CLICK_MS = 400;
const places = [];
let chosen = null; // a chapter that the visitor has opened
let mark = "";

const ready = () => Boolean(state.cast.ready && state.cast.requesters.length && state.cast.agents.length && state.cast.staff?.length !== 0);

const doStep = async (step) => {
  if (busy.has(step.name) || !ready()) return;
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

const stepButton = (step, place, { done, next, prefix }) =>
  h(
    "button",
    {
      class: `step ${done ? "done" : ""} ${next ? "next" : ""}`,
      testid: `${prefix}try-${step.name}`,
      "aria-current": next ? "step" : null,
      "aria-busy": busy.has(step.name) ? "true" : null,
      disabled: !ready(),
      on: { click: () => doStep(step) },
    },
    h("span", { class: "step-mark" }, done ? icon("check", { size: 12 }) : String(place + 1)),
    h("span", {}, wordsOf(step)),
    h("span", { class: "sr" }, done ? say("step-done") : ""),
  );

const doneOf = (steps, ticked) => steps.filter(({ name }) => ticked.has(name)).length;

// The chapter that is open: the visitor's choice, else the first one that is not finished.
const current = (ticked) => chosen ?? CHAPTERS.find(([, steps]) => doneOf(steps, ticked) < steps.length)?.[0] ?? "first";

const nextOf = (ticked) => {
  const [, steps] = CHAPTERS.find(([name]) => name === current(ticked));
  return steps.find(({ name }) => !ticked.has(name)) ?? null;
};

const tab = ([name, steps], { ticked, prefix }) =>
  h(
    "button",
    {
      class: "chapter",
      role: "tab",
      id: `${prefix}chapter-${name}`,
      "aria-selected": String(name === current(ticked)),
      "aria-controls": `${prefix}steps-${name}`,
      tabindex: name === current(ticked) ? "0" : "-1",
      testid: `${prefix}chapter-${name}`,
      on: { click: () => ((chosen = name), draw()) },
    },
    say(`chapter-${name}`),
    h("span", { class: "chapter-count" }, `${doneOf(steps, ticked)}/${steps.length}`),
  );

const list = ([name, steps], { ticked, prefix }) =>
  h(
    "div",
    {
      role: "tabpanel",
      id: `${prefix}steps-${name}`,
      "aria-labelledby": `${prefix}chapter-${name}`,
      hidden: name !== current(ticked),
    },
    h(
      "ol",
      { class: "steps" },
      steps.map((step, place) => {
        const about = { done: ticked.has(step.name), next: step === nextOf(ticked), prefix };
        return h("li", {}, stepButton(step, place, about));
      }),
    ),
  );

const drawPlace = ({ chapters, steps, arriving, prefix }, ticked) => {
  if (isEmptyDesk()) arriving.textContent = say("arriving-first", { agent: nameOf(lead()) });
  fill(
    chapters,
    CHAPTERS.map((chapter) => tab(chapter, { ticked, prefix })),
  );
  fill(
    steps,
    CHAPTERS.map((chapter) => list(chapter, { ticked, prefix })),
  );
};

const drawCoach = (ticked) => {
  const next = nextOf(ticked);
  const coach = document.getElementById("coach");
  coach.hidden = !next || !ready();
  if (!next) return;
  const place = CHAPTERS.find(([, steps]) => steps.includes(next))[1].indexOf(next);
  fill(coach, stepButton(next, place, { done: false, next: true, prefix: "coach-" }));
};

// What had the focus has it again, although the buttons are new ones.
const keepingFocus = (redraw) => {
  const had = document.activeElement?.closest?.(".guide, #coach") && document.activeElement.dataset.testid;
  redraw();
  if (had) document.querySelector(`[data-testid="${CSS.escape(had)}"]`)?.focus({ preventScroll: true });
};

const draw = () => {
  const ticked = progress(ready() ? STEPS : []); // what happens before is the opening
  const drawn = JSON.stringify([ready(), isEmptyDesk(), chosen, [...ticked], [...busy], STEPS.map(wordsOf)]);
  if (drawn === mark) return;
  mark = drawn;
  document.body.toggleAttribute("data-arriving", !ready());
  document.body.toggleAttribute("data-untouched", ready() && !ticked.size);
  if (ready()) drawSummary(ticked);
  keepingFocus(() => {
    for (const place of places) drawPlace(place, ticked);
    drawCoach(ticked);
  });
};

const placeIn = (node, prefix) => {
  const chapters = h("div", { class: "chapters", role: "tablist", "aria-label": say("guide") });
  arrows(chapters);
  const steps = h("div", { class: "steps-box" });
  const arriving = h("p", { class: "arriving" }, say("arriving"));
  fill(node, chapters, steps, arriving);
  places.push({ chapters, steps, arriving, prefix });
};

/** Build the guide over the page and the panel of the tab Start; returns the panel. */
export const startGuide = () => {
  const panel = h("section", { class: "panel guide", "aria-label": say("guide") });
  document.getElementById("guide").setAttribute("aria-label", say("guide"));
  placeIn(document.getElementById("guide"), "");
  placeIn(panel, "panel-");
  const soonDraw = soon(draw);
  for (const kind of ["board", "chat", "people", "late", "desk", "proof"]) on(kind, () => soonDraw(kind));
  draw();
  return panel;
};
