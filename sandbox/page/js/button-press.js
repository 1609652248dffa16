// A pressed button and its answer; must not know how either looks.

import { peek, telegram } from "./actions.js";

const PAUSES_MS = [80, 150, 250, 400, 600, 900, 1200, 1600, 2000, 2500, 3000, 4000];

const wakers = new Map();

const pause = (person, ms) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    wakers.set(person, () => (clearTimeout(timer), resolve()));
  });

/** Something changed in a chat: an answer that is waited for may be there. */
export const wake = (person) => wakers.get(person)?.();

const answered = async (person, query) => {
  const answers = await peek(`telegram/answers?person=${encodeURIComponent(person)}`);
  const rows = Array.isArray(answers) ? answers : (answers?.answers ?? []);
  return rows.find((row) => String(row.query_id) === String(query) && row.at) ?? null;
};

/** Press (`from`: who, and in a group where) and wait: the answer `{text, show_alert}`, or null when there was none in time or the press failed. */
export const press = async (from, message, data) => {
  const { person } = from;
  // It was shown when it was pressed, and may be gone when it arrives: the bot hears of such a press, too.
  const sent = await telegram("press", { ...from, message_id: message, data, force: true });
  if (!sent) return null;
  for (const ms of PAUSES_MS) {
    await pause(person, ms);
    const answer = await answered(person, sent.query_id);
    if (answer) return answer;
  }
  return null;
};
