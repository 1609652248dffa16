// The opened task: head, facts, description, history, comments; must not know the board around it.

import { todoist } from "./actions.js";
import { moveMenu, toggleDone } from "./task-actions.js";
import { Comments } from "./comments.js";
import { facts } from "./task-facts.js";
import { fill, h, setText } from "./dom.js";
import { history } from "./history.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { pill } from "./ticket-signs.js";
import { openForm, openMenu } from "./overlay.js";
import { soon } from "./redraw-queue.js";
import { on, openTask, state } from "./state.js";
import { PRIORITY } from "./phone-texts.js";
import { say } from "./texts.js";

const DOCKED = matchMedia("(min-width: 1181px) and (min-height: 821px)");

const DESK_PART = /‹pulldesk›([\s\S]*?)‹\/pulldesk›/;

const parts = {};
let drawn = null;

const current = () => state.board.tasks.get(state.task) ?? null;

const update = (change) => todoist("task/update", { as: state.as, id: state.task, ...change });

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

const rename = () => {
  const task = current();
  const field = h("input", {
    class: "title-field",
    value: task.content,
    maxlength: "500",
    "aria-label": say("title"),
    testid: "title-field",
  });
  let over = false;
  const finish = (keep) => {
    if (over) return;
    over = true;
    const content = field.value.trim();
    field.replaceWith(parts.title);
    parts.title.focus();
    if (keep && content && content !== task.content) update({ content });
  };
  field.addEventListener("blur", () => finish(true));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    finish(event.key === "Enter");
  });
  parts.title.replaceWith(field);
  field.select();
};

const editDescription = () => {
  const task = current();
  openForm({
    title: say("description"),
    hint: say("description-hint"),
    action: say("save"),
    testid: "form-description",
    fields: [
      {
        name: "description",
        label: "Markdown",
        long: true,
        max: "16383",
        value: task.description ?? "",
        testid: "description-field",
      },
    ],
    done: async ({ description }) => (await update({ description })) !== null,
  });
};

const editLabels = () => {
  const task = current();
  openForm({
    title: say("labels"),
    action: say("save"),
    testid: "form-labels",
    fields: [
      {
        name: "labels",
        label: say("by-commas"),
        max: "500",
        value: task.labels.join(", "),
        testid: "labels-field",
      },
    ],
    done: async ({ labels }) =>
      (await update({
        labels: labels
          .split(",")
          .map((label) => label.trim())
          .filter(Boolean),
      })) !== null,
  });
};

const remove = async () => {
  const id = state.task;
  if ((await todoist("task/delete", { as: state.as, id })) !== null) openTask(null);
};

const more = (event) =>
  openMenu(
    event.currentTarget,
    [
      { label: say("rename"), mark: icon("pen"), choose: rename },
      { label: say("edit-description"), mark: icon("file"), testid: "edit-description", choose: editDescription },
      { label: say("labels"), mark: icon("flag"), choose: editLabels },
      "line",
      {
        label: say("delete-task"),
        hint: say("delete-task-hint"),
        mark: icon("close"),
        testid: "delete-task",
        choose: remove,
      },
    ],
    { label: say("task") },
  );

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
    state.as,
    state.board.activity.get(task.id)?.length,
    [...state.people.keys()],
  ]);
  if (mark === parts.sideMark) return;
  parts.sideMark = mark;
  fill(
    parts.facts,
    facts(task, { move: (anchor) => moveMenu(task, anchor), labels: editLabels, update, priority: PRIORITY }),
  );
  const description = String(task.description ?? "").trim();
  parts.description.hidden = !description;
  fill(parts.description, described(description));
  const rows = history(task);
  parts.history.hidden = !rows.length;
  fill(
    parts.historyList,
    rows.map(({ at, text }) => h("li", {}, h("time", {}, at), h("span", {}, text))),
  );
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
  parts.title = h("button", { class: "task-title", testid: "task-title", title: say("rename"), on: { click: rename } });
  const menu = h(
    "button",
    {
      class: "icon-button",
      "aria-label": say("more-about-task"),
      "aria-haspopup": "menu",
      testid: "task-menu",
      on: { click: more },
    },
    icon("more"),
  );
  const cross = h(
    "button",
    { class: "icon-button", "aria-label": say("close-task"), testid: "task-close", on: { click: close } },
    icon("close"),
  );
  parts.facts = h("dl", { class: "facts" });
  parts.description = h("div", { class: "description", testid: "description" });
  parts.historyList = h("ol", { class: "history-list" });
  parts.history = h("details", { class: "history", testid: "history" }, h("summary", {}, say("history")), parts.historyList);
  parts.comments = new Comments();
  const side = h("div", { class: "task-side" }, parts.facts, parts.description, parts.history);
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
      menu,
      cross,
    ),
    h("div", { class: "task-body" }, side, parts.comments.node),
    parts.comments.composer,
  );
  const dock = () => (parts.history.open = DOCKED.matches);
  DOCKED.addEventListener("change", dock);
  dock();
};

/** Build the sheet into the board's body and keep it drawn. */
export const startTask = (place) => {
  build();
  place.append(parts.node);
  const mark = soon(draw);
  for (const kind of ["task", "board", "people", "as", "owed"]) on(kind, () => mark(kind));
  on("chat", () => state.task && mark("chat"));
};
