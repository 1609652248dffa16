// Telegram's text with entities as elements (offsets in UTF-16 units, as in strings here); must not know chats.

import { h } from "./dom.js";
import { say } from "./texts.js";
import { hhmm, moment, now } from "./time.js";

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code" };

/** The address when it may be opened from the page (http and https only), else null. */
export const safeUrl = (address) => {
  try {
    const url = new URL(String(address));
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
};

const inside = (entity, length) => {
  const start = Math.max(0, Number(entity.offset) || 0);
  const end = Math.min(length, start + Math.max(0, Number(entity.length) || 0));
  return { ...entity, start, end };
};

/** A part of a text with the entities that fall into it. */
export const slice = ({ text, entities = [] }, from, to = text.length) => ({
  text: text.slice(from, to),
  entities: entities
    .map((entity) => inside(entity, text.length))
    .filter((entity) => entity.end > from && entity.start < to)
    .map((entity) => {
      const start = Math.max(entity.start, from) - from;
      return { ...entity, offset: start, length: Math.min(entity.end, to) - from - start };
    }),
});

const link = (address, text, hooks) => {
  const href = safeUrl(address);
  if (!href) return h("span", {}, text);
  const click = (event) => {
    event.stopPropagation();
    if (hooks.open?.(href, event.currentTarget)) event.preventDefault();
  };
  return h("a", { href, target: "_blank", rel: "noopener noreferrer", on: { click } }, text);
};

const spoiler = (nodes) => {
  const show = (event) => {
    event.stopPropagation();
    event.currentTarget.classList.add("shown");
    event.currentTarget.removeAttribute("aria-label");
  };
  return h("button", { class: "spoiler", "aria-label": say("spoiler"), on: { click: show } }, nodes);
};

const command = (text, hooks) => {
  if (!hooks.command) return h("span", {}, text);
  const click = (event) => {
    event.stopPropagation();
    hooks.command(text);
  };
  return h("button", { class: "as-link", on: { click } }, text);
};

const wrap = (entity, nodes, text, hooks) => {
  const address = { text_link: entity.url, url: /^[a-z]+:\/\//i.test(text) ? text : `https://${text}` }[entity.type];
  if (address) return [link(address, nodes, hooks)];
  if (entity.type === "spoiler") return [spoiler(nodes)];
  if (entity.type === "bot_command") return [command(text, hooks)];
  if (entity.type === "mention" || entity.type === "text_mention") return [h("span", { class: "mention" }, nodes)];
  // Telegram goes on counting; here the time is shown once the words are not true any more.
  if (entity.date_time_format === "r" && now() - moment(entity.unix_time) > 60_000)
    return [h("span", {}, hhmm(entity.unix_time))];
  return entity.type in TAGS ? [h(TAGS[entity.type], {}, nodes)] : nodes;
};

// Inline entities may nest or, sent by odd clients, overlap: the text is cut where any begins or ends.
const inline = ({ text, entities }, hooks) => {
  const active = entities
    .map((entity) => inside(entity, text.length))
    .filter((entity) => !BLOCKS.has(entity.type) && entity.end > entity.start);
  const cuts = [...new Set([0, text.length, ...active.flatMap((entity) => [entity.start, entity.end])])].sort(
    (a, b) => a - b,
  );
  const nodes = [];
  for (let i = 0; i + 1 < cuts.length; i += 1) {
    const [start, end] = [cuts[i], cuts[i + 1]];
    const part = text.slice(start, end);
    const number = /^#\d{1,9}$/.test(part);
    const over = active.filter(
      (entity) => entity.start <= start && entity.end >= end && !(number && entity.type === "code"),
    );
    const verbatim = over.some((entity) =>
      ["code", "text_link", "url", "bot_command", "spoiler"].includes(entity.type),
    );
    const leaf = verbatim || !hooks.plain ? [part] : hooks.plain(part);
    nodes.push(...over.reduceRight((inner, entity) => wrap(entity, inner, part, hooks), leaf));
  }
  return nodes;
};

const folding = (nodes, hooks) => {
  const quote = h("blockquote", { class: "quote folded" }, h("div", { class: "quote-text" }, nodes));
  const toggle = (event) => {
    event.stopPropagation();
    const folded = quote.classList.toggle("folded");
    event.currentTarget.setAttribute("aria-expanded", String(!folded));
    event.currentTarget.textContent = folded ? hooks.words.more : hooks.words.less;
  };
  quote.append(h("button", { class: "quote-more", "aria-expanded": "false", on: { click: toggle } }, hooks.words.more));
  return quote;
};

const block = (entity, rich, hooks) => {
  if (entity.type === "pre") return h("pre", {}, h("code", {}, rich.text));
  const nodes = inline(rich, hooks);
  const long = rich.text.length > 120 || rich.text.split("\n").length > 3;
  return entity.type === "expandable_blockquote" && long
    ? folding(nodes, hooks)
    : h("blockquote", { class: "quote" }, nodes);
};

/**
 * Nodes for a text. `hooks`: `plain(text)` → nodes for text without markup, `command(text)` when a command is
 * pressed, `open(url, anchor)` → true when the page opened it itself, `words` of the phone.
 */
export const render = (rich, hooks) => {
  const { text } = rich;
  const blocks = (rich.entities ?? [])
    .map((entity) => inside(entity, text.length))
    .filter((entity) => BLOCKS.has(entity.type) && entity.end > entity.start);
  blocks.sort((a, b) => a.start - b.start);
  const nodes = [];
  let at = 0;
  for (const entity of blocks) {
    if (entity.start < at) continue;
    if (entity.start > at)
      nodes.push(...inline(slice(rich, at, text[entity.start - 1] === "\n" ? entity.start - 1 : entity.start), hooks));
    nodes.push(block(entity, slice(rich, entity.start, entity.end), hooks));
    at = text[entity.end] === "\n" ? entity.end + 1 : entity.end;
  }
  if (at < text.length) nodes.push(...inline(slice(rich, at), hooks));
  return nodes;
};
