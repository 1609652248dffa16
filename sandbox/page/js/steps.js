// The steps that a visitor can press, and how each is seen to have happened; must not know how they look.

import { textOf } from "./chat-data.js";
import { isProven } from "./proof.js";
import { hero, lead, nameOf } from "./roles.js";
import * as deeds from "./step-deeds.js";
import { say } from "./texts.js";
import * as seen from "./what-happened.js";

/** `{name, happened(), does(), undone?()}`. */
export const STEPS = [
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
  { name: "kill", happened: isProven, does: deeds.killOrStart, undone: deeds.isBotAway },
];

/** What a step's button says. `undone()`: it is at work, and pressing it again ends it. */
export const wordsOf = ({ name, undone }) =>
  say(undone?.() ? `step-${name}-end` : `step-${name}`, { requester: nameOf(hero()), agent: nameOf(lead()) });
