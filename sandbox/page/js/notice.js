// The line under the guide that says one thing until it is closed; must not know what it says.

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { say } from "./texts.js";

const place = () => document.getElementById("notice");

const close = () => {
  place().hidden = true;
  place().replaceChildren();
};

/** Show `words` with a drawing, and a button when there is a `deed`: `[name, do]`. A later notice takes its place. */
export const showNotice = ({ drawing, words, deed }) => {
  const button =
    deed && h("button", { class: "button", testid: "notice-do", on: { click: () => (close(), deed[1]()) } }, deed[0]);
  const cross = h(
    "button",
    { class: "icon-button small", "aria-label": say("close"), testid: "notice-close", on: { click: close } },
    icon("close", { size: 14 }),
  );
  place().hidden = false;
  fill(place(), icon(drawing), h("span", { class: "notice-words" }, words), button, cross);
};
