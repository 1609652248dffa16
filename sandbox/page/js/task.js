// The opened task: head, facts, description, comments; must not know the board around it.

import { todoist } from "./actions.js";
import { toggleDone } from "./task-actions.js";
import { Comments } from "./comments.js";
import { facts } from "./task-facts.js";
import { fill, h, setText } from "./dom.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { pill } from "./ticket-signs.js";
import { soon } from "./redraw-queue.js";
import { on, openTask, state } from "./state.js";
import { say } from "./texts.js";

const DESK_PART = /‹pulldesk›([\s\S]*?)‹\/pulldesk›/;

const parts = {};
let drawn = null;

const current = () => state.board.tasks.get(state.task) ?? null;

const drawHead = (task) => {
  parts.done.setAttribute("aria-checked", String(task.done));
  parts.done.setAttribute("aria-label", say(task.done ? "uncomplete" : "complete"));
  parts.done.title = say(task.done ? "uncomplete" : "complete");
  parts.done.className = `done-box flag-${task.urgency}`;
  fill(parts.done, task.done ? icon("check", { size: 12 }) : null);
  fill(parts.number, task.number ? pill(task.number) : null);
  setText(parts.title, task.subject);
  parts.title.classList.toggle("struck", task.done);
};

const remove = async () => {
  const id = state.task;
  if ((await todoist("task/delete", { as: state.as, id })) !== null) openTask(null);
};

// The desk's own part stands between two marks; what agents wrote around it is shown the same way.
const described = (text) => {
  const found = DESK_PART.exec(text);
  if (!found) return markdown(text);
  const own = h("div", { class: "desk-part", title: say("desk-part") }, markdown(found[1].trim()));
  return [markdown(text.slice(0, found.index).trim()), own, markdown(text.slice(found.index + found[0].length).trim())];
};

const drawSide = (task) => {
  const mark = JSON.stringify([
    task,
    state.board.sections,
    [...state.people.keys()],
  ]);
  if (mark === parts.sideMark) return;
  parts.sideMark = mark;
  fill(parts.facts, facts(task));
  const description = String(task.description ?? "").trim();
  parts.description.hidden = !description;
  fill(parts.description, described(description));
};

const draw = () => {
  const task = current();
  parts.node.hidden = !task;
  document.body.toggleAttribute("data-task", Boolean(task));
  if (!task) return (drawn = null);
  drawHead(task);
  drawSide(task);
  parts.comments.draw(task, drawn !== task.id);
  drawn = task.id;
  parts.node.setAttribute("aria-label", `${task.number ? `#${task.number} ` : ""}${task.subject}`);
};

const close = () => {
  const id = state.task;
  openTask(null);
  document.querySelector(`.card[data-task="${CSS.escape(id ?? "")}"]`)?.focus({ preventScroll: true });
};

const build = () => {
  parts.done = h("button", {
    class: "done-box",
    role: "checkbox",
    testid: "complete",
    on: { click: () => toggleDone(current()) },
  });
  parts.number = h("span", { class: "task-number" });
  parts.title = h("span", { class: "task-title" });
  const away = h("button", { class: "quiet-button", testid: "delete-task", on: { click: remove } }, say("delete"));
  const cross = h(
    "button",
    { class: "icon-button", "aria-label": say("close-task"), testid: "task-close", on: { click: close } },
    icon("close"),
  );
  parts.facts = h("dl", { class: "facts" });
  parts.description = h("div", { class: "description", testid: "description" });
  parts.comments = new Comments();
  const side = h("div", { class: "task-side" }, parts.facts, parts.description);
  parts.node = h(
    "section",
    { class: "task", testid: "task-sheet", hidden: true },
    h(
      "header",
      { class: "task-head" },
      parts.done,
      parts.number,
      parts.title,
      h("span", { class: "gap" }),
      away,
      cross,
    ),
    h("div", { class: "task-body" }, side, parts.comments.node),
    parts.comments.composer,
  );
};

/** Build the sheet into the board's body and keep it drawn. */
export const startTask = (place) => {
  build();
  place.append(parts.node);
  const mark = soon(draw);
  for (const kind of ["task", "board", "people", "as"]) on(kind, () => mark(kind));
  on("chat", () => state.task && mark("chat"));
};
