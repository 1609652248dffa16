// One bubble of a chat with its buttons; must not know the phone around it, which says through `ctx` what to do.

import { fileUrl } from "./actions.js";
import { quoteOf, textOf } from "./chat-data.js";
import { h } from "./dom.js";
import { render } from "./entities.js";
import { icon } from "./icons.js";
import { flag, hasSign, marked, pill, sign } from "./marks.js";
import { fileSize, hhmm } from "./time.js";

const KINDS = {
  photo: "Photo", document: "Document", sticker: "Sticker", voice: "Voice message", video: "Video", video_note: "Video message",
  audio: "Audio", animation: "GIF", location: "Location", venue: "Place", contact: "Contact", poll: "Poll", dice: "Dice",
  story: "Story", game: "Game", checklist: "Checklist", paid_media: "Paid media", invoice: "Invoice", giveaway: "Giveaway",
};

/** What a message without words is called. */
export const kindName = (message) => {
  const kind = message.content ?? message.files?.[0]?.kind ?? "";
  return KINDS[kind] ?? (kind && kind !== "text" ? String(kind).replaceAll("_", " ") : "Message");
};

const picture = (file, words) => {
  const image = h("img", { src: fileUrl(file.file_id), alt: file.name || words.photo, loading: "lazy", class: "photo" });
  image.addEventListener("error", () => image.replaceWith(attachment(file)));
  return image;
};

const attachment = (file) =>
  h(
    "a",
    { class: "file", href: file.file_id ? fileUrl(file.file_id) : null, target: "_blank", rel: "noopener", on: { click: (event) => event.stopPropagation() } },
    icon(file.kind === "photo" ? "image" : "file", { size: 20 }),
    h("span", { class: "file-words" }, h("span", { class: "file-name" }, file.name || KINDS[file.kind] || file.kind || "File"), h("span", { class: "file-size" }, fileSize(Number(file.size)))),
  );

const drawable = (file) => file.kind === "photo" && file.file_id;

const STATES = {
  stored: ["check", "stored", ""],
  delivered: ["checks", "delivered", ""],
  waiting: ["clock", "waits", "waits"],
  blocked: ["stop", "cannot be delivered", "blocked"],
};

const stamp = (bubble, words) => {
  const { lead } = bubble;
  // A card is edited whenever the ticket changes: only words that were changed say so.
  const edited = (lead.edits > 0 || lead.edit_date) && !bubble.buttons.length && !bubble.quiet;
  const visible = edited ? `${words.edited} ${hhmm(lead.edit_date ?? lead.date)}` : hhmm(lead.date);
  const [drawing, label, word] = STATES[bubble.state] ?? [];
  return h("span", { class: `stamp ${bubble.state ?? ""}` }, h("time", {}, visible), drawing ? h("span", { class: "tick", title: label }, icon(drawing, { label, size: 13 }), word ? ` ${word}` : "") : null);
};

const quote = (bubble, ctx) => {
  const { answers, lead, replyMissing } = bubble;
  if (!answers) return replyMissing ? h("div", { class: "reply-to" }, h("div", { class: "reply-text" }, "…")) : null;
  const said = quoteOf(answers, ctx.names);
  const jump = (event) => {
    event.stopPropagation();
    ctx.show(Number(answers.message_id));
  };
  const words = (typeof lead.quote === "string" ? lead.quote : lead.quote?.text) || said.text || kindName(answers);
  return h("button", { class: "reply-to", tabindex: "-1", on: { click: jump } }, h("span", { class: "reply-name" }, marked(said.name, { plain: true, all: false })), h("span", { class: "reply-text" }, words));
};

const heading = (head, words) =>
  h(
    "div",
    { class: "head" },
    pill(head.number),
    head.sign && hasSign(head.sign) ? sign(head.sign) : null,
    h("span", { class: "head-title" }, marked(head.title)),
    head.priority ? flag(head.priority, words.priority) : null,
  );

const hooks = (ctx, own) => ({
  words: ctx.words,
  plain: (text) => marked(text, { all: !own }),
  command: ctx.command,
  open: ctx.open,
});

const words = (bubble, ctx) => {
  const rich = bubble.head ? bubble.head.body : { text: textOf(bubble.lead), entities: bubble.lead.entities ?? [] };
  if (rich.text) return render(rich, hooks(ctx, bubble.own));
  return bubble.files.length || bubble.head ? [] : [h("span", { class: "kind" }, icon("box", { size: 14 }), ` ${kindName(bubble.lead)}`)];
};

