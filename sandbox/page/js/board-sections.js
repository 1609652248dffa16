// Sections of the board with their cards, and dropping onto them; must not know the board's head or keys.

import { moveTask } from "./task-actions.js";
import { cardNode, cardSign } from "./task-card.js";
import { fill, h, reconcile } from "./dom.js";
import { icon } from "./icons.js";
import { state } from "./state.js";
import { moment } from "./time.js";
import { say } from "./texts.js";

const TRACKS = { new: 0, assigned: 1, in_progress: 1, pending: 2, on_hold: 2, resolved: 3, reopened: 3 };
const DONE_SHOWN = 12;

const openFirst = (a, b) =>
  Number(a.done) - Number(b.done) || (a.done ? (moment(b.completed_at) ?? 0) - (moment(a.completed_at) ?? 0) : 0);

/** Tasks of a section, live ones first, then the newest of the completed ones. */
const tasksIn = (section) => {
  const mine = [...state.board.tasks.values()].filter((task) => String(task.section_id) === section.id);
  mine.sort(openFirst);
  const live = mine.filter((task) => !task.done);
  return {
    live: live.length,
    shown: [...live, ...mine.filter((task) => task.done).slice(0, DONE_SHOWN)],
    more: Math.max(0, mine.length - live.length - DONE_SHOWN),
  };
};

const dropOn = (lane, section) => {
  const mine = (event) => [...(event.dataTransfer?.types ?? [])].includes("application/x-task");
  lane.addEventListener("dragover", (event) => {
    if (!mine(event)) return;
    event.preventDefault();
    lane.classList.add("over");
  });
  lane.addEventListener("dragleave", (event) => !lane.contains(event.relatedTarget) && lane.classList.remove("over"));
  lane.addEventListener("drop", (event) => {
    lane.classList.remove("over");
    const id = event.dataTransfer?.getData("application/x-task");
    const task = state.board.tasks.get(id);
    if (!task) return;
    event.preventDefault();
    if (String(task.section_id) !== section.id) moveTask(id, section.id);
  });
};

const laneNode = (section) => {
  const name = section.status ?? section.id;
  const count = h("span", { class: "lane-count" });
  const cards = h("ol", { class: "cards", "aria-label": section.name });
  const lane = h(
    "section",
    {
      class: "lane",
      data: { section: section.id, status: section.status ?? "" },
      "aria-label": section.name,
      testid: `section-${name}`,
    },
    h(
      "header",
      { class: "lane-head" },
      icon(section.status ?? "ring"),
      h("h3", { class: "lane-name" }, section.name),
      count,
    ),
    cards,
  );
  Object.assign(lane, { cards, count });
  dropOn(lane, section);
  return lane;
};

const trackOf = (section, place, all) =>
  TRACKS[section.status] ?? Math.min(3, Math.floor((place / Math.max(1, all)) * 4));

let built = "";

/** Put the sections into their tracks, anew only when they changed. */
export const buildLanes = (place) => {
  const all = state.board.sections;
  const mark = JSON.stringify(all);
  if (mark === built) return;
  built = mark;
  const tracks = [0, 1, 2, 3].map(() => h("div", { class: "track" }));
  all.forEach((section, place) => tracks[trackOf(section, place, all.length)].append(laneNode(section)));
  fill(
    place,
    all.length
      ? tracks
      : h("p", { class: "empty board-empty" }, say("board-soon")),
  );
};

/** Draw one section; `does` is a card's. */
export const drawLane = (lane, does) => {
  const section = state.board.sections.find(({ id }) => id === lane.dataset.section);
  const { live, shown, more } = tasksIn(section);
  lane.count.textContent = String(section.status === "resolved" ? shown.length + more : live);
  const rows = shown.length ? shown : [{ empty: say(`empty-${section.status}`) }];
  if (more) rows.push({ empty: say("more-completed", { n: more }) });
  reconcile(lane.cards, rows, {
    key: (row) => row.id ?? row.empty,
    sign: (row) => (row.id ? cardSign(row, section) : row.empty),
    make: (row) => (row.id ? cardNode(row, section, does) : h("li", { class: "empty" }, row.empty)),
  });
};
