// The list of a forum's topics; must not know where their messages are shown.

import { h, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { state } from "./state.js";
import { marked } from "./ticket-signs.js";
import { hhmm } from "./time.js";
import { say } from "./texts.js";

// The icons by which the bot shows a ticket's status; the board draws the same.
const STATUSES = {
  "❗": "new",
  "👀": "assigned",
  "💬": "in_progress",
  "❓": "pending",
  "📆": "on_hold",
  "✅": "resolved",
  "🔥": "reopened",
  "🏁": "closed",
};

/** The icon of a topic: the ticket's status, another emoji, or the talk of all. */
export const topicSign = (emoji, id) => {
  const status = STATUSES[emoji.replace("\uFE0F", "")];
  const label = state.board.sections.find((section) => section.status === status)?.name;
  const drawing = status ? icon(status, { label: label ?? emoji }) : id === 0 ? icon("talk") : emoji || icon("comment");
  return h("span", { class: `topic-sign ${status ? `topic-${status}` : ""}` }, drawing);
};

const rowNode = (row, choose) =>
  h(
    "button",
    {
      class: `topic ${row.closed ? "over" : ""}`,
      "aria-current": row.chosen ? "true" : null,
      testid: `topic-${row.id}`,
      on: { click: () => choose(row.id) },
    },
    topicSign(row.emoji, row.id),
    h(
      "span",
      { class: "topic-words" },
      h("span", { class: "topic-name" }, marked(row.name, { plain: true })),
      h("span", { class: "topic-text" }, marked(row.text || say("topic-silent"), { pills: false })),
    ),
    h(
      "span",
      { class: "topic-end" },
      h("time", { class: "topic-time" }, hhmm(row.date)),
      row.closed
        ? icon("lock", { size: 14, label: say("topic-closed") })
        : row.unread
          ? h("span", { class: "badge", title: say("unread", { n: row.unread }) }, String(row.unread))
          : null,
    ),
  );

/** Draw the rows; those that did not change stay. `choose(id)` is called when one is pressed. */
export const fillTopics = (node, rows, choose) => {
  const shown = rows.length > 1 ? rows : [...rows, { empty: say("topics-none") }];
  reconcile(node, shown, {
    key: (row) => row.id ?? "none",
    sign: (row) => JSON.stringify(row),
    make: (row) => (row.empty ? h("p", { class: "empty" }, row.empty) : rowNode(row, choose)),
  });
};
