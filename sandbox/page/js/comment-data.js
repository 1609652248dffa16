// A comment on the board with its author and reader; must not know elements. The bot writes for people: `**Name:** text`.

import { isNoteText, textOf } from "./chat-data.js";
import { numberIn } from "./headline.js";
import { plainText } from "./markdown.js";
import { personByName, personOfUser, userName } from "./people.js";
import { isAgent, state } from "./state.js";

const HEADING = /^\s*(\/\/\s*)?\*\*((?:\\.|[^*\\])+):\*\*[ \t]*\n?([\s\S]*)$/;

const unescaped = (text) => text.replace(/\\([^\p{L}\p{N}\s])/gu, "$1");

const fromBot = (content) => {
  const said = HEADING.exec(content);
  if (!said) return { name: "pulldesk", note: isNoteText(content), text: content, person: false };
  return { name: unescaped(said[2]), note: Boolean(said[1]), text: `${said[1] ? "// " : ""}${said[3]}`, person: true };
};

/** `{id, at, uid, name, note, text, person, onBoard, file}`; `onBoard`: typed on the board by a person. */
export const readComment = (comment) => {
  const content = String(comment.content ?? "");
  const uid = String(comment.posted_uid ?? "");
  const own = uid !== "" && uid === state.board.bot;
  const said =
    own || (!state.board.bot && HEADING.test(content))
      ? fromBot(content)
      : { name: userName(uid), note: isNoteText(content), text: content, person: true };
  const onBoard = !own && said.person;
  return {
    ...said,
    id: String(comment.id),
    at: comment.posted_at,
    uid,
    onBoard,
    file: comment.file_attachment ?? comment.attachment ?? null,
    reactions: comment.reactions ?? {},
    own,
  };
};

/** The Telegram person whose ticket a number is: the requester to whom the bot spoke of it first; colleagues of their
 * organization hear of it later. Ids of groups, which hear of every ticket, are below zero. */
export const requesterOf = (number) => {
  if (!number) return null;
  const heard = [...state.chats]
    .filter(([id]) => Number(id) >= 0 && !isAgent(id))
    .map(([id, chat]) => [id, (chat.messages ?? []).find((one) => one.from === "bot" && numberIn(textOf(one)) === number)])
    .filter(([, message]) => message)
    .sort(([, one], [, other]) => one.date - other.date);
  return heard.length ? heard[0][0] : null;
};

const squeezed = (text) => text.replace(/\s+/g, " ").trim();

const fileArrived = (file, chat) =>
  Boolean(file) &&
  (chat.messages ?? []).some(
    (message) => message.from === "bot" && (message.files ?? []).some((held) => held.size === file.file_size),
  );

/** Whether an answer stands in the requester's chat. */
export const arrived = (comment, requester) => {
  const wanted = squeezed(plainText(comment.text)).slice(0, 400);
  const chat = state.chats.get(requester);
  if (!chat) return false;
  if (!wanted || comment.text.startsWith("📎")) return fileArrived(comment.file, chat);
  return (chat.messages ?? []).some((message) => message.from === "bot" && squeezed(textOf(message)).includes(wanted));
};

// Alone in a comment it calls a canned reply and goes to nobody as such; a remark says what became of it.
const CALL = /^\s*!\S+\s*$/;

/** What became of a comment: "note", "delivered", "waiting", or null for the requester's own words and remarks. */
export const fate = (comment, requester) => {
  if (comment.note) return "note";
  if (!comment.person || !requester) return null;
  const speaker = comment.onBoard ? personOfUser(comment.uid) : personByName(comment.name);
  if (speaker === requester) return null;
  if (arrived(comment, requester)) return "delivered";
  if (comment.onBoard && CALL.test(comment.text)) return null;
  return "waiting";
};
