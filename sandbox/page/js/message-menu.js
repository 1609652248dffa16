// The menu of a message in a phone; must not know how either is drawn.

import { telegram } from "./actions.js";
import { textOf } from "./chat-data.js";
import { icon } from "./icons.js";
import { openMenu } from "./overlay.js";
import { say } from "./texts.js";

/** What can be done with one message. */
export const messageMenu = (phone, bubble, anchor) => {
  const react = (emoji) => ({
    label: say("react", { emoji }),
    choose: () => telegram("react", { ...phone.from(), message_id: bubble.id, emoji }),
  });
  const text = textOf(bubble.lead);
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
      "line",
      ...["👍", "❤", "👎"].map(react),
    ],
    { label: say("message") },
  );
};
