// Who plays the first parts: the requester and the agent of the steps; must not know the steps.

import { shortName } from "./people.js";
import { state } from "./state.js";
import { language } from "./texts.js";

const speaks = (id) => String(state.people.get(id)?.language_code ?? "").startsWith(language);

/** The requesters in the order in which the page shows them: those who speak the page's language come first. */
export const requestersInOrder = () => {
  const all = (state.cast.requesters ?? []).map(Number);
  return [...all.filter(speaks), ...all.filter((id) => !speaks(id))];
};

/** The requester of the steps. */
export const hero = () => requestersInOrder()[0];

/** The agent of the steps. */
export const lead = () => Number(state.cast.agents[0]);

/** A person's first name; `otherwise` as long as they are not there. */
export const nameOf = (id, otherwise = "…") => (state.people.has(id) ? shortName(state.people.get(id)) : otherwise);
