// The facts of an opened task, each a button that changes it; must not know their place.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { flag } from "./ticket-signs.js";
import { openMenu } from "./overlay.js";
import { userAvatar, userName } from "./people.js";
import { state } from "./state.js";
import { distance, hhmm, now } from "./time.js";
import { say } from "./texts.js";

const button = (testid, label, children, click) =>
  h(
    "button",
    {
      class: "fact",
      testid,
      "aria-haspopup": "menu",
      "aria-label": label,
      on: { click: (event) => click(event.currentTarget) },
    },
    children,
  );

const assigneeMenu = (task, update) => (anchor) =>
  openMenu(
    anchor,
    [
      ...state.board.people().map(({ id }) => ({
        label: userName(id),
        mark: userAvatar(id, "s"),
        radio: true,
        checked: id === String(task.responsible_uid),
        testid: `assign-${id}`,
        choose: () => update({ responsible_uid: id }),
      })),
      "line",
      {
        label: say("nobody"),
        mark: h("span", { class: "nobody" }),
        radio: true,
        checked: !task.responsible_uid,
        testid: "assign-none",
        choose: () => update({ responsible_uid: null }),
      },
    ],
    { label: say("assignee"), testid: "assign-menu" },
  );

const priorityMenu = (update, words) => (anchor) =>
  openMenu(
    anchor,
    [1, 2, 3, 4].map((urgency) => ({
      label: words[urgency],
      mark: h("span", { class: `flag-${urgency}` }, icon(urgency <= 2 ? "flagged" : "flag")),
      testid: `priority-${urgency}`,
      choose: () => update({ priority: 5 - urgency }),
    })),
    { label: say("priority"), testid: "priority-menu" },
  );

const HOUR_MS = 3_600_000;
const NOON = 12;

const asDate = (moment) => `${moment.toISOString().slice(0, 19)}Z`;

/** Noon in so many days, as Todoist takes it. */
export const dueOn = (days) => {
  const moment = now();
  moment.setDate(moment.getDate() + days);
  moment.setHours(NOON, 0, 0, 0);
  return asDate(moment);
};

const dueMenu = (update) => (anchor) =>
  openMenu(
    anchor,
    [
      ["hour", () => asDate(new Date(now().getTime() + HOUR_MS))],
      ["tomorrow", () => dueOn(1)],
      ["week", () => dueOn(7)],
    ]
      .map(([name, at]) => ({
        label: say(`due-${name}`),
        mark: icon("clock"),
        testid: `due-${name}`,
        choose: () => update({ due: { date: at() } }),
      }))
      .concat({ label: say("due-none"), mark: icon("close"), testid: "due-none", choose: () => update({ due: null }) }),
    { label: say("due"), testid: "due-menu" },
  );

const dateOf = (due) => due?.datetime ?? due?.date;

const dueText = (due) => {
  const at = dateOf(due);
  if (!at) return null;
  return at.includes("T") ? [hhmm(at), h("span", { class: "faint" }, ` ${distance(at)}`)] : [at];
};

const row = (name, value) => h("div", { class: "fact-row" }, h("dt", {}, name), h("dd", {}, value));

const labelsOf = (task) =>
  task.labels.length
    ? task.labels.map((label) =>
        h("span", { class: "label" }, h("span", { class: "label-dot" }), h("span", { class: "label-name" }, label)),
      )
    : h("span", { class: "faint" }, say("none"));

/** Rows of the definition list. `does`: move(anchor), labels(), update(change), priority (words). */
export const facts = (task, does) => {
  const section = state.board.sectionOf(task);
  const who = task.responsible_uid;
  const due = dueText(task.due);
  return [
    row(
      say("section"),
      button(
        "fact-section",
        say("fact-change", { fact: say("section"), value: section?.name ?? say("none") }),
        [icon(section?.status ?? "ring"), section?.name ?? say("none")],
        does.move,
      ),
    ),
    row(
      say("assignee"),
      button(
        "fact-assignee",
        say("fact-change", { fact: say("assignee"), value: who ? userName(who) : say("nobody") }),
        who
          ? [userAvatar(who, "s"), userName(who)]
          : [h("span", { class: "nobody" }), h("span", { class: "faint" }, say("nobody"))],
        assigneeMenu(task, does.update),
      ),
    ),
    row(
      say("priority"),
      button(
        "fact-priority",
        say("fact-change", { fact: say("priority"), value: does.priority[task.urgency] }),
        flag(task.urgency, does.priority),
        priorityMenu(does.update, does.priority),
      ),
    ),
    row(
      say("due"),
      button(
        "fact-due",
        say("fact-change", { fact: say("due"), value: task.due ? hhmm(dateOf(task.due)) || dateOf(task.due) : say("none") }),
        due ?? h("span", { class: "faint" }, say("none")),
        dueMenu(does.update),
      ),
    ),
    row(
      say("labels"),
      button(
        "fact-labels",
        say("fact-change", { fact: say("labels"), value: task.labels.join(", ") || say("none") }),
        labelsOf(task),
        does.labels,
      ),
    ),
  ];
};
