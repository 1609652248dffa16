// The menus of a phone and of a message in it; must not know how either is drawn.

import { telegram } from "./actions.js";
import { textOf } from "./chat-data.js";
import { icon } from "./icons.js";
import { openMenu } from "./overlay.js";
import { fullName } from "./people.js";
import { emit } from "./state.js";
import { say } from "./texts.js";

const LANGUAGES = [
  ["en", "English"],
  ["ru", "Русский"],
];

/** What can be done with one message. */
export const messageMenu = (phone, bubble, anchor) => {
  if (phone.isGroup) return;
  const react = (emoji) => ({
    label: say("react", { emoji }),
    choose: () => telegram("react", { person: phone.id, message_id: bubble.id, emoji }),
  });
  const text = textOf(bubble.lead);
  const take = bubble.buttons.flat().find((button) => button.data?.startsWith("claim:"));
  openMenu(
    anchor,
    [
      { label: phone.words().replyTo, mark: icon("back"), choose: () => phone.reply(bubble) },
      bubble.own && text
        ? { label: say("edit"), mark: icon("pen"), choose: () => phone.composer.edit({ id: bubble.id, text }) }
        : null,
      bubble.own
        ? {
            label: say("delete-for-both"),
            mark: icon("close"),
            choose: () => telegram("delete", { person: phone.id, message_id: bubble.id }),
          }
        : null,
      take
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

const groupMenu = (phone, anchor) => {
  const about = { person: phone.actor, chat: phone.id };
  openMenu(
    anchor,
    [
      {
        label: say("group-kick"),
        hint: say("bot-is-told"),
        checked: phone.blocked,
        testid: `kick-${phone.id}`,
        choose: () => telegram("group/kick", { ...about, undo: phone.blocked }),
      },
      {
        label: say("group-migrate"),
        hint: say("group-migrate-hint"),
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
      "line",
      { heading: say("telegram-language") },
      ...LANGUAGES.map(speak),
    ],
    { label: fullName(phone.person), testid: `menu-${phone.id}` },
  );
};
