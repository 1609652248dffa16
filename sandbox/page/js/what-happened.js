// What people have done since the visitor came, read from chats and board; must not know the steps that ask for it.

import { readComment } from "./comment-data.js";
import { personByName } from "./people.js";
import { isAgent, state } from "./state.js";

const since = (id, chat) =>
  (chat.messages ?? []).filter((message) => Number(message.message_id) > Number(state.cast.before?.[id] ?? 0));

const own = (id) => since(id, state.chats.get(id) ?? {}).filter((message) => message.from !== "bot");

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
  newTasks().some(({ number }) => statuses.includes(state.desk.statuses?.[number]));

/** Whether somebody has written an answer on the board. */
export const answeredOnBoard = () => comments().some((comment) => comment.onBoard && !comment.note);

const comments = () => [...state.board.comments.values()].flat().map(readComment);
