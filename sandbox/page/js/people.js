// Names, initials and colours of people, from Telegram and Todoist alike; must not know what they do.

import { h } from "./dom.js";
import { state } from "./state.js";
import { say } from "./texts.js";

const VOWELS = /[aeiouyаеёиоуыэюя]/i;

/** Two letters: of first and last name, else the first and the next consonant ("Pavel" is PV). */
const initials = (name) => {
  const words = String(name ?? "").match(/[\p{L}\p{N}]+/gu) ?? [];
  if (!words.length) return "?";
  const first = [...words[0]];
  if (words.length > 1) return (first[0] + [...words[words.length - 1]][0]).toUpperCase();
  const next = first.slice(1).find((letter) => !VOWELS.test(letter)) ?? first[1] ?? "";
  return (first[0] + next).toUpperCase();
};

export const fullName = (person) =>
  [person?.first_name, person?.last_name].filter(Boolean).join(" ") || person?.username || say("person-id", { id: person?.id ?? "" });

export const shortName = (person) => person?.first_name || fullName(person);

// Requesters and agents have colours of their own, in the order in which they came.
const REQUESTER_TINTS = ["plum", "blue", "violet", "rose", "teal"];
const AGENT_TINTS = ["green", "brown", "olive", "slate", "wine"];

const pick = (tints, place) => tints[((place % tints.length) + tints.length) % tints.length];

const tintOf = (id) => {
  const agent = state.cast.agents.indexOf(id);
  if (agent >= 0) return pick(AGENT_TINTS, agent);
  const requester = state.cast.requesters.indexOf(id);
  return pick(REQUESTER_TINTS, requester >= 0 ? requester : id);
};

const disc = (name, tint, size) =>
  h("span", { class: `avatar avatar-${size} tint-${tint}`, "aria-hidden": "true", title: name }, initials(name));

/** The round mark of a Telegram person. */
export const avatar = (id, size = "m") => {
  const person = state.people.get(id);
  return disc(fullName(person ?? { id }), tintOf(id), size);
};

/** The Telegram person linked with a Todoist user, or null. */
export const personOfUser = (uid) => {
  const found = Object.entries(state.cast.todoist_users ?? {}).find(([, user]) => String(user) === String(uid));
  return found ? Number(found[0]) : null;
};

export const userName = (uid) => {
  const person = state.people.get(personOfUser(uid));
  return person ? shortName(person) : (state.board.users.get(String(uid))?.full_name ?? say("unknown-person"));
};

/** The round mark of a Todoist user: the linked person's, else their own. */
export const userAvatar = (uid, size = "m") => {
  const person = personOfUser(uid);
  if (person && state.people.has(person)) return avatar(person, size);
  if (String(uid) === state.board.bot) return disc("pulldesk", "desk", size);
  return disc(userName(uid), pick(AGENT_TINTS, Number(uid) || 3), size);
};

/** The mark of someone known by name only, as in a comment's heading; "Mira C." finds Mira Castell. */
export const namedAvatar = (name, size = "m") => {
  const id = personByName(name);
  return id ? avatar(id, size) : disc(name, "slate", size);
};

export const personByName = (name) => {
  const wanted = String(name ?? "")
    .replace(/\.$/, "")
    .trim()
    .toLowerCase();
  if (!wanted) return null;
  for (const [id, person] of state.people) {
    const full = fullName(person).toLowerCase();
    if (full === wanted || shortName(person).toLowerCase() === wanted) return id;
    if (wanted.includes(" ") && full.startsWith(wanted)) return id;
  }
  return null;
};
