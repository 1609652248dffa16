// The menus of a phone and of a message in it; must not know how either is drawn.

import { telegram } from "./actions.js";
import { textOf } from "./chat-data.js";
import { icon } from "./icons.js";
import { openMenu } from "./overlay.js";
import { fullName } from "./people.js";
import { emit } from "./state.js";

const LANGUAGES = [
  ["en", "English"],
  ["ru", "Русский"],
];

/** What can be done with one message. */
export const messageMenu = (phone, bubble, anchor) => {
  if (phone.isGroup) return;
  const react = (emoji) => ({
    label: `React ${emoji}`,
    choose: () => telegram("react", { person: phone.id, message_id: bubble.id, emoji }),
  });
  const text = textOf(bubble.lead);
  const take = bubble.buttons.flat().find((button) => button.data?.startsWith("claim:"));
  openMenu(
    anchor,
    [
      { label: phone.words().replyTo, mark: icon("back"), choose: () => phone.reply(bubble) },
      bubble.own && text
        ? { label: "Edit", mark: icon("pen"), choose: () => phone.composer.edit({ id: bubble.id, text }) }
        : null,
      bubble.own
        ? {
            label: "Delete for both",
            mark: icon("close"),
            choose: () => telegram("delete", { person: phone.id, message_id: bubble.id }),
          }
        : null,
      take
        ? {
            label: `${take.text}, on all phones at once`,
            hint: "One of them wins",
            mark: icon("hand"),
            testid: `together-${take.data}`,
            choose: () => emit("together", take.data),
          }
        : null,
      "line",
      ...["👍", "❤", "👎"].map(react),
    ],
    { label: "Message" },
  );
};

const groupMenu = (phone, anchor) => {
  const about = { person: phone.actor, chat: phone.id };
  openMenu(
    anchor,
    [
      {
        label: "Bot put out",
        hint: "The bot is told, as by Telegram",
        checked: phone.blocked,
        testid: `kick-${phone.id}`,
        choose: () => telegram("group/kick", { ...about, undo: phone.blocked }),
      },
      {
        label: "Turn into a supergroup",
        hint: "It gets another id",
        testid: `migrate-${phone.id}`,
        choose: () => telegram("group/migrate", about),
      },
    ],
    { label: fullName(phone.person), testid: `menu-${phone.id}` },
  );
};

/** Offline, blocked, language: what its owner does with a phone. */
export const phoneMenu = (phone, anchor) => {
  if (phone.isGroup) {
    groupMenu(phone, anchor);
    return;
  }
  const lang = String(phone.person.language_code ?? "en").slice(0, 2);
  const speak = ([code, label]) => ({ label, radio: true, checked: code === lang, choose: () => phone.speak(code) });
  openMenu(
    anchor,
    [
      {
        label: "Offline",
        hint: "What the bot sends waits here",
        checked: phone.offline,
        testid: `offline-${phone.id}`,
        choose: () => phone.setOffline(!phone.offline),
      },
      {
        label: "Bot blocked",
        hint: "The bot is told, as by Telegram",
        checked: phone.blocked,
        testid: `block-${phone.id}`,
        choose: () => telegram(phone.blocked ? "unblock" : "block", { person: phone.id }),
      },
      "line",
      { heading: "Language of this Telegram" },
      ...LANGUAGES.map(speak),
    ],
    { label: fullName(phone.person), testid: `menu-${phone.id}` },
  );
};
