// The menus of a phone and of a message in it; must not know how either is drawn.

import { telegram } from "./actions.js";
import { textOf } from "./chat-data.js";
import { icon } from "./icons.js";
import { openMenu } from "./overlay.js";
import { fullName } from "./people.js";
import { requestersInOrder } from "./roles.js";
import { emit, isAgent, state } from "./state.js";
import { say } from "./texts.js";

const LANGUAGES = [
  ["en", "English"],
  ["ru", "Русский"],
];

/** What can be done with one message. */
export const messageMenu = (phone, bubble, anchor) => {
  const react = (emoji) => ({
    label: say("react", { emoji }),
    choose: () => telegram("react", { ...phone.from(), message_id: bubble.id, emoji }),
  });
  const text = textOf(bubble.lead);
  const take = bubble.buttons.flat().find((button) => button.data?.startsWith("claim:"));
  openMenu(
    anchor,
    [
      { label: phone.words().replyTo, mark: icon("back"), choose: () => phone.reply(bubble) },
      bubble.own && !bubble.author && text
        ? { label: say("edit"), mark: icon("pen"), choose: () => phone.composer.edit({ id: bubble.id, text }) }
        : null,
      bubble.own && !phone.isGroup
        ? {
            label: say("delete-for-both"),
            mark: icon("close"),
            choose: () => telegram("delete", { person: phone.id, message_id: bubble.id }),
          }
        : null,
      take && !phone.isGroup
        ? {
            label: say("take-together", { take: take.text }),
            hint: say("take-together-hint"),
            mark: icon("hand"),
            testid: `together-${take.data}`,
            choose: () => emit("together", take.data),
          }
        : null,
      "line",
      ...["👍", "❤", "👎"].map(react),
    ],
    { label: say("message") },
  );
};

const topicItems = (phone, about) => {
  const topic = phone.chat.topics?.[phone.topic];
  if (!phone.isForum || !topic) return [];
  const change = (what) => telegram("group/topic", { ...about, [what]: phone.topic });
  return [
    {
      label: say(topic.closed ? "topic-reopen" : "topic-close"),
      hint: say("bot-is-told"),
      testid: `toggle-topic-${phone.id}`,
      choose: () => change(topic.closed ? "reopen" : "close"),
    },
    {
      label: say("topic-delete"),
      hint: say("topic-delete-hint"),
      testid: `delete-topic-${phone.id}`,
      choose: () => change("delete"),
    },
    "line",
  ];
};

const forumItem = (phone, about) => ({
  label: say("group-topics-on"),
  hint: say("group-topics-hint"),
  checked: phone.isForum,
  testid: `forum-${phone.id}`,
  choose: () => telegram("group/forum", { ...about, undo: phone.isForum }),
});

const migrateItem = (phone, about) => ({
  label: say("group-migrate"),
  hint: say("group-migrate-hint"),
  testid: `migrate-${phone.id}`,
  choose: () => telegram("group/migrate", about),
});

/** What its members do with a group and the topic that is opened in it. */
export const groupMenu = (phone, anchor) => {
  const about = { person: phone.from().person, chat: phone.id };
  openMenu(
    anchor,
    [
      ...topicItems(phone, about),
      {
        label: say("group-kick"),
        hint: say("bot-is-told"),
        checked: phone.blocked,
        testid: `kick-${phone.id}`,
        choose: () => telegram("group/kick", { ...about, undo: phone.blocked }),
      },
      phone.isTeams && phone.person.group === "supergroup" ? forumItem(phone, about) : null,
      phone.person.group === "group" ? migrateItem(phone, about) : null,
    ],
    { label: fullName(phone.person), testid: `menu-${phone.id}` },
  );
};

const accountItem = (owner, other) => {
  const isOn = [...state.people.values()].some(({ account }) => account?.owner === owner && account.enabled);
  return {
    label: say("account-connect"),
    hint: say("account-hint"),
    checked: isOn,
    testid: `account-${owner}`,
    choose: () => telegram("account", { person: owner, with: other, enabled: !isOn }),
  };
};

/** What the owner of an account does with a chat of theirs. */
export const accountMenu = ({ account, person, id }, anchor) =>
  openMenu(anchor, [accountItem(account.owner, account.with)], { label: fullName(person), testid: `menu-${id}` });

/** Offline, blocked, language: what its owner does with a phone. */
export const phoneMenu = (phone, anchor) => {
  const lang = String(phone.person.language_code ?? "en").slice(0, 2);
  const speak = ([code, label]) => ({ label, radio: true, checked: code === lang, choose: () => phone.speak(code) });
  openMenu(
    anchor,
    [
      {
        label: say("phone-offline"),
        hint: say("phone-offline-hint"),
        checked: phone.offline,
        testid: `offline-${phone.id}`,
        choose: () => phone.setOffline(!phone.offline),
      },
      {
        label: say("bot-blocked"),
        hint: say("bot-is-told"),
        checked: phone.blocked,
        testid: `block-${phone.id}`,
        choose: () => telegram(phone.blocked ? "unblock" : "block", { person: phone.id }),
      },
      isAgent(phone.id) ? accountItem(phone.id, requestersInOrder()[0]) : null,
      "line",
      { heading: say("telegram-language") },
      ...LANGUAGES.map(speak),
    ],
    { label: fullName(phone.person), testid: `menu-${phone.id}` },
  );
};
