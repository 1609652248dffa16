// Finds in a bot's text what the page draws as a heading: number, title, flag; must not know elements.

import { priorityIn } from "./ticket-signs.js";
import { slice } from "./entities.js";

const HEAD = /^((?:\/\/|\p{Extended_Pictographic}|\uFE0F|\u200D|\s)*)#(\d{1,9})(?![\p{L}\p{N}_])/u;
const NAMED = /^\s*[·:—-]?\s*([^\n:]{1,60}):(?=\s|$)/u;
const SENTENCE = /^\s*([^\n]{0,34}?[\p{L}\p{N}]{2})[.](?=\s+[^\s·])/u;
const SHORT = 44;
const LONG = 90;

const clean = (title) =>
  title
    .split(/\s+·\s+|^\s*·\s*/u)
    .map((part) => part.replace(/[🔴🟠🟡⚪]\uFE0F?/gu, "").trim())
    .filter(Boolean)
    .join(" · ")
    .replace(/^[:.—-]\s*|:$|(?<=[\p{L}\p{N}]{2})\.$/gu, "");

const boldOver = (entities, at) =>
  (entities ?? []).some(
    (entity) => entity.type === "bold" && entity.offset <= at && entity.offset + entity.length > at,
  );

// Where the heading ends and the text begins, in UTF-16 units; -1 when the first line is no heading.
const cut = (rich, start) => {
  const rest = rich.text.slice(start);
  const named = NAMED.exec(rest);
  if (named && boldOver(rich.entities, start - 1)) return start + named[0].length;
  const newline = rest.indexOf("\n");
  const line = newline < 0 ? rest : rest.slice(0, newline);
  const sentence = SENTENCE.exec(line);
  if (sentence) return start + sentence[0].length;
  if (newline >= 0) return line.length <= LONG ? start + newline : -1;
  return line.length <= SHORT ? start + line.length : -1;
};

const ABOUT = /^([^\n]{1,60}?) · ([🔴🟠🟡⚪])\uFE0F?((?: · [^\n]*)?)(?:\n|$)/u;

// "Anna K. · 🟡 · Technical" under a heading: who and what, with the priority drawn at its end.
const withAbout = (body) => {
  const found = ABOUT.exec(body.text);
  if (!found) return { about: null, body };
  return { about: { text: found[1] + found[3], priority: priorityIn(found[2]) }, body: slice(body, found[0].length) };
};

/** `{sign, number, title, priority, about, body}` of a text that begins with a ticket's number, else null. */
export const headline = (rich) => {
  const head = HEAD.exec(rich.text ?? "");
  if (!head) return null;
  const end = cut(rich, head[0].length);
  if (end < 0) return null;
  const title = rich.text.slice(head[0].length, end);
  const gap = /^\s*/.exec(rich.text.slice(end))[0].length;
  return {
    sign: head[1].replace("//", "").trim(),
    number: Number(head[2]),
    title: clean(title),
    priority: priorityIn(title),
    ...withAbout(slice(rich, end + gap)),
  };
};

/** The number a text is about: its heading's, else the first one in it, else null. */
export const numberIn = (text) => {
  const found = /(?<![\p{L}\p{N}_/&#])#(\d{1,9})(?![\p{L}\p{N}_])/u.exec(text ?? "");
  return found ? Number(found[1]) : null;
};
