// What people have done since the visitor came, read from chats and board; must not know the steps that ask for it.

import { isNoteText, textOf } from "./chat-data.js";
import { readComment } from "./comment-data.js";
import { personByName } from "./people.js";
import { isAgent, on, state } from "./state.js";

const LATE = ["late", "просрочена"]; // the desk's own label, in each of its languages

const since = (id, chat) =>
  (chat.messages ?? []).filter((message) => Number(message.message_id) > Number(state.cast.before?.[id] ?? 0));

const own = (id) => since(id, state.chats.get(id) ?? {}).filter((message) => message.from !== "bot");

/** Whether a person, or without one any requester, has sent such a message. */
export const wrote = (test, person = null) =>
  person === null
    ? [...state.chats.keys()].some((id) => id > 0 && !isAgent(id) && own(id).some(test))
    : own(person).some(test);

/** Whether any agent has sent such a message. */
export const answered = (test) => [...state.chats.keys()].some((id) => isAgent(id) && own(id).some(test));

/** Whether an agent's words from a phone have become an answer, also where the bot asked for which ticket they are. */
export const answeredFromPhone = () =>
  newTasks()
    .flatMap((task) => state.board.comments.get(task.id) ?? [])
    .map(readComment)
    .some((comment) => comment.own && comment.person && !comment.note && isAgent(personByName(comment.name)));

/** The tickets' tasks that were not there at the beginning. */
export const newTasks = () =>
  [...state.board.tasks.values()].filter((task) => task.number && task.number > Number(state.cast.opening ?? 0));

/** Whether such a ticket has one of these statuses at the desk. */
export const isOneOf = (...statuses) =>
  newTasks().some(({ number }) => statuses.includes(state.desk.waiting?.statuses?.[number]));

/** Whether somebody has written an answer on the board. */
export const answeredOnBoard = () => comments().some((comment) => comment.onBoard && !comment.note);

const comments = () => [...state.board.comments.values()].flat().map(readComment);

/** Whether a note was written, on the board or in a phone. */
export const noted = () =>
  comments().some((comment) => comment.note && comment.person) ||
  answered(
    (message) =>
      isNoteText(textOf(message)) && (message.reactions ?? []).some(({ from }) => from === "bot"),
  );

/** Whether a request that was not solved has gone back to its agent. */
export const cameBack = () =>
  [...state.chats].some(
    ([id, chat]) =>
      !isAgent(id) && since(id, chat).some((message) => message.from === "bot" && textOf(message).startsWith("↩️")),
  );

/** Whether a ticket is late. */
export const isLate = () => newTasks().some((task) => task.labels.some((label) => LATE.includes(label)));

/** Whether a message holds a file of this kind. */
export const holds = (kind) => (message) => (message.files ?? []).some((file) => file.kind === kind);

/** Whether a requester has asked in a group chat. */
export const askedInGroup = () =>
  [...state.chats].some(
    ([id, chat]) =>
      id < 0 &&
      id !== state.cast.group &&
      !state.people.get(id)?.account &&
      (chat.messages ?? []).some(({ from }) => from !== "bot"),
  );

/** Whether an answer from the team's group has arrived. */
export const answeredInTopic = () =>
  (state.chats.get(state.cast.group)?.messages ?? []).some(
    (message) =>
      message.from !== "bot" &&
      (message.reactions ?? []).some(({ from, emoji }) => from === "bot" && emoji.startsWith("👍")),
  );

/** Whether somebody has moved a due date on the board. */
export const dueMoved = () =>
  [...state.board.activity.values()]
    .flat()
    .some((row) => "due" in (row.extra?.changed ?? {}) && String(row.by) !== state.board.bot);

let late = false;
on("late", () => (late = true));

/** Whether somebody pressed Take too late. */
export const tookLate = () => late;
