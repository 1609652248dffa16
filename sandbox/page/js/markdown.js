// The little of Markdown that Todoist shows, as elements; must not know tasks. Anything else stays as typed.

import { h } from "./dom.js";
import { safeUrl } from "./entities.js";
import { marked } from "./ticket-signs.js";

const ESCAPED = /\\([\\`*_{}[\]()#+\-.!~>|<&/])/;
const TOKENS = new RegExp(
  [
    ESCAPED.source,
    "`([^`\\n]+)`",
    "\\[((?:\\\\.|[^\\]\\\\\\n])+)\\]\\(([^()\\s]+)\\)",
    "\\*\\*(?=\\S)((?:\\\\.|[^\\\\\\n])+?)\\*\\*",
    "~~(?=\\S)((?:\\\\.|[^\\\\\\n])+?)~~",
    "(?<![\\p{L}\\p{N}*\\\\])\\*(?=[^\\s*])((?:\\\\.|[^\\\\*\\n])+?)\\*(?![\\p{L}\\p{N}*])",
    "(?<![\\p{L}\\p{N}_\\\\])_(?=[^\\s_])((?:\\\\.|[^\\\\_\\n])+?)_(?![\\p{L}\\p{N}_])",
    "(https?://[^\\s<>()]+[^\\s<>().,;:!?'\"])",
  ].join("|"),
  "gu",
);

const linked = (address, nodes) => {
  const href = safeUrl(address);
  return href
    ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, nodes)
    : h("span", { class: "mention" }, nodes);
};

const tokenNode = (match) => {
  const [, escaped, code, label, address, bold, struck, italic, under, url] = match;
  if (escaped !== undefined) return escaped;
  if (code !== undefined) return h("code", {}, code);
  if (label !== undefined) return linked(address, inline(label));
  if (bold !== undefined) return h("b", {}, inline(bold));
  if (struck !== undefined) return h("s", {}, inline(struck));
  if (url !== undefined) return linked(url, [url]);
  return h("i", {}, inline(italic ?? under));
};

/** One line: bold, italics, struck, code, links; backslashes taken away. */
export const inline = (text) => {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(TOKENS)) {
    if (match.index > at) nodes.push(...marked(text.slice(at, match.index), { all: false }));
    nodes.push(tokenNode(match));
    at = match.index + match[0].length;
  }
  if (at < text.length) nodes.push(...marked(text.slice(at), { all: false }));
  return nodes;
};

const kindOf = (line) => {
  if (/^\s{0,3}>/.test(line)) return "quote";
  if (/^\s{0,3}[-*+]\s+\S/.test(line)) return "list";
  if (/^\s{0,3}\d{1,3}[.)]\s+\S/.test(line)) return "numbers";
  if (/^\s*(?:-{3,}|\*{3,}|_{3,})\s*$/.test(line)) return "rule";
  return /^\s*$/.test(line) ? "gap" : "text";
};

const lines = (rows) => rows.flatMap((row, place) => (place ? [h("br"), ...inline(row)] : inline(row)));
const items = (rows, mark) => rows.map((row) => h("li", {}, inline(row.replace(mark, ""))));

const paint = (kind, rows) => {
  if (kind === "quote")
    return h("blockquote", { class: "quote" }, blocks(rows.map((row) => row.replace(/^\s{0,3}>\s?/, ""))));
  if (kind === "list") return h("ul", {}, items(rows, /^\s{0,3}[-*+]\s+/));
  if (kind === "numbers") return h("ol", {}, items(rows, /^\s{0,3}\d{1,3}[.)]\s+/));
  if (kind === "rule") return h("hr");
  return kind === "gap" ? null : h("p", {}, lines(rows));
};

const fenced = (rows, from) => {
  const end = rows.findIndex((row, place) => place > from && /^\s*```/.test(row));
  return end < 0 ? rows.length : end;
};

const blocks = (rows) => {
  const nodes = [];
  for (let at = 0; at < rows.length;) {
    if (/^\s*```/.test(rows[at])) {
      const end = fenced(rows, at);
      nodes.push(h("pre", {}, h("code", {}, rows.slice(at + 1, end).join("\n"))));
      at = end + 1;
      continue;
    }
    const kind = kindOf(rows[at]);
    let end = at + 1;
    while (end < rows.length && kindOf(rows[end]) === kind && kind !== "rule" && !/^\s*```/.test(rows[end])) end += 1;
    nodes.push(paint(kind, rows.slice(at, end)));
    at = end;
  }
  return nodes;
};

/** A whole text: paragraphs, quotes, lists, code. HTML is text like any other; comments of the desk's own markers are left out. */
export const markdown = (text) =>
  blocks(
    String(text ?? "")
      .replace(/<!--[\s\S]*?-->/g, "")
      .split("\n"),
  );

/** The words of a Markdown text without its marks, for comparing and for previews. */
export const plainText = (text) => h("div", {}, markdown(text)).textContent.replace(/\s+/g, " ").trim();
