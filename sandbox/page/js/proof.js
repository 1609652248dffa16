// While the bot is dead and after it: what requesters write meanwhile arrives, in order and once. It compares what they
// wrote with what stands on the board; must not know how the desk does it.

import { lastId, textOf } from "./chat-data.js";
import { plainText } from "./markdown.js";
import { showNotice } from "./notice.js";
import { downProcess, emit, isAgent, on, state } from "./state.js";
import { say } from "./texts.js";
import { soon } from "./redraw-queue.js";

let death = null; // {began, ended, before, counted}
let proven = false;

/** Whether all that was written while the bot was dead has arrived, in order and once. */
export const isProven = () => proven;

const squeezed = (text) => String(text ?? "").replace(/\s+/g, " ").trim();

// One text for each task, in the order of the board.
const onBoard = () =>
  [...state.board.tasks.values()].map((task) => {
    const said = (state.board.comments.get(task.id) ?? []).map((comment) => comment.content);
    return squeezed([task.description, ...said].map(plainText).join("\n"));
  });

// A request may begin with the command for a new one.
const wordsOf = (message) => squeezed(textOf(message).replace(/^\/new\s+(?=\S)/, ""));

const isWritten = (message) => message.from !== "bot" && !message.deleted && wordsOf(message) && !wordsOf(message).startsWith("/");

// What a person has written meanwhile, with how often they wrote it in all.
const writtenBy = (id) => {
  const all = (state.chats.get(id)?.messages ?? []).filter(isWritten);
  const meanwhile = all.filter((message) => Number(message.message_id) > (death.before.get(id) ?? 0));
  return meanwhile.map(wordsOf).map((text) => ({ text, wanted: all.filter((one) => wordsOf(one) === text).length }));
};

const count = (text, places) => places.reduce((sum, place) => sum + place.split(text).length - 1, 0);

const isInOrder = (items, places) =>
  items.every(({ text }, at) => {
    const next = items[at + 1]?.text;
    const shared = next && places.find((place) => place.includes(text) && place.includes(next));
    return !shared || shared.lastIndexOf(text) <= shared.lastIndexOf(next);
  });

const judge = (rows, places) => {
  const n = rows.flat().length;
  const isOnce = rows.flat().every(({ text, wanted }) => count(text, places) === wanted);
  proven = isOnce && rows.every((items) => isInOrder(items, places));
  const was = say("was-bot", { n: Math.round((death.ended - death.began) / 1000) });
  showNotice({ drawing: proven ? "checks" : "stop", words: `${was} ${say(proven ? "proof" : "proof-not", { n })}` });
  death = null;
  emit("proof");
};

const showCount = (items, arrived) => {
  const words = say("proof-count", { n: items.length, arrived: arrived.length });
  if (!items.length || words === death.counted) return;
  death.counted = words;
  showNotice({ drawing: "hourglass", words });
};

const isDead = () => downProcess("bot") !== null;

// At once, not with the next look: what is written in the same moment counts too.
const beginIfDead = () => {
  if (!isDead()) return;
  death ??= { began: Date.now(), before: new Map([...state.chats].map(([id, chat]) => [id, lastId(chat)])) };
  death.ended = null;
};

const look = () => {
  beginIfDead();
  if (!death) return;
  if (!isDead()) death.ended ??= Date.now();
  const rows = [...state.chats.keys()].filter((id) => id > 0 && !isAgent(id)).map(writtenBy);
  const [items, places] = [rows.flat(), onBoard()];
  const arrived = items.filter(({ text, wanted }) => count(text, places) >= wanted);
  if (!death.ended || arrived.length < items.length) showCount(items, arrived);
  else if (items.length) judge(rows, places);
  else death = null;
};

/** Count while the bot is dead, and judge when all has arrived. */
export const startProof = () => {
  const soonLook = soon(look);
  on("desk", beginIfDead);
  for (const kind of ["desk", "chat", "board"]) on(kind, () => soonLook(kind));
};
