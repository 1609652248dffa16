// What the steps do when they are pressed: people write, press and answer; must not know how a step looks.

import { act, telegram, todoist } from "./actions.js";
import { samplePhoto, sampleSticker, sampleVoice, sendable } from "./outgoing-files.js";
import { toast } from "./overlay.js";
import { front, phoneOf, showBoard } from "./places.js";
import { hero, lead, nameOf } from "./roles.js";
import { addCompany, hasCompany, newcomer } from "./service-company.js";
import { actAs, downProcess, emit, isOfTeam, on, openTask, state, troubleSince } from "./state.js";
import { dueOn } from "./task-facts.js";
import { say } from "./texts.js";
import { addKnowledge, articles, nextTypical } from "./typical-questions.js";
import { requesterOf } from "./comment-data.js";
import { newTasks } from "./what-happened.js";

const PATIENCE_MS = 25_000;
const LOOK_AGAIN = ["chat", "board", "desk", "people"];

const waiting = new Set();
for (const kind of LOOK_AGAIN) on(kind, () => [...waiting].forEach((look) => look()));

// On a slow machine what is looked for may still be on its way.
const isOnItsWay = () => Number(state.desk.counts?.waiting) > 0;

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

/** Whether the bot made a request of what was written; it makes none of a greeting. */
export const isAsked = () => Boolean(draft()) || newTasks().length > 0;

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

/** Let the requester say in words that it is not solved. */
export const sayNo = async () => {
  if (await ensureAsked()) await phoneOf(hero()).composer.send(say("say-no"));
};

const isResolved = (task) =>
  !task.done && state.board.sectionOf(task)?.status === "resolved" && requesterOf(task.number) === hero();

const yes = () => buttonsOf(hero()).find(({ data }) => /^solved:\d+:yes$/.test(data));

/** Let the agent write a note that only the team sees. */
export const note = async () => {
  const found = await ensureHeld();
  if (!found) return;
  front(lead());
  await reply(found, say("say-note"));
};

// The same offer on at least two phones: it does not come to all of them in one moment.
const offeredToMore = () => {
  const data = offer()?.data;
  const having = state.cast.agents.filter((id) => buttonsOf(Number(id)).some((other) => other.data === data));
  return data && having.length > 1 ? data : null;
};

/** Let the agent answer by a line in the topic that the request has in the team's group. */
export const answerInTopic = async () => {
  if (!held()) await ensureOffer();
  const found = held() ?? offer();
  const group = found && phoneOf(state.cast.group);
  const topic = group && (await until(() => group.topicOf(numberOf(found))));
  if (!topic) return;
  front(group.id);
  actAs(String(state.cast.todoist_users?.[lead()] ?? state.as));
  group.openTopic(topic);
  await group.composer.send(say("say-topic"));
};

/** Let all agents press Take at once. */
export const takeTogether = async () => {
  await ensureOffer();
  const data = await until(offeredToMore);
  if (!data) return;
  front(lead());
  isTaken = true;
  emit("together", data);
};

/** Let the requester send a picture. */
export const sendPhoto = async () => {
  front(hero());
  const files = [sendable(await samplePhoto())];
  await telegram("message", { person: hero(), caption: say("say-photo"), files });
};

/** Let the requester send a voice message, a sticker, or somebody else's words. */
export const sendVoice = () => sendFrom((composer) => composer.sendSample(sampleVoice));
export const sendSticker = () => sendFrom((composer) => composer.sendSample(sampleSticker));
export const sendForwarded = () => sendFrom((composer) => composer.sendForwarded());

const sendFrom = (send) => {
  front(hero());
  return send(phoneOf(hero()).composer);
};

/** Let the agent move the due date on the board, to tomorrow at noon. */
export const moveDue = async () => {
  const found = await ensureHeld();
  const task = found && (await until(() => state.board.numbers.get(numberOf(found))));
  if (!task) return;
  showBoard();
  openTask(task.id);
  await todoist("task/update", { as: state.as, id: task.id, due: { date: dueOn(1) } });
};

const withRole = async (role) => (state.desk.roles?.[role] ? state.desk.roles : act("demo/roles", { role }));

// Somebody is among the requesters until the page hears that they joined the team.
const phoneOfColleague = (id) => until(() => (isOfTeam(id) ? phoneOf(id) : null));

/** Let a trainee answer; the agent is asked to approve it. */
export const answerAsTrainee = async () => {
  const made = await withRole("trainee");
  if (!made || !(await phoneOfColleague(made.trainee))) return;
  // What others were offered before the trainee came is not on the trainee's phone.
  if (!button(made.trainee, /^claim:/) && !draft()) await write(hero(), afresh(nextSentence()));
  front(made.trainee);
  if (!(await pressButton(made.trainee, /^claim:/))) return;
  const card = await until(() => button(made.trainee, /^resolve:/));
  if (!card) return;
  await telegram("message", { person: made.trainee, text: say("say-trainee"), reply_to: card.bubble.id });
  if (!(await until(wasAskedToApprove))) return;
  front(lead());
  toast(say("approve-now", { agent: nameOf(lead()) }));
};

const APPROVES = /^appr:\d+:send/;

/** Whether the agent was asked to approve an answer. */
export const wasAskedToApprove = () => buttonsOf(lead()).some(({ data }) => APPROVES.test(data));

/** Let a requester ask in a group chat, where the bot answers. */
export const askInGroup = async () => {
  const made = await withRole("group");
  if (!made || !(await until(() => phoneOf(made.group)))) return;
  front(made.group);
  const text = `@${state.cast.bot_username} ${nextSentence()}`;
  await telegram("message", { person: hero(), chat: made.group, text });
};

/** Add a reviewer, and say where answers are reviewed. */
export const prepareReview = async () => {
  const made = await withRole("reviewer");
  if (!made || !(await phoneOfColleague(made.reviewer))) return;
  front(made.reviewer);
  toast(say("review-now", { id: made.reviewer }));
};

/** Let a ticket miss its target: set up targets, ask, move the clock on. */
export const letOneGetLate = async () => {
  showBoard();
  await act("demo/late");
};

/** Ask something that articles answer; put them in first. */
export const askTypical = async () => {
  if (!articles() && !(await addKnowledge())) return;
  const { id, text } = nextTypical();
  await write(id, afresh(text, id));
};

/** Let the newcomer register; put the company in first. */
export const register = async () => {
  if (!hasCompany() && !(await addCompany())) return;
  await write(newcomer(), "/register");
  toast(say("register-now-press"));
};

/** Let the director look at what colleagues have asked. */
export const seeColleagues = async () => {
  if (!hasCompany() && !(await addCompany())) return;
  await write(Number(state.cast.requesters[0]), "/tickets");
};

/** Switch a trouble on, or off again. */
export const switchTrouble = (name) => act("desk/trouble", { name, on: troubleSince(name) === null });

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

/** Take Telegram down and write to the bot all the same; or bring it back. */
export const takeTelegramDown = async () => {
  const away = () => troubleSince("telegram") !== null;
  const wasAway = away();
  await switchTrouble("telegram");
  if (!wasAway && (await until(away))) await write();
};
