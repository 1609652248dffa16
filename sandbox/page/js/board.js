// The board: its head, its sections in tracks; must not know tickets beyond their tasks.

import { asButton, fillAs } from "./task-actions.js";
import { addTask } from "./add-forms.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { buildLanes, drawLane } from "./board-sections.js";
import { pill } from "./ticket-signs.js";
import { soon } from "./redraw-queue.js";
import { follow, on, openTask, state } from "./state.js";
import { say } from "./texts.js";

const parts = {};

const openCard = (task) => {
  openTask(task.id);
  if (task.number) follow(task.number);
};

const draw = () => {
  const active = document.activeElement?.closest?.(".card")?.dataset.task;
  buildLanes(parts.tracks);
  for (const lane of parts.tracks.querySelectorAll(".lane")) drawLane(lane, { open: openCard });
  if (active && !document.activeElement?.closest?.(".card"))
    parts.tracks.querySelector(`.card[data-task="${CSS.escape(active)}"]`)?.focus({ preventScroll: true });
  parts.kind.textContent = state.board.project ? say("todoist-project", { name: state.board.project.name }) : "Todoist";
  drawOpen();
};

const drawOpen = () => {
  for (const card of parts.tracks.querySelectorAll(".card")) {
    card.classList.toggle("lit", Number(card.dataset.number) === state.follow && state.follow !== null);
    if (card.dataset.task === state.task) card.setAttribute("aria-current", "true");
    else card.removeAttribute("aria-current");
  }
};

const drawFollow = () => {
  parts.following.hidden = state.follow === null;
  if (state.follow !== null)
    fill(
      parts.following,
      h("span", { class: "following-word" }, say("following")),
      pill(state.follow),
      h(
        "button",
        {
          class: "icon-button small",
          "aria-label": say("unfollow"),
          testid: "unfollow",
          on: { click: () => follow(null) },
        },
        icon("close", { size: 14 }),
      ),
    );
  drawOpen();
  parts.tracks.querySelector(".card.lit")?.scrollIntoView({ block: "nearest", inline: "nearest" });
};

const build = () => {
  parts.kind = h("span", { class: "region-kind" }, "Todoist");
  parts.following = h("div", { class: "following", hidden: true, testid: "following" });
  parts.as = asButton("board-as");
  parts.tracks = h("div", { class: "tracks" });
  const plus = h(
    "button",
    { class: "quiet-button", testid: "add-task", on: { click: () => addTask(state.board.sections[0]?.id) } },
    icon("plus", { size: 14 }),
    h("span", {}, say("task")),
  );
  const head = h(
    "header",
    { class: "region-head" },
    h("h2", { id: "board-name", class: "region-name" }, say("board")),
    parts.kind,
    h("span", { class: "gap" }),
    parts.following,
    parts.as,
    plus,
  );
  parts.body = h("div", { class: "board-body" }, parts.tracks);
  fill(document.getElementById("board"), head, parts.body);
};

/** Build the board and keep it drawn; `.board-body` is where the opened task is put. */
export const startBoard = () => {
  build();
  const mark = soon(draw);
  on("board", () => (mark("board"), fillAs(parts.as)));
  on("people", () => mark("board"));
  on("as", () => fillAs(parts.as));
  on("follow", drawFollow);
  on("task", drawOpen);
  return parts.body;
};
