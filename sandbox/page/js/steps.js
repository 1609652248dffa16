// The steps that a visitor can press, by chapter, and how each is seen to have happened; must not know how they look.

import { textOf } from "./chat-data.js";
import { isProven } from "./proof.js";
import { hero, lead, nameOf } from "./roles.js";
import { hasCompany, newcomer } from "./service-company.js";
import { state, troubleSince } from "./state.js";
import * as deeds from "./step-deeds.js";
import { say } from "./texts.js";
import { wasOffered } from "./typical-questions.js";
import * as seen from "./what-happened.js";

const FIRST = [
  { name: "write", happened: deeds.isAsked, does: () => deeds.write() },
  { name: "take", happened: () => seen.newTasks().some((task) => task.responsible_uid), does: deeds.take },
  {
    name: "answer",
    happened: () =>
      seen.answeredFromPhone() ||
      seen.answeredOnBoard() ||
      seen.answered((message) => message.reply_to && !textOf(message).startsWith("//")),
    does: deeds.answer,
  },
  { name: "board", happened: seen.answeredOnBoard, does: deeds.answerOnBoard },
  { name: "solve", happened: () => seen.isOneOf("resolved", "closed"), does: deeds.resolve },
  { name: "confirm", happened: () => seen.isOneOf("closed"), does: deeds.confirm },
  {
    name: "kill",
    happened: () => isProven("bot"),
    does: deeds.killOrStart,
    undone: deeds.isBotAway,
  },
];

const TEAM = [
  { name: "no", happened: seen.cameBack, does: deeds.sayNo },
  { name: "together", happened: seen.tookLate, does: deeds.takeTogether },
  { name: "note", happened: seen.noted, does: deeds.note },
  { name: "topic", happened: seen.answeredInTopic, does: deeds.answerInTopic },
  { name: "trainee", happened: () => deeds.wasAskedToApprove(), does: deeds.answerAsTrainee },
  { name: "group", happened: seen.askedInGroup, does: deeds.askInGroup },
  { name: "review", happened: () => Boolean(state.desk.roles?.reviewer), does: deeds.prepareReview },
  { name: "due", happened: seen.dueMoved, does: deeds.moveDue },
  { name: "overdue", happened: seen.isLate, does: deeds.letOneGetLate },
];

const SEND = [
  { name: "photo", happened: () => seen.wrote(seen.holds("photo")), does: deeds.sendPhoto },
  { name: "voice", happened: () => seen.wrote(seen.holds("voice")), does: deeds.sendVoice },
  { name: "sticker", happened: () => seen.wrote(seen.holds("sticker")), does: deeds.sendSticker },
  { name: "forward", happened: () => seen.wrote((message) => Boolean(message.forward_origin)), does: deeds.sendForwarded },
];

const CLIENTS = [
  { name: "typical", happened: wasOffered, does: deeds.askTypical },
  {
    name: "register",
    happened: () => hasCompany() && seen.wrote((message) => message.content === "contact"),
    does: deeds.register,
  },
  {
    name: "colleagues",
    happened: () =>
      hasCompany() && seen.wrote((message) => textOf(message).startsWith("/tickets"), Number(state.cast.requesters[0])),
    does: deeds.seeColleagues,
  },
];

const TROUBLE = [
  {
    name: "todoist",
    happened: () => troubleSince("todoist") !== null,
    does: () => deeds.switchTrouble("todoist"),
    undone: () => troubleSince("todoist") !== null,
  },
  {
    name: "telegram",
    happened: () => troubleSince("telegram") !== null,
    does: deeds.takeTelegramDown,
    undone: () => troubleSince("telegram") !== null,
  },
];

/** Chapters with their steps `{name, happened(), does(), undone?()}`. */
export const CHAPTERS = [
  ["first", FIRST],
  ["send", SEND],
  ["clients", CLIENTS],
  ["team", TEAM],
  ["trouble", TROUBLE],
];

export const STEPS = CHAPTERS.flatMap(([, steps]) => steps);

/** What a step's button says. `undone()`: it is at work, and pressing it again ends it. */
export const wordsOf = ({ name, undone }) =>
  say(undone?.() ? `step-${name}-end` : `step-${name}`, {
    requester: nameOf(hero()),
    agent: nameOf(lead()),
    newcomer: nameOf(newcomer()),
    director: nameOf(Number(state.cast.requesters[0])),
  });
