// The head of a phone and the row that it is when others are open; must not know its chat.

import { kindName } from "./bubble-files.js";
import { preview } from "./chat-data.js";
import { fill, h } from "./dom.js";
import { marked } from "./ticket-signs.js";
import { avatar, fullName } from "./people.js";
import { lead } from "./roles.js";
import { isAgent, state } from "./state.js";
import { say } from "./texts.js";

const holds = (id) => {
  const uid = String(state.cast.todoist_users?.[id] ?? "");
  if (!uid) return [];
  return [...state.board.tasks.values()].filter(
    (task) =>
      !task.done &&
      String(task.responsible_uid) === uid &&
      task.number &&
      state.board.sectionOf(task)?.status !== "resolved",
  );
};

const agentLine = (id) => {
  if (!(state.cast.staff ?? [id]).includes(id)) return say("agent-not-yet");
  const tickets = holds(id);
  const who = say(id === lead() ? "who-admin" : "who-agent");
  if (!tickets.length) return say("agent-free", { who });
  return tickets.length === 1
    ? say("agent-has-one", { who, number: tickets[0].number })
    : say("agent-has", { who, n: tickets.length });
};

// Who said /away and not /back since; the bot's menu is the same for both, so the commands themselves tell.
const isAway = (chat) =>
  (chat.messages ?? []).findLast((message) => message.from !== "bot" && /^\/(away|back)\b/.test(message.text ?? ""))
    ?.text?.startsWith("/away") ?? false;

const groupLine = ({ isForum, chat }) =>
  isForum ? say("group-topics", { n: Object.keys(chat.topics ?? {}).length }) : say("group");

const subtitle = (phone) => {
  if (isAgent(phone.id)) return agentLine(phone.id);
  return state.cast.titles?.[phone.id] ?? (phone.isGroup ? groupLine(phone) : say("requester"));
};

const secondLine = (phone) => {
  if (phone.mode !== "row") return subtitle(phone);
  if (isAgent(phone.id) && isAway(phone.chat)) return say("agent-away-row");
  return preview(phone.chat, kindName) || subtitle(phone);
};

const badges = (phone) => {
  const row = phone.mode === "row";
  const lang = String(phone.person.language_code ?? "en").slice(0, 2);
  const { unread } = phone;
  return [
    isAgent(phone.id) && isAway(phone.chat) ? h("span", { class: "tag round" }, say("away")) : null,
    row && unread ? h("span", { class: "badge", title: say("unread", { n: unread }) }, String(unread)) : null,
    row || phone.isGroup ? null : h("span", { class: "tag", title: say("telegram-language") }, lang.toUpperCase()),
  ];
};

/** The same text as long as the head need not be drawn again. */
export const headMark = (phone) =>
  JSON.stringify([
    ...[phone.mode, phone.person, phone.unread, secondLine(phone)],
    isAgent(phone.id) && isAway(phone.chat),
  ]);

/** Fill the parts of a phone's head: `opener`, `state`. */
export const fillHead = (phone) => {
  const name = fullName(phone.person);
  const row = phone.mode === "row";
  const second = marked(secondLine(phone), { pills: false });
  const names = [
    h("span", { class: "phone-name" }, name),
    h("span", { class: row ? "row-text" : "phone-title" }, second),
  ];
  fill(phone.opener, avatar(phone.id), h("span", { class: "phone-names" }, names));
  phone.opener.disabled = phone.mode === "large";
  phone.opener.setAttribute("aria-label", phone.mode === "large" ? name : say("make-large", { name }));
  fill(phone.state, badges(phone));
};
