// "Ask something typical": sentences that a desk with knowledge answers at once; must not know how it does.

import { act } from "./actions.js";
import { icon } from "./icons.js";
import { openMenu, toast } from "./overlay.js";
import { shortName } from "./people.js";
import { emit, isAgent, state } from "./state.js";

/** How many articles came with the desk with knowledge; 0: it is not there. */
export const articles = () => Number(state.desk.knowledge?.came?.articles ?? 0);

const typical = () => Object.entries(state.desk.knowledge?.typical ?? {});

const whoReads = (language) =>
  state.cast.requesters.find((id) => String(state.people.get(id)?.language_code ?? "en").startsWith(language));

const nameOf = (id) => shortName(state.people.get(id));

/** Of the first requester of each language, a sentence and whose it is. */
const sentences = () =>
  typical().flatMap(([language, said]) => {
    const id = whoReads(language);
    return id === undefined ? [] : said.map((text, n) => ({ id, text, name: `${language}-${n}` }));
  });

/** In one sentence what came and what to do now. */
const told = (came) => {
  const first = sentences()[0];
  const answers = `${came.articles} articles and ${came.presets} preset answers in both languages`;
  const all = `${answers}, ${came.topics} topics, ${came.replies} canned replies and a menu`;
  return first ? `${all} came. Now write “${first.text}” as ${nameOf(first.id)}.` : `${all} came.`;
};

/** Make it a desk with knowledge, and say what that means; whether it did. */
export const addKnowledge = async () => {
  const came = await act("desk/knowledge");
  if (came) toast(told(came));
  return Boolean(came);
};

/** What the row of the switch says. */
export const knowledgeHint = () => {
  const first = sentences()[0];
  if (!articles() || !first) return "Articles, answers, a menu, canned replies";
  return `${articles()} articles: write “${first.text}” as ${nameOf(first.id)}`;
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

const first = (anchor) => ({
  label: "A desk with knowledge",
  hint: "First put it in: articles, answers, a menu, canned replies",
  mark: icon("plus"),
  testid: "typical-add",
  choose: async () => {
    if (await addKnowledge()) open(document.querySelector(`[data-testid="${anchor.dataset.testid}"]`), true);
  },
});

const open = (anchor, there) => {
  const rows = sentences().map(({ id, text, name }) => ({
    label: text,
    hint: `as ${nameOf(id)}`,
    testid: `typical-${name}`,
    choose: () => emit("suggested", { person: id, text }),
  }));
  const items = there
    ? [{ heading: "Send one; then look at the buttons under what comes" }, ...rows]
    : [{ heading: "A desk with knowledge answers these at once" }, first(anchor)];
  openMenu(anchor, items, { label: "Ask something typical", testid: "typical-menu" });
};

/** Offer the sentences at a button; one that is chosen stands in its writer's phone, to be sent. */
export const openTypical = (anchor) => open(anchor, articles() > 0);
