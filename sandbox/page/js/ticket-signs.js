// Signs drawn over plain text: ticket pills and priorities; must not know messages or tasks.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { PRIORITY } from "./phone-texts.js";
import { state, follow, on, openTask } from "./state.js";
import { say } from "./texts.js";

// Signs that mean something here get the page's own drawing; the character stays for readers and copies.
const SIGNS = {
  "🆕": "new",
  "🙋": "assigned",
  "💬": "in_progress",
  "⏳": "pending",
  "⏸": "on_hold",
  "✅": "resolved",
  "☑": "closed",
  "↩": "reopened",
  "⏰": "clock",
  "🔺": "raised",
  "📎": "clip",
  "👀": "eye",
  "👍": "thumb",
  "✍": "pen",
  "❤": "heart",
  "🔒": "lock",
};
const DOTS = { "🔴": 1, "🟠": 2, "🟡": 3, "⚪": 4 };

const MARK = new RegExp(
  `(?<![\\p{L}\\p{N}_/&#])#(\\d{1,9})(?![\\p{L}\\p{N}_])|(${[...Object.keys(SIGNS), ...Object.keys(DOTS)].join("|")})\\uFE0F?`,
  "gu",
);

/** Which priority a coloured dot in a text stands for, or 0. */
export const priorityIn = (text) => DOTS[[...text].find((sign) => sign in DOTS)] ?? 0;

/** A sign drawn by the page. */
export const sign = (character) => {
  const name = SIGNS[character.replace("\uFE0F", "")];
  const dot = DOTS[character.replace("\uFE0F", "")];
  const drawing = name ? icon(name, { size: 14 }) : icon(dot <= 2 ? "flagged" : "flag", { size: 13 });
  return h(
    "span",
    { class: `sign ${dot ? `flag-${dot}` : ""}`, title: dot ? PRIORITY[dot] : null },
    drawing,
    h("span", { class: "sr" }, character),
  );
};

/** Whether the page has a drawing for a sign. */
export const hasSign = (character) => character.replace("\uFE0F", "") in SIGNS;

const lightUp = (pill) => pill.classList.toggle("lit", Number(pill.dataset.ticket) === state.follow);

const choose = (event) => {
  event.stopPropagation();
  const number = Number(event.currentTarget.dataset.ticket);
  follow(number);
  const task = state.board.numbers.get(number);
  if (task && state.task) openTask(task.id);
};

/** `#N`: lights that ticket everywhere when pressed. Inside a button it is only drawn. */
export const pill = (number, { plain = false } = {}) => {
  const props = { class: "pill", data: { ticket: number }, testid: `pill-${number}` };
  const node = plain
    ? h("span", props, `#${number}`)
    : h("button", { ...props, title: say("follow", { number }), on: { click: choose } }, `#${number}`);
  lightUp(node);
  return node;
};

on("follow", () => document.querySelectorAll("[data-ticket]").forEach(lightUp));

/** Plain text as nodes, with pills (all numbers, or those the board knows) and signs. */
export const marked = (text, { all = true, plain = false, pills = true } = {}) => {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(MARK)) {
    const number = match[1] ? Number(match[1]) : null;
    if (number !== null && (!pills || (!all && !state.board.numbers.has(number)))) continue;
    if (match.index > at) nodes.push(text.slice(at, match.index));
    nodes.push(number === null ? sign(match[0]) : pill(number, { plain }));
    at = match.index + match[0].length;
  }
  if (at < text.length) nodes.push(text.slice(at));
  return nodes;
};

/** A flag with its word; filled for the two upper priorities. */
export const flag = (priority, words) =>
  h(
    "span",
    { class: `flag flag-${priority}` },
    icon(priority <= 2 ? "flagged" : "flag", { size: 14 }),
    h("span", { class: "flag-word" }, words[priority]),
  );
