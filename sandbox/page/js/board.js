// The board: seven sections in four tracks, dragging, arrows, gliding cards; must not know tickets beyond their tasks.

import { todoist } from "./actions.js";
import { addTask } from "./adding.js";
import { cardNode, cardSign } from "./card.js";
import { fill, h, memory, reconcile } from "./dom.js";
import { glide, places } from "./flip.js";
import { icon } from "./icons.js";
import { arrows } from "./keys.js";
import { pill } from "./marks.js";
import { banner, openMenu } from "./overlay.js";
import { userAvatar, userName } from "./people.js";
import { soon } from "./schedule.js";
import { actAs, follow, on, openTask, state } from "./state.js";
import { moment } from "./time.js";

const TRACKS = { new: 0, assigned: 1, in_progress: 1, pending: 2, on_hold: 2, resolved: 3, reopened: 3 };
const EMPTY = {
  new: "No new requests", assigned: "Nothing just taken", in_progress: "Nothing in progress", pending: "Nobody is asked for more",
  on_hold: "Nothing on hold", resolved: "Nothing resolved yet", reopened: "Nothing has come back",
};
const DONE_SHOWN = 12;
const NOWHERE = "none";

const parts = {};
let filter = "all";
let cursor = null;

/** Move a task as the person chosen for the board. */
export const moveTask = (id, section) => todoist("task/move", { as: state.as, id, section_id: section });

export const toggleDone = (task) => todoist(task.done ? "task/uncomplete" : "task/complete", { as: state.as, id: task.id });

/** The menu of sections: dragging is never the only way. */
export const moveMenu = (task, anchor) =>
  openMenu(
    anchor,
    state.board.sections.map((section) => ({
      label: section.name,
      mark: icon(section.status ?? "ring"),
      radio: true,
      checked: section.id === String(task.section_id),
      testid: `move-to-${section.status ?? section.id}`,
      choose: () => moveTask(task.id, section.id),
    })),
    { label: `Move #${task.number ?? ""} to`, testid: "move-menu" },
  );

/** Choose as whom the board is written on. */
export const asMenu = (anchor) =>
  openMenu(
    anchor,
    [
      { heading: "On the board, act as" },
      ...state.board.people().map(({ id, full_name }) => ({ label: userName(id), hint: userName(id) === full_name ? null : full_name, mark: userAvatar(id, "s"), radio: true, checked: id === state.as, testid: `as-${id}`, choose: () => actAs(id) })),
    ],
    { label: "Act as", testid: "as-menu" },
  );

export const asButton = (testid) => h("button", { class: "as-button", "aria-haspopup": "menu", testid, on: { click: (event) => asMenu(event.currentTarget) } });

export const fillAs = (button) => {
  button.hidden = !state.as;
  button.setAttribute("aria-label", `On the board, act as ${userName(state.as)}`);
  fill(button, h("span", { class: "as-word" }, "as"), userAvatar(state.as, "s"), h("span", { class: "as-name" }, userName(state.as)), icon("down", { size: 14 }));
};

const openFirst = (a, b) => Number(a.done) - Number(b.done) || (a.done ? (moment(b.completed_at) ?? 0) - (moment(a.completed_at) ?? 0) : 0);

// Completed tasks stay where they were, struck; only the newest of them.
const tasksIn = (section) => {
  const mine = [...state.board.tasks.values()].filter((task) => (state.board.sectionOf(task)?.id ?? NOWHERE) === section.id);
  mine.sort(openFirst);
  const live = mine.filter((task) => !task.done);
  return { live: live.length, shown: [...live, ...mine.filter((task) => task.done).slice(0, DONE_SHOWN)], more: Math.max(0, mine.length - live.length - DONE_SHOWN) };
};

const lanes = () => {
  const known = state.board.sections;
  const homeless = [...state.board.tasks.values()].some((task) => !task.done && !state.board.sectionOf(task));
  return homeless ? [...known, { id: NOWHERE, name: "No section", status: null }] : known;
};

