// One bubble of a chat with its buttons; must not know the phone around it, which acts through `ctx`.

import { attachment, drawable, kindName, picture } from "./bubble-files.js";
import { isService, quoteOf, textOf } from "./chat-data.js";
import { h } from "./dom.js";
import { render } from "./entities.js";
import { icon } from "./icons.js";
import { keyboard } from "./inline-keyboard.js";
import { flag, hasSign, marked, pill, sign } from "./ticket-signs.js";
import { hhmm } from "./time.js";
import { say } from "./texts.js";

const STATES = {
  stored: ["check", "state-stored", false],
  delivered: ["checks", "state-delivered", false],
  waiting: ["clock", "state-waits", true],
};

const stamp = (bubble, words) => {
  const { lead } = bubble;
  // A card is edited whenever the ticket changes: only words that were changed say so.
  const edited = (lead.edits > 0 || lead.edit_date) && !bubble.buttons.length && !bubble.quiet;
  const visible = edited ? `${words.edited} ${hhmm(lead.edit_date ?? lead.date)}` : hhmm(lead.date);
  const [drawing, name, isSaid] = STATES[bubble.state] ?? [];
  const label = name && say(name);
  return h(
    "span",
    { class: `stamp ${bubble.state ?? ""}` },
    h("time", {}, visible),
    drawing
      ? h("span", { class: "tick", title: label }, icon(drawing, { label, size: 13 }), isSaid ? ` ${say(`${name}-short`)}` : "")
      : null,
  );
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
  return h(
    "button",
    { class: "reply-to", tabindex: "-1", on: { click: jump } },
    h("span", { class: "reply-name" }, marked(said.name, { plain: true, all: false })),
    h("span", { class: "reply-text" }, marked(words, { pills: false })),
  );
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

const aboutLine = ({ text, priority }, words) =>
  h("div", { class: "about" }, h("span", {}, marked(text)), flag(priority, words.priority));

const hooks = (ctx, own) => ({
  words: ctx.words,
  plain: (text) => marked(text, { all: !own }),
  command: ctx.command,
  open: ctx.open,
});

const words = (bubble, ctx) => {
  const rich = bubble.head ? bubble.head.body : { text: textOf(bubble.lead), entities: bubble.lead.entities ?? [] };
  if (rich.text) return render(rich, hooks(ctx, bubble.own));
  return bubble.files.length || bubble.head
    ? []
    : [h("span", { class: "kind" }, icon("box", { size: 14 }), ` ${kindName(bubble.lead)}`)];
};

const BESIDE_CHARS = 26; // a heading and the time fit into a narrow phone's line

const inside = (bubble, ctx) => {
  const text = words(bubble, ctx);
  const time = stamp(bubble, ctx.words);
  const head = bubble.head ? heading(bubble.head, ctx.words) : null;
  const beside = head && !text.length && bubble.head.title.length + time.textContent.length <= BESIDE_CHARS;
  if (beside) head.append(time);
  return [
    bubble.author ? h("div", { class: "author" }, bubble.author) : null,
    bubble.note ? h("div", { class: "note-head" }, icon("lock", { size: 14 }), ctx.words.note) : null,
    quote(bubble, ctx),
    head,
    bubble.head?.about ? aboutLine(bubble.head.about, ctx.words) : null,
    beside ? null : h("div", { class: "text" }, text, time),
  ];
};

const serviceLine = ({ content }) => say(content === "forum_topic_closed" ? "topic-was-closed" : "topic-was-opened");

const reaction = ({ emoji, from }) =>
  h(
    "span",
    { class: "reaction", title: from === "bot" ? say("bot-reacted", { emoji }) : emoji },
    hasSign(String(emoji)) ? sign(String(emoji)) : String(emoji),
  );

const tools = (bubble, ctx) =>
  h(
    "div",
    { class: "tools" },
    h(
      "button",
      {
        class: "icon-button small",
        tabindex: "-1",
        "aria-label": ctx.words.replyTo,
        title: ctx.words.replyTo,
        testid: `reply-${bubble.id}`,
        on: { click: (event) => (event.stopPropagation(), ctx.reply(bubble)) },
      },
      icon("back", { size: 14 }),
    ),
    h(
      "button",
      {
        class: "icon-button small",
        tabindex: "-1",
        "aria-label": say("more"),
        "aria-haspopup": "menu",
        testid: `more-${bubble.id}`,
        on: { click: (event) => (event.stopPropagation(), ctx.more(bubble, event.currentTarget)) },
      },
      icon("more", { size: 14 }),
    ),
  );

const classes = (bubble) =>
  [
    "msg",
    bubble.own && !bubble.author ? "own" : "bot",
    bubble.note ? "note" : "",
    bubble.quiet ? "quiet" : "",
    bubble.buttons.length ? "with-keys" : "",
  ]
    .filter(Boolean)
    .join(" ");

/** What a bubble depends on: the same text means that it need not be drawn again. */
export const signature = (bubble, ctx) =>
  JSON.stringify([
    bubble.all,
    bubble.note,
    bubble.state,
    bubble.quiet,
    bubble.author,
    bubble.answers?.message_id,
    ctx.lang,
    bubble.buttons.flat().map((button) => ctx.pressing.has(`${bubble.id}:${button.data}`)),
  ]);

/** The element of a bubble. `ctx`: words, lang, names, pressing, press, reply, more, open, command, show. */
export const bubbleNode = (bubble, ctx) => {
  const line = bubble.lead.deleted ? ctx.words.deleted : isService(bubble.lead) ? serviceLine(bubble.lead) : null;
  if (line) return h("div", { class: "day", data: { id: bubble.id } }, h("span", {}, line));
  const photos = bubble.files.filter(drawable);
  const others = bubble.files.filter((file) => !drawable(file));
  const choose = () => {
    if (getSelection()?.isCollapsed !== false) ctx.reply(bubble);
  };
  return h(
    "div",
    { class: classes(bubble), data: { id: bubble.id }, testid: `message-${bubble.id}`, tabindex: "-1" },
    h(
      "div",
      { class: `bubble ${photos.length ? "with-photo" : ""}`, on: { click: choose } },
      photos.length
        ? h(
            "div",
            { class: `photos count-${Math.min(photos.length, 4)}` },
            photos.map((file) => picture(file, ctx.words)),
          )
        : null,
      h(
        "div",
        { class: "bubble-in" },
        others.map(attachment),
        inside(bubble, ctx),
        bubble.reactions.length ? h("div", { class: "reactions" }, bubble.reactions.map(reaction)) : null,
      ),
      tools(bubble, ctx),
    ),
    keyboard(bubble, ctx),
  );
};
