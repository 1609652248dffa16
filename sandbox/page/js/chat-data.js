// A chat as the page shows it: messages grouped to bubbles, with derived values; must not know elements.

import { dayOf } from "./time.js";
import { headline, numberIn } from "./headline.js";

const INVISIBLE = /^[\s\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]+/u;
const NOTE_MARK = "✍";

/** Whether a text is for staff only: `//` after blanks and invisible characters. */
export const isNoteText = (text) =>
  String(text ?? "")
    .replace(INVISIBLE, "")
    .startsWith("//");

export const textOf = (message) => message.text ?? message.caption ?? "";

export const idOf = (message) => Number(message?.message_id);

/** Whether Telegram itself says what became of a topic. */
export const isService = (message) => String(message.content ?? "").startsWith("forum_topic_");

const fromBot = (message) => message.from === "bot" || message.from?.is_bot === true;

const replyId = (message) => Number(message.reply_to?.message_id ?? message.reply_to) || null;

const botReacted = (message, emoji) =>
  (message.reactions ?? []).some((reaction) => reaction.from === "bot" && String(reaction.emoji).startsWith(emoji));

const noteIds = (messages, agent) => {
  const notes = new Set();
  if (!agent) return notes;
  for (const message of messages) {
    if (fromBot(message)) {
      if (isNoteText(textOf(message))) notes.add(idOf(message));
      continue;
    }
    const said = isNoteText(textOf(message)) || botReacted(message, NOTE_MARK);
    if (said || notes.has(replyId(message))) notes.add(idOf(message));
  }
  return notes;
};

const joins = (group, message) =>
  group && message.album && group.lead.album === message.album && group.own === !fromBot(message);

const headOf = (group) => (group.own ? null : headline({ text: textOf(group.lead), entities: group.lead.entities }));

// Several pictures sent as one keep the words of whichever carries them.
const grouped = (messages) => {
  const groups = [];
  for (const message of messages) {
    const last = groups[groups.length - 1];
    if (!joins(last, message)) {
      groups.push({ lead: message, all: [message], own: !fromBot(message) });
      continue;
    }
    last.all.push(message);
    if (!textOf(last.lead) && textOf(message)) last.lead = { ...message, message_id: last.lead.message_id };
  }
  return groups;
};

const stateOf = (message, waitsFrom) => {
  if (idOf(message) >= waitsFrom) return "waiting";
  return botReacted(message, "👍") ? "delivered" : "stored";
};

// The receipts that are drawn as ticks or as the note's frame are not shown a second time.
const shownReactions = (group, note) =>
  (group.lead.reactions ?? []).filter(({ from, emoji }) => {
    if (from !== "bot" || !group.own) return true;
    return !(String(emoji).startsWith("👍") || (note && String(emoji).startsWith(NOTE_MARK)));
  });

const LIVE = /^(claim|resolve|reopen|send|solved|to|rate):/;

// A card that has nothing left for its reader to decide: taken by another, ended.
const isQuiet = (group, head, buttons, agent) =>
  agent &&
  !group.own &&
  /^[🙋✅☑]/u.test(head?.sign ?? "") &&
  Number(group.lead.edits) > 0 &&
  !buttons.flat().some((button) => LIVE.test(button.data ?? ""));

const finish = (group, about) => {
  const { notes, byId, agent, waitsFrom, me } = about;
  const answers = byId.get(replyId(group.lead)) ?? null;
  const note = notes.has(idOf(group.lead));
  const head = headOf(group);
  const buttons = (group.lead.buttons ?? []).filter((row) => row?.length);
  return {
    ...group,
    id: idOf(group.lead),
    day: dayOf(group.lead.date),
    head,
    note,
    buttons,
    files: group.all.flatMap((message) => message.files ?? []),
    reactions: shownReactions(group, note),
    author: group.own && me !== null && group.lead.author_id !== me ? group.lead.author : null,
    state: group.own ? stateOf(group.lead, waitsFrom) : null,
    quiet: isQuiet(group, head, buttons, agent),
    answers,
    replyMissing: replyId(group.lead) !== null && !byId.has(replyId(group.lead)),
  };
};

/**
 * Bubbles of a chat, oldest first. `waitsFrom`: the first own one that the bot has not fetched; `me`: in a group, the
 * person through whose eyes it is seen.
 */
export const readChat = (
  chat,
  { agent = false, waitsFrom = Infinity, me = null } = {},
) => {
  const messages = chat?.messages ?? [];
  const byId = new Map(messages.map((message) => [idOf(message), message]));
  const about = { notes: noteIds(messages, agent), byId, agent, waitsFrom, me };
  return grouped(messages).map((group) => finish(group, about));
};

/** How many of the bot's messages came after message `id`. */
export const botMessagesAfter = (chat, id) =>
  (chat?.messages ?? []).filter((message) => fromBot(message) && !message.deleted && !isService(message) && idOf(message) > id).length;

export const lastId = (chat) => (chat?.messages ?? []).reduce((top, message) => Math.max(top, idOf(message) || 0), 0);

/** One line about the newest message that is still there. */
export const preview = (chat, kinds) => {
  const left = (chat?.messages ?? []).filter((message) => !message.deleted && !isService(message));
  const last = left[left.length - 1];
  if (!last) return "";
  return textOf(last).replace(/\s+/g, " ").trim() || kinds(last);
};

/** How a quoted message is named: the ticket it is about and its writer. */
export const quoteOf = (message, { own, bot }) => {
  const text = textOf(message);
  if (!fromBot(message)) return { name: message.author ?? own, text, number: null };
  const head = headline({ text, entities: message.entities });
  if (!head) return { name: bot, text, number: numberIn(text) };
  return { name: `#${head.number} ${head.title}`.trim(), text: head.body.text || text, number: head.number };
};
