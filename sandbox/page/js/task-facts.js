// The facts of an opened task; must not know their place.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { PRIORITY } from "./phone-texts.js";
import { userAvatar, userName } from "./people.js";
import { state } from "./state.js";
import { flag } from "./ticket-signs.js";
import { hhmm } from "./time.js";
import { say } from "./texts.js";

const none = () => h("span", { class: "faint" }, say("none"));

const row = (name, ...value) => h("div", { class: "fact-row" }, h("dt", {}, say(name)), h("dd", {}, value));

const label = (name) =>
  h("span", { class: "label" }, h("span", { class: "label-dot" }), h("span", { class: "label-name" }, name));

const dueOf = ({ due }) => due && (hhmm(due.datetime ?? due.date) || due.date);

/** Rows of the definition list. */
export const facts = (task) => {
  const section = state.board.sectionOf(task);
  const who = task.responsible_uid;
  return [
    row("section", icon(section?.status ?? "ring"), section?.name ?? none()),
    row("assignee", who ? [userAvatar(who, "s"), userName(who)] : [h("span", { class: "nobody" }), h("span", { class: "faint" }, say("nobody"))]),
    row("priority", flag(task.urgency, PRIORITY)),
    row("due", dueOf(task) ?? none()),
    row("labels", task.labels.length ? task.labels.map(label) : none()),
  ];
};
