// The keyboard that a bot puts in place of a person's own; must not know what the bot makes of a key.

import { telegram } from "./actions.js";
import { fill, h } from "./dom.js";
import { shortName } from "./people.js";

/** The keyboard that the bot has asked for last and not removed, as rows of keys. */
const rowsOf = (chat) => {
  const asking = (chat.messages ?? []).findLast((message) => message.from === "bot" && message.keyboard);
  return (asking?.keyboard.keyboard ?? []).map((row) => row.map((key) => (typeof key === "string" ? { text: key } : key)));
};

const numberOf = (id) => `7900555${String(id % 10000).padStart(4, "0")}`;

const share = (phone) => {
  const contact = { phone_number: numberOf(phone.id), first_name: shortName(phone.person), user_id: phone.id };
  return telegram("message", { person: phone.id, content: { contact } });
};

const button = (phone, key, place) =>
  h(
    "button",
    {
      class: "key",
      testid: `key-${phone.id}-${place}`,
      on: { click: () => (key.request_contact ? share(phone) : phone.composer.send(key.text)) },
    },
    key.text,
  );

/** Draw the keyboard of a phone; nothing without one. */
export const drawKeyboard = (phone, node) => {
  const rows = rowsOf(phone.chat);
  const mark = JSON.stringify(rows);
  if (node.dataset.mark === mark) return;
  node.dataset.mark = mark;
  node.hidden = !rows.length;
  let place = 0;
  fill(
    node,
    rows.map((row) =>
      h(
        "div",
        { class: "key-row" },
        row.map((key) => button(phone, key, place++)),
      ),
    ),
  );
};
