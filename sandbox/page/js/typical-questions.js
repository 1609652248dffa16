// Sentences that a desk with knowledge answers at once, and the switch that adds the knowledge; must not know how it does.

import { act } from "./actions.js";
import { toast } from "./overlay.js";
import { nameOf, requestersInOrder } from "./roles.js";
import { isAgent, state } from "./state.js";
import { say } from "./texts.js";

/** How many articles came with the desk with knowledge; 0: it is not there. */
export const articles = () => Number(state.desk.knowledge?.came?.articles ?? 0);

/** Of the first requester of each language, a sentence and whose it is; the page's language comes first. */
const sentences = () => {
  const typical = state.desk.knowledge?.typical ?? {};
  const told = new Set();
  return requestersInOrder().flatMap((id) => {
    const language = String(state.people.get(id)?.language_code ?? "en").slice(0, 2);
    if (told.has(language) || !typical[language]) return [];
    told.add(language);
    return typical[language].map((text) => ({ id, text }));
  });
};

let asked = 0;

/** The next of them: `{id, text}`. */
export const nextTypical = () => sentences()[asked++ % sentences().length];

/** Make it a desk with knowledge, and say what that means; whether it did. */
export const addKnowledge = async () => {
  const came = await act("desk/knowledge");
  if (came) toast(say("knowledge-came", came));
  return Boolean(came);
};

/** What the row of the switch says. */
export const knowledgeHint = () => {
  const first = sentences()[0];
  if (!articles() || !first) return say("knowledge-hint");
  return say("knowledge-ask", { n: articles(), text: first.text, name: nameOf(first.id) });
};

/** Whether the bot has offered an answer to somebody who asked. */
export const wasOffered = () =>
  [...state.chats].some(
    ([id, chat]) =>
      !isAgent(id) &&
      (chat.messages ?? []).some(
        (message) => message.from === "bot" && (message.buttons ?? []).flat().some(({ data }) => /^helped:/.test(data)),
      ),
  );
