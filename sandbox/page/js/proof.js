// In a trouble and after it: what is written meanwhile arrives, in order and once. It compares what people wrote with what
// stands on the other side; must not know how the desk does it.

import { idOf, isNoteText, lastId, textOf } from "./chat-data.js";
import { readComment, requesterOf } from "./comment-data.js";
import { plainText } from "./markdown.js";
import { showNotice } from "./notice.js";
import { downProcess, emit, isAgent, on, state } from "./state.js";
import { say } from "./texts.js";
import { soon } from "./redraw-queue.js";

let trouble = null; // {names, began, ended, before, comments, counted}
const proven = new Set();

/** Whether all that was written during such a trouble ("bot", "telegram", …) has arrived, in order and once. */
export const isProven = (name) => proven.has(name);

const squeezed = (text) => String(text ?? "").replace(/\s+/g, " ").trim();
const commentsOf = (task) => state.board.comments.get(task.id) ?? [];
const allComments = () => [...state.board.comments.values()].flat();

const atWork = () => {
  const names = Object.keys(state.desk.trouble ?? {});
  return downProcess("bot")?.state === "killed" ? [...names, "bot"] : names;
};

const begin = (names) => {
  trouble = {
    names,
    began: Date.now(),
    ended: null,
    before: new Map([...state.chats].map(([id, chat]) => [id, lastId(chat)])),
    comments: new Set(allComments().map((comment) => String(comment.id))),
  };
};

// Where the words of requesters and notes stand: one text for each task, in the order of the board.
const onBoard = () =>
  [...state.board.tasks.values()].map((task) =>
    squeezed([task.description, ...commentsOf(task).map((comment) => comment.content)].map(plainText).join("\n")),
  );

const inChat = (id) => [
  (state.chats.get(id)?.messages ?? [])
    .filter((message) => message.from === "bot")
    .map((message) => squeezed(textOf(message)))
    .join("\n"),
];

// A request may begin with the command for a new one.
const wordsOf = (message) => textOf(message).replace(/^\/new\s+(?=\S)/, "");

const writtenBy = (id) =>
  (state.chats.get(id)?.messages ?? []).filter(
    (message) => message.from !== "bot" && !message.deleted && wordsOf(message) && !wordsOf(message).startsWith("/"),
  );

// `{text, wanted, places}`: the words, how often they were written in all, and where they are to stand.
const item = (text, all, places) => ({
  text,
  wanted: all.filter((other) => squeezed(wordsOf(other)) === text).length,
  places,
});

const fromPhone = (id) => {
  const all = writtenBy(id);
  const meanwhile = all.filter((message) => idOf(message) > (trouble.before.get(id) ?? 0));
  return meanwhile.flatMap((message) => {
    const text = squeezed(wordsOf(message).replace(/^\s*\/\/\s*/, ""));
    if (!isAgent(id)) return [item(text, all, onBoard())];
    return message.reply_to ? [item(text, all, isNoteText(textOf(message)) ? onBoard() : answersOf(message, id))] : [];
  });
};

const answersOf = (message, id) => {
  const replied = (state.chats.get(id)?.messages ?? []).find((one) => idOf(one) === Number(message.reply_to));
  const number = Number(/#(\d+)/.exec(textOf(replied ?? {}))?.[1] ?? 0);
  return inChat(requesterOf(number));
};

const fromBoard = () =>
  [...state.board.tasks.values()].flatMap((task) =>
    commentsOf(task)
      .filter((raw) => !trouble.comments.has(String(raw.id)))
      .map(readComment)
      .filter((comment) => comment.onBoard && !comment.note && comment.text.trim())
      .map((comment) => ({ text: squeezed(plainText(comment.text)), wanted: 1, places: inChat(requesterOf(task.number)) })),
  );

const times = ({ text, places }) => places.reduce((sum, place) => sum + place.split(text).length - 1, 0);

const inOrder = (items) =>
  items.every((one, place) => {
    const other = items[place + 1];
    const shared = other && one.places.findIndex((text, n) => text.includes(one.text) && other.places[n]?.includes(other.text));
    return !other || shared < 0 || one.places[shared].lastIndexOf(one.text) <= other.places[shared].lastIndexOf(other.text);
  });

const told = ([name, ...more]) => say(more.length ? "was-trouble" : `was-${name}`, { n: Math.round((trouble.ended - trouble.began) / 1000) });

const written = () => [...[...state.chats.keys()].filter((id) => id > 0).map(fromPhone), fromBoard()];
const isThere = (one) => times(one) >= one.wanted;

const judge = (rows) => {
  const items = rows.flat();
  const doubled = items.filter((one) => times(one) > one.wanted).length;
  const right = !doubled && rows.every(inOrder);
  const result = right ? say("proof", { n: items.length }) : say("proof-not", { n: items.length });
  showNotice({ drawing: right ? "checks" : "stop", words: `${told(trouble.names)} ${result}` });
  if (right) trouble.names.forEach((name) => proven.add(name));
  trouble = null;
  emit("proof");
};

// How many were written since, and how many of them have arrived.
const count = (items) => {
  const words = say("proof-count", { n: items.length, arrived: items.filter(isThere).length });
  if (!items.length || words === trouble.counted) return;
  trouble.counted = words;
  showNotice({ drawing: "hourglass", words });
};

// At once, not with the next look: what is written in the same moment counts too.
const beginIfWrong = () => {
  const names = atWork();
  if (names.length && !trouble) begin(names);
};

const look = () => {
  beginIfWrong();
  const names = atWork();
  if (names.length && trouble.ended) trouble = { ...trouble, ended: null };
  if (!trouble) return;
  if (names.length) trouble.names = [...new Set([...trouble.names, ...names])];
  else trouble.ended ??= Date.now();
  const rows = written();
  if (!trouble.ended || !rows.flat().every(isThere)) count(rows.flat());
  else if (rows.flat().length) judge(rows);
  else trouble = null;
};

/** Count while something is wrong, and judge when it has ended. */
export const startProof = () => {
  const soonLook = soon(look);
  on("desk", beginIfWrong);
  for (const kind of ["desk", "chat", "board"]) on(kind, () => soonLook(kind));
};
