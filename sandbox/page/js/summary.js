// "This is what you have just seen": a few lines after the request's whole way; must not know how steps are ticked.

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { hero, lead, nameOf } from "./roles.js";
import { say } from "./texts.js";

const LAST = "confirm";
const LINES = [1, 2, 3, 4];

const place = () => document.getElementById("summary");
let known = null; // whether the last step of the way had happened at the first look

/** Put it away: the visitor goes on. */
export const hideSummary = () => {
  place().hidden = true;
  place().replaceChildren();
};

const show = () => {
  const names = { requester: nameOf(hero()), agent: nameOf(lead()) };
  const close = { class: "icon-button small", "aria-label": say("close"), testid: "summary-close", on: { click: hideSummary } };
  place().hidden = false;
  fill(
    place(),
    h("h2", { class: "summary-name" }, say("summary")),
    h("ol", { class: "summary-lines" }, LINES.map((n) => h("li", {}, say(`summary-${n}`, names)))),
    h("button", close, icon("close", { size: 14 })),
  );
};

/** Show it as soon as the way has come to its end before the visitor's eyes. */
export const drawSummary = (ticked) => {
  const isOver = ticked.has(LAST);
  if (isOver && known === false) show();
  known = isOver;
};
