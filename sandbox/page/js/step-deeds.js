// What the steps do when they are pressed: people write, press and answer; must not know how a step looks.

import { act, telegram, todoist } from "./actions.js";
import { toast } from "./overlay.js";
import { front, phoneOf, showBoard } from "./places.js";
import { hero, lead } from "./roles.js";
import { actAs, downProcess, on, openTask, state } from "./state.js";
import { say } from "./texts.js";
import { requesterOf } from "./comment-data.js";
import { newTasks } from "./what-happened.js";

const PATIENCE_MS = 25_000;
const LOOK_AGAIN = ["chat", "board", "desk", "people"];

const waiting = new Set();
for (const kind of LOOK_AGAIN) on(kind, () => [...waiting].forEach((look) => look()));

// On a slow machine what is looked for may still be on its way.
const isOnItsWay = () => state.desk.waiting > 0;

/** Wait until `find()` finds something; null when it did not within `patience`, thrice that while something moves. */
export const until = (find, patience = PATIENCE_MS) =>
  new Promise((resolve) => {
    let timer = null;
    const end = (found) => {
      waiting.delete(look);
      clearTimeout(timer);
      resolve(found);
    };
    const look = () => {
      const found = find();
      if (found) end(found);
    };
    const wait = (times) => {
      timer = setTimeout(() => {
        if (times > 1 && isOnItsWay()) return wait(times - 1);
        end(null);
        toast(say("step-no-answer"));
      }, patience);
    };
    wait(3);
    waiting.add(look);
    look();
  });

const buttonsOf = (id) =>
  [...(phoneOf(id)?.bubbles() ?? [])]
    .reverse()
    .flatMap((bubble) => bubble.buttons.flat().map(({ data }) => ({ bubble, data: String(data ?? "") })));

const numberOf = ({ data }) => Number(data.split(":")[1]);
const isLive = (found) => !state.board.numbers.get(numberOf(found))?.done; // an ended ticket's buttons do nothing more
const isMine = (found) => requesterOf(numberOf(found)) === hero();

/** The newest button of a phone with such data, of the steps' requester if there is one: `{bubble, data}`, or null. */
export const button = (id, pattern) => {
  const all = buttonsOf(id).filter((found) => pattern.test(found.data) && isLive(found));
  return all.find(isMine) ?? (justAsked() || isOnItsWay() ? null : all[0]) ?? null;
};

const pressButton = async (id, pattern) => {
  const found = await until(() => button(id, pattern));
  if (found?.data.startsWith("claim:")) isTaken = true;
  if (found) await phoneOf(id).press(found.bubble, { data: found.data });
  return found;
};

let sentence = 0;
let askedAt = -Infinity;
let isTaken = false;

// What was just written is on its way: the bot waits a moment for more words, and the board shows later whose it is.
const justAsked = () => performance.now() - askedAt < PATIENCE_MS;

const nextSentence = () => say(`say-problem-${(sentence++ % 3) + 1}`);

/** Let a requester write one of the prepared sentences, or these words. */
export const write = async (id = hero(), text = null) => {
  if (id === hero()) [askedAt, isTaken] = [performance.now(), false];
  front(id);
  await phoneOf(id).composer.send(text ?? nextSentence());
};

const offer = () => button(lead(), /^claim:/);
const held = () => button(lead(), /^resolve:/);
const draft = () => buttonsOf(hero()).find(({ data }) => data.startsWith("send:"));

/** Whether the bot made a request of what was written on a phone; it makes none of a greeting. */
export const isAsked = () => Boolean(draft()) || newTasks().some((task) => requesterOf(task.number) !== null);

// Whoever has an open request would only add to it.
const afresh = (text, id = hero()) =>
  newTasks().some((task) => !task.done && requesterOf(task.number) === id) ? `/new ${text}` : text;

// A step that is pressed before those ahead of it does them first.
const ensureOffer = async () => {
  if (offer()) return;
  if ((isTaken || !justAsked()) && !draft()) await write(hero(), afresh(nextSentence()));
  await until(offer);
};

/** Let the first agent take the newest request. */
export const take = async () => {
  await ensureOffer();
  front(lead());
  await pressButton(lead(), /^claim:/);
};

const ensureHeld = async () => {
  if (!held() && !(isTaken && justAsked())) await take();
  return until(held);
};

const reply = (found, text) => telegram("message", { person: lead(), text, reply_to: found.bubble.id });

/** Let the agent answer in the phone. */
export const answer = async () => {
  const found = await ensureHeld();
  if (!found) return;
  front(lead());
  await reply(found, say("say-answer"));
};

/** Let the agent answer on the board. */
export const answerOnBoard = async () => {
  const found = await ensureHeld();
  const task = found && (await until(() => state.board.numbers.get(numberOf(found))));
  if (!task) return;
  showBoard();
  const account = String(state.cast.todoist_users?.[lead()] ?? state.as);
  actAs(account);
  openTask(task.id);
  await todoist("comment/add", { as: account, task_id: task.id, content: say("say-board-answer") });
};

/** Let the agent resolve the request. */
export const resolve = async () => {
  if (!(await ensureHeld())) return;
  front(lead());
  await pressButton(lead(), /^resolve:/);
};

const ensureAsked = async () => {
  if (!yes() && !newTasks().some(isResolved)) await resolve();
  front(hero());
  return until(yes);
};

/** Let the requester confirm that it is solved. */
export const confirm = async () => {
  const found = await ensureAsked();
  if (found) await phoneOf(hero()).press(found.bubble, { data: found.data });
};

const isResolved = (task) =>
  !task.done && state.board.sectionOf(task)?.status === "resolved" && requesterOf(task.number) === hero();

const yes = () => buttonsOf(hero()).find(({ data }) => /^solved:\d+:yes$/.test(data));

const LINES = 5;
const LINE_MS = 800;
const START_MS = 90_000; // on a slow machine

const isOpen = (task) => !task.done && requesterOf(task.number) === hero();

// Words after a question for stars, or about one of several requests, would wait for their writer's answer.
const wouldBeAsked = () =>
  newTasks().filter(isOpen).length > 1 || buttonsOf(hero()).some(({ data }) => data.startsWith("rate:"));

// One after the other, as people write; the step does not wait for it.
const writeOn = async () => {
  const begin = wouldBeAsked() ? "/new " : "";
  front(hero());
  for (let n = 1; n <= LINES; n += 1) {
    await telegram("message", { person: hero(), text: `${n === 1 ? begin : ""}${say(`say-meanwhile-${n}`)}` });
    await new Promise((resolve) => setTimeout(resolve, LINE_MS));
  }
};

let isStarting = false;

/** Whether the bot is dead, or has not yet taken in what was written meanwhile. */
export const isBotAway = () => isStarting || downProcess("bot") !== null;

const startBot = async () => {
  isStarting = true;
  await act("desk/process", { name: "bot", do: "start" });
  front(hero());
  if (await until(() => draft() ?? newTasks().find(isOpen), START_MS)) await sendDraft();
  isStarting = false;
};

const sendDraft = async () => {
  const found = draft();
  if (found) await phoneOf(hero()).press(found.bubble, { data: found.data });
};

/** Kill the bot and write on all the same; or start it again. */
export const killOrStart = async () => {
  if (downProcess("bot")) return startBot();
  await act("desk/process", { name: "bot", do: "kill" });
  if (await until(() => downProcess("bot"))) writeOn();
};