const inside = (bubble, ctx) => {
  const text = words(bubble, ctx);
  const time = stamp(bubble, ctx.words);
  const head = bubble.head ? heading(bubble.head, ctx.words) : null;
  if (head && !text.length) head.append(time);
  return [
    bubble.note ? h("div", { class: "note-head" }, icon("lock", { size: 14 }), ctx.words.note) : null,
    quote(bubble, ctx),
    head,
    text.length || !head ? h("div", { class: "text" }, text, time) : null,
  ];
};

const reaction = ({ emoji, from }) =>
  h("span", { class: "reaction", title: from === "bot" ? `The bot reacted with ${emoji}` : emoji }, hasSign(String(emoji)) ? sign(String(emoji)) : String(emoji));

const key = (button, bubble, ctx) => {
  const style = ["primary", "danger", "success"].includes(button.style) ? button.style : "";
  const shared = { class: `key ${style}`, testid: `button-${button.data ?? button.url ?? ""}` };
  const label = marked(String(button.text ?? ""), { plain: true, all: false });
  if (button.url) {
    const click = (event) => {
      event.stopPropagation();
      if (ctx.open(button.url, event.currentTarget)) event.preventDefault();
    };
    const known = /^https?:/i.test(button.url);
    return h("a", { ...shared, href: known ? button.url : null, target: "_blank", rel: "noopener noreferrer", on: { click } }, label, icon("out", { size: 14 }));
  }
  const busy = ctx.pressing.has(`${bubble.id}:${button.data}`);
  const click = (event) => {
    event.stopPropagation();
    ctx.press(bubble, button);
  };
  return h("button", { ...shared, "aria-busy": busy ? "true" : null, on: { click } }, label);
};

const keyboard = (bubble, ctx) =>
  bubble.buttons.length ? h("div", { class: "keys" }, bubble.buttons.map((row) => h("div", { class: "key-row" }, row.map((button) => key(button, bubble, ctx))))) : null;

const tools = (bubble, ctx) =>
  h(
    "div",
    { class: "tools" },
    h("button", { class: "icon-button small", tabindex: "-1", "aria-label": ctx.words.replyTo, title: ctx.words.replyTo, testid: `reply-${bubble.id}`, on: { click: (event) => (event.stopPropagation(), ctx.reply(bubble)) } }, icon("back", { size: 14 })),
    h("button", { class: "icon-button small", tabindex: "-1", "aria-label": "More", "aria-haspopup": "menu", testid: `more-${bubble.id}`, on: { click: (event) => (event.stopPropagation(), ctx.more(bubble, event.currentTarget)) } }, icon("more", { size: 14 })),
  );

const classes = (bubble) =>
  ["msg", bubble.own ? "own" : "bot", bubble.note ? "note" : "", bubble.quiet ? "quiet" : "", bubble.buttons.length ? "with-keys" : ""].filter(Boolean).join(" ");

/** What a bubble depends on: the same text means that it need not be drawn again. */
export const signature = (bubble, ctx) =>
  JSON.stringify([bubble.all, bubble.note, bubble.state, bubble.quiet, bubble.answers?.message_id, ctx.lang, bubble.buttons.flat().map((button) => ctx.pressing.has(`${bubble.id}:${button.data}`))]);

/** The element of a bubble. `ctx`: words, lang, names, pressing, press, reply, more, open, command, show. */
export const bubbleNode = (bubble, ctx) => {
  if (bubble.lead.deleted) return h("li", { class: "day", data: { id: bubble.id } }, h("span", {}, ctx.words.deleted));
  const photos = bubble.files.filter(drawable);
  const others = bubble.files.filter((file) => !drawable(file));
  const choose = () => {
    if (getSelection()?.isCollapsed !== false) ctx.reply(bubble);
  };
  return h(
    "li",
    { class: classes(bubble), data: { id: bubble.id }, testid: `message-${bubble.id}`, tabindex: "-1" },
    h(
      "div",
      { class: `bubble ${photos.length ? "with-photo" : ""}`, on: { click: choose } },
      photos.length ? h("div", { class: `photos count-${Math.min(photos.length, 4)}` }, photos.map((file) => picture(file, ctx.words))) : null,
      h("div", { class: "bubble-in" }, others.map(attachment), inside(bubble, ctx), bubble.reactions.length ? h("div", { class: "reactions" }, bubble.reactions.map(reaction)) : null),
      tools(bubble, ctx),
    ),
    keyboard(bubble, ctx),
  );
};