const dropOn = (lane, section) => {
  const mine = (event) => [...(event.dataTransfer?.types ?? [])].includes("application/x-task");
  lane.addEventListener("dragover", (event) => {
    if (!mine(event) || section.id === NOWHERE) return;
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
  const add = section.id === NOWHERE ? null : h("button", { class: "icon-button small lane-add", "aria-label": `Add a task to ${section.name}`, on: { click: () => addTask(section.id) } }, icon("plus", { size: 14 }));
  const cards = h("ol", { class: "cards", "aria-label": section.name });
  const lane = h(
    "section",
    { class: "lane", data: { section: section.id, status: section.status ?? "" }, "aria-label": section.name, testid: `section-${name}` },
    h("header", { class: "lane-head" }, icon(section.status ?? "ring"), h("h3", { class: "lane-name" }, section.name), count, h("span", { class: "gap" }), add),
    cards,
  );
  Object.assign(lane, { cards, count });
  dropOn(lane, section);
  return lane;
};

const trackOf = (section, place, all) => TRACKS[section.status] ?? Math.min(3, Math.floor((place / Math.max(1, all)) * 4));

const buildLanes = () => {
  const all = lanes();
  const mark = JSON.stringify(all);
  if (mark === parts.laneMark) return;
  parts.laneMark = mark;
  const tracks = [0, 1, 2, 3].map(() => h("div", { class: "track" }));
  all.forEach((section, place) => tracks[trackOf(section, place, all.length)].append(laneNode(section)));
  fill(parts.tracks, all.length ? tracks : h("p", { class: "empty board-empty" }, "The board appears here as soon as todoist_sync has made it."));
};

const drawLane = (lane) => {
  const section = lanes().find(({ id }) => id === lane.dataset.section);
  const { live, shown, more } = tasksIn(section);
  lane.count.textContent = String(section.status === "resolved" ? shown.length + more : live);
  lane.hidden = filter !== "all" && filter !== section.id;
  const rows = shown.length ? shown : [{ empty: EMPTY[section.status] ?? "Nothing here" }];
  if (more) rows.push({ empty: `${more} more completed` });
  reconcile(lane.cards, rows, {
    key: (row) => row.id ?? row.empty,
    sign: (row) => (row.id ? cardSign(row, section) : row.empty),
    make: (row) => (row.id ? cardNode(row, section, { move: moveMenu, open: openCard, toggle: toggleDone }) : h("li", { class: "empty" }, row.empty)),
  });
};

const openCard = (task) => {
  openTask(task.id);
  if (task.number) follow(task.number);
};

const drawFilter = () => {
  const all = lanes();
  const rows = [{ id: "all", name: "All", live: [...state.board.tasks.values()].filter((task) => !task.done).length }, ...all.map((section) => ({ ...section, live: tasksIn(section).live }))];
  const mark = JSON.stringify([rows, filter]);
  if (mark === parts.filterMark) return;
  parts.filterMark = mark;
  const chip = ({ id, name, live }) =>
    h("button", { class: "person", role: "tab", "aria-selected": String(id === filter), tabindex: id === filter ? "0" : "-1", testid: `filter-${id}`, on: { click: () => ((filter = id), draw()) } }, h("span", {}, name), h("span", { class: "lane-count" }, String(live)));
  fill(parts.filter, rows.map(chip));
};

const rove = () => {
  const cards = [...parts.tracks.querySelectorAll(".card")];
  const chosen = cards.find((card) => card.dataset.task === cursor) ?? cards[0];
  for (const card of cards) card.tabIndex = card === chosen ? 0 : -1;
};

const draw = () => {
  const active = document.activeElement?.closest?.(".card")?.dataset.task;
  const before = places(parts.tracks);
  buildLanes();
  for (const lane of parts.tracks.querySelectorAll(".lane")) drawLane(lane);
  drawFilter();
  rove();
  if (active && !document.activeElement?.closest?.(".card")) parts.tracks.querySelector(`.card[data-task="${CSS.escape(active)}"]`)?.focus({ preventScroll: true });
  glide(parts.tracks, before);
  parts.kind.textContent = state.board.project ? `Todoist, project ${state.board.project.name}` : "Todoist";
  drawOpen();
};

const drawOpen = () => {
  for (const card of parts.tracks.querySelectorAll(".card")) {
    card.classList.toggle("lit", Number(card.dataset.number) === state.follow && state.follow !== null);
    card.toggleAttribute("aria-current", card.dataset.task === state.task);
  }
};

const drawFollow = () => {
  parts.following.hidden = state.follow === null;
  if (state.follow !== null) fill(parts.following, h("span", { class: "following-word" }, "Following"), pill(state.follow), h("button", { class: "icon-button small", "aria-label": "Stop following", testid: "unfollow", on: { click: () => follow(null) } }, icon("close", { size: 14 })));
  drawOpen();
  parts.tracks.querySelector(".card.lit")?.scrollIntoView({ block: "nearest", inline: "nearest" });
};

const nextCard = (card, key) => {
  const list = [...parts.tracks.querySelectorAll(".lane:not([hidden])")];
  const lane = card.closest(".lane");
  const cards = [...lane.querySelectorAll(".card")];
  const at = cards.indexOf(card);
  if (key === "ArrowDown" || key === "ArrowUp") return cards[at + (key === "ArrowDown" ? 1 : -1)];
  const step = key === "ArrowRight" ? 1 : -1;
  for (let place = list.indexOf(lane) + step; list[place]; place += step) {
    const there = [...list[place].querySelectorAll(".card")];
    if (there.length) return there[Math.min(at, there.length - 1)];
  }
  return null;
};

const keys = (event) => {
  const card = event.target;
  const task = card.classList?.contains("card") && state.board.tasks.get(card.dataset.task);
  if (!task || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.startsWith("Arrow")) nextCard(card, event.key)?.focus();
  else if (event.key === "Enter") openCard(task);
  else if (event.key === " ") toggleDone(task);
  else if (event.key.toLowerCase() === "m" || event.key.toLowerCase() === "ь") moveMenu(task, card);
  else return;
  event.preventDefault();
};

const drawDown = () => {
  const sync = (state.desk.processes ?? []).find((row) => row.name === "todoist_sync");
  const waiting = Number(state.desk.counts?.waiting) || 0;
  const down = sync && sync.up === false;
  banner(parts.banner, down ? { strong: "todoist_sync is not running.", text: waiting ? `${waiting} ${waiting === 1 ? "waits" : "wait"}, nothing is lost.` : "Changes wait in PostgreSQL.", since: sync.note } : null);
};

const build = () => {
  parts.kind = h("span", { class: "region-kind" }, "Todoist");
  parts.following = h("div", { class: "following", hidden: true, testid: "following" });
  parts.as = asButton("board-as");
  parts.filter = h("div", { class: "people board-filter", role: "tablist", "aria-label": "Sections" });
  arrows(parts.filter);
  parts.banner = h("div", { class: "banner", role: "status", hidden: true, testid: "banner-board" });
  parts.tracks = h("div", { class: "tracks", on: { keydown: keys, focusin: (event) => remember(event) } });
  const plus = h("button", { class: "quiet-button", testid: "add-task", on: { click: () => addTask(state.board.sections[0]?.id) } }, icon("plus", { size: 14 }), h("span", {}, "Task"));
  const head = h("header", { class: "region-head" }, h("h2", { id: "board-name", class: "region-name" }, "Board"), parts.kind, h("span", { class: "gap" }), parts.following, parts.as, plus);
  const bar = h("div", { class: "people-bar" }, parts.filter);
  parts.body = h("div", { class: "board-body" }, parts.banner, parts.tracks);
  fill(document.getElementById("board"), head, bar, parts.body);
};

const remember = (event) => {
  const card = event.target.closest?.(".card");
  if (!card) return;
  cursor = card.dataset.task;
  rove();
};

/** Build the board and keep it drawn; `.board-body` is where the opened task is put. */
export const startBoard = () => {
  build();
  const mark = soon(draw);
  on("board", () => (mark("board"), fillAs(parts.as)));
  on("people", () => mark("board"));
  on("as", () => (fillAs(parts.as), memory.set("as", state.as)));
  on("desk", drawDown);
  on("follow", drawFollow);
  on("task", drawOpen);
  return parts.body;
};
