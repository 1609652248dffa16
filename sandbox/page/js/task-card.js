// One card of the board; must not know its section.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { flag, pill } from "./ticket-signs.js";
import { inline } from "./markdown.js";
import { userAvatar, userName } from "./people.js";
import { state } from "./state.js";
import { hhmm } from "./time.js";
import { PRIORITY } from "./phone-texts.js";
import { say } from "./texts.js";

const commentsOf = (task) => state.board.comments.get(task.id)?.length ?? Number(task.note_count) ?? 0;

const struck = (task, section) => task.done || section.status === "resolved";

const timeOf = (task, section) => {
  if (struck(task, section))
    return [
      icon("check", { size: 14, label: say(task.done ? "completed" : "resolved") }),
      hhmm(task.completed_at ?? task.updated_at),
    ];
  const due = task.due?.datetime ?? (task.due?.date?.includes?.("T") ? task.due.date : null);
  return [due ? hhmm(due) : hhmm(task.added_at)];
};

/** The same text as long as a card need not be drawn again. */
export const cardSign = (task, section) =>
  JSON.stringify([
    task.content,
    task.priority,
    task.labels,
    task.done,
    task.responsible_uid,
    task.due,
    task.completed_at,
    struck(task, section) && task.updated_at,
    commentsOf(task),
    task.responsible_uid && userName(task.responsible_uid),
    section.name,
    section.status,
  ]);

const spoken = (task, section) =>
  [
    task.number ? `#${task.number}` : "",
    task.subject,
    section.name,
    PRIORITY[task.urgency],
    task.responsible_uid ? say("assigned-to", { name: userName(task.responsible_uid) }) : say("nobody-has-it"),
    task.done ? say("completed") : "",
  ]
    .filter(Boolean)
    .join(", ");

// Who spoke last: a label of the desk's own, drawn as a mark of its own.
const WAITS = ["needs-answer", "нужен-ответ"];

const foot = (task) => {
  const count = commentsOf(task);
  const labels = task.labels.filter((label) => !WAITS.includes(label));
  const waits = task.labels.find((label) => WAITS.includes(label));
  return h(
    "div",
    { class: "card-foot" },
    labels.length
      ? h(
          "span",
          { class: "label", title: labels.join(", ") },
          h("span", { class: "label-dot" }),
          h("span", { class: "label-name" }, labels[0]),
          labels.length > 1 ? ` +${labels.length - 1}` : "",
        )
      : null,
    waits ? h("span", { class: "waits", title: waits }, icon("talk", { size: 14, label: waits })) : null,
    count
      ? h(
          "span",
          { class: "count", title: say("comments-count", { n: count }) },
          icon("comment", { size: 14 }),
          String(count),
        )
      : null,
    h("span", { class: "gap" }),
    task.responsible_uid
      ? userAvatar(task.responsible_uid, "s")
      : h("span", { class: "nobody", title: say("nobody-has-it") }),
  );
};

const dragging = (node, task) => {
  node.addEventListener("dragstart", (event) => {
    event.dataTransfer.setData("application/x-task", task.id);
    event.dataTransfer.setData("text/plain", task.content ?? "");
    event.dataTransfer.effectAllowed = "move";
    node.classList.add("dragged");
  });
  node.addEventListener("dragend", () => node.classList.remove("dragged"));
};

/** The element of a card. `does`: open(task). */
export const cardNode = (task, section, does) => {
  const node = h(
    "li",
    {
      class: `card ${struck(task, section) ? "struck" : ""} ${task.number !== null && task.number === state.follow ? "lit" : ""}`,
      data: { task: task.id, number: task.number ?? "" },
      testid: `card-${task.number ?? task.id}`,
      tabindex: "0",
      draggable: "true",
      "aria-label": spoken(task, section),
      on: { click: () => does.open(task), keydown: (event) => event.key === "Enter" && does.open(task) },
    },
    h(
      "div",
      { class: "card-head" },
      task.number
        ? pill(task.number, { plain: true })
        : h("span", { class: "pill unnumbered", title: say("unnumbered-hint") }, say("unnumbered")),
      h("span", { class: "card-time" }, timeOf(task, section)),
      h("span", { class: "gap" }),
      flag(task.urgency, PRIORITY),
    ),
    h("div", { class: "card-title" }, inline(task.subject)),
    foot(task),
  );
  dragging(node, task);
  return node;
};
