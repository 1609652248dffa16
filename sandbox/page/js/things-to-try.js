// "Things to try": a line is ticked by what happened at the services, never by a click; must not know how.

import { sandboxKey } from "./actions.js";
import { fill, h, memory } from "./dom.js";
import { icon } from "./icons.js";
import { isNoteText, textOf } from "./chat-data.js";
import { soon } from "./redraw-queue.js";
import { isAgent, on, state, troubleSince } from "./state.js";
import { shortName } from "./people.js";
import { readComment } from "./comment-data.js";
import { hasCompany, newcomerName, openRegistration } from "./service-company.js";
import { openTypical, wasOffered } from "./typical-questions.js";

const requesters = () => [...state.chats].filter(([id]) => !isAgent(id));
const wrote = (test) =>
  requesters().some(([, chat]) => (chat.messages ?? []).some((message) => message.from !== "bot" && test(message)));
const wroteOf = (id, test) =>
  (state.chats.get(id)?.messages ?? []).some((message) => message.from !== "bot" && test(message));
const tasks = () => [...state.board.tasks.values()];
const comments = () => [...state.board.comments.values()].flat().map(readComment);
const nameOf = (id, otherwise) => (state.people.has(id) ? shortName(state.people.get(id)) : otherwise);

// The desk's own label of what is late, in each of its languages.
const LATE = ["late", "просрочена"];

const TRIES = [
  [
    "write",
    () => `Write as ${nameOf(state.cast.requesters[0], "a requester")}`,
    () => wrote((message) => message.content !== "contact" && !textOf(message).startsWith("/")),
    "In the first phone on the left",
  ],
  [
    "take",
    () => `Take it as ${nameOf(state.cast.agents[0], "an agent")}`,
    () => tasks().some((task) => task.number && task.responsible_uid),
  ],
  [
    "photo",
    () => "Send a photo",
    () => wrote((message) => (message.files ?? []).some((file) => file.kind === "photo")),
    "The paper clip has a sample, too",
  ],
  [
    "board",
    () => "Answer from the board",
    () => comments().some((comment) => comment.onBoard && !comment.note),
    "Open the card and write a comment",
  ],
  [
    "typical",
    () => "Ask something typical",
    () => wasOffered(),
    "Press for ready sentences; then look at the buttons under what comes",
    openTypical,
  ],
  [
    "register",
    () => `Register as ${newcomerName()}`,
    () => hasCompany() && wrote((message) => message.content === "contact"),
    "Send /register and press the key that sends the number",
    openRegistration,
  ],
  [
    "colleagues",
    () => `See colleagues’ requests as ${nameOf(state.cast.requesters[0], "a requester")}`,
    () => hasCompany() && wroteOf(state.cast.requesters[0], (message) => textOf(message).startsWith("/tickets")),
    "A director sends /tickets, once colleagues have asked something",
  ],
  ["late", () => "Press Take on two phones", () => late, "A message's menu can press it on all phones at once"],
  [
    "note",
    () => "Write a // note",
    () => comments().some((comment) => comment.note && comment.person) || notesInChats(),
    "It stays inside, wherever it is written",
  ],
  [
    "overdue",
    () => "Let one get late",
    () => tasks().some((task) => task.labels.some((label) => LATE.includes(label))),
    "Set up step by step in the admin's /settings, then move the clock on",
  ],
  [
    "todoist",
    () => "Take Todoist down",
    () => troubleSince("todoist") !== null,
    "In the menu Cause trouble; the phones work on meanwhile",
  ],
  [
    "kill",
    () => "Kill the bot while typing",
    () => botKilled() && (typing() || unfetched()),
    "Send it, then start the bot again: nothing is lost",
  ],
];

const botKilled = () => (state.desk.processes ?? []).some((row) => row.name === "bot" && row.state === "killed");
const typing = () => [...document.querySelectorAll(".phone .composer-field")].some((field) => field.value.trim());
const unfetched = () => document.querySelector(".phone .stamp.waiting") !== null;

const notesInChats = () =>
  [...state.chats].some(
    ([id, chat]) =>
      isAgent(id) &&
      (chat.messages ?? []).some(
        (message) =>
          message.from !== "bot" &&
          isNoteText(textOf(message)) &&
          (message.reactions ?? []).some(({ from }) => from === "bot"),
      ),
  );

const ticked = new Set();
let shownFor = null;
let late = false;

// What was ticked is remembered for this run of the sandbox.
const recall = () => {
  if (shownFor === sandboxKey()) return;
  shownFor = sandboxKey();
  ticked.clear();
  const [run, ...names] = (memory.get("tries") ?? "").split(" ");
  if (run === shownFor) names.forEach((name) => ticked.add(name));
};

const look = () => {
  recall();
  const before = ticked.size;
  for (const [name, , happened] of TRIES) if (!ticked.has(name) && happened()) ticked.add(name);
  if (ticked.size !== before) memory.set("tries", [shownFor, ...ticked].join(" "));
};

const hide = () => {
  memory.set("tries-hidden", "yes");
  draw();
};

const said = (name, words, open, prefix) => {
  if (!open) return h("span", {}, words);
  const button = h(
    "button",
    {
      class: "try-open",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      testid: `${prefix}open-${name}`,
      on: { click: () => open(button) },
    },
    words,
    icon("down", { size: 12 }),
  );
  return button;
};

const item = ([name, words, , hint, open], { next, prefix }) => {
  const done = ticked.has(name);
  return h(
    "li",
    {
      class: `try ${done ? "done" : ""} ${name === next ? "next" : ""}`,
      testid: `${prefix}try-${name}`,
      title: hint,
      "aria-current": name === next ? "step" : null,
    },
    h("span", { class: "try-mark" }, done ? icon("check", { size: 12 }) : null),
    said(name, words(), open, prefix),
    h("span", { class: "sr" }, done ? ", done" : ", to do"),
  );
};

const parts = {};
let mark = "";

const draw = () => {
  look();
  const hidden = memory.get("tries-hidden") === "yes";
  const next = TRIES.find(([name]) => !ticked.has(name))?.[0];
  const drawn = JSON.stringify([hidden, [...ticked], TRIES.map(([, words]) => words())]);
  if (drawn === mark) return;
  mark = drawn;
  for (const place of parts.places) {
    place.node.hidden = hidden;
    place.count.textContent = `${ticked.size} of ${TRIES.length}`;
    fill(
      place.list,
      TRIES.map((row) => item(row, { next, prefix: place.prefix })),
    );
  }
};

const placeIn = (node, prefix) => {
  const count = h("span", { class: "tries-count", testid: `${prefix}tries-count` });
  const list = h("ol", { class: "tries-list" });
  const close = h(
    "button",
    { class: "icon-button small", "aria-label": "Hide the list", testid: `${prefix}tries-hide`, on: { click: hide } },
    icon("close", { size: 14 }),
  );
  fill(node, h("div", { class: "tries-head" }, h("h2", { class: "tries-name" }, "Things to try"), count), list, close);
  return { node, count, list, prefix };
};

/** Build the line and the panel of the Control tab; returns the panel. */
export const startTries = () => {
  const panel = h("section", { class: "panel tries-panel", "aria-label": "Things to try" });
  parts.places = [placeIn(document.getElementById("tries"), ""), placeIn(panel, "panel-")];
  const soonDraw = soon(draw);
  on("late", () => (late = true));
  for (const kind of ["board", "chat", "people", "late", "desk"]) on(kind, () => soonDraw(kind));
  return panel;
};
