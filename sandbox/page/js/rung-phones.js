// SMS and calls at people's telephones: a notice when one comes, and a list; must not know who sends them.

import { h } from "./dom.js";
import { closeMenu, openPanel, toast } from "./overlay.js";
import { shortName } from "./people.js";
import { numberOf } from "./reply-keyboard.js";
import { on, state } from "./state.js";
import { hhmm } from "./time.js";
import { say } from "./texts.js";

let seen = null;

const rung = () => state.desk.rung ?? [];

const ownerOf = ({ to }) => [...state.people.keys()].find((id) => id > 0 && to === `+${numberOf(id)}`);

const whoOf = (alert) => {
  const owner = ownerOf(alert);
  return owner ? shortName(state.people.get(owner)) : alert.to;
};

const words = (alert) => say(alert.way === "call" ? "rung-call" : "rung-sms", { who: whoOf(alert), text: alert.text });

/** What the row of the menu says. */
export const rungHint = () => {
  const [last] = rung();
  return last ? say("rung-last", { time: hhmm(last.at), who: whoOf(last), text: last.text }) : say("rung-hint");
};

/** Show what came, newest first. */
export const showRung = () => {
  closeMenu();
  const lines = rung().map((alert) =>
    h("div", { class: "rung-line", role: "none", testid: `rung-${alert.id}` }, `${hhmm(alert.at)} ${words(alert)}`),
  );
  const none = h("div", { class: "rung-line", role: "none" }, say("rung-nothing"));
  const menu = h("div", { class: "menu", role: "menu", tabindex: "-1" }, lines.length ? lines : none);
  setTimeout(() => {
    openPanel(document.querySelector('[data-testid="more"]'), menu, { label: say("rung"), testid: "rung-menu" });
    menu.focus();
  }, 0);
};

// On the phone that got it, if that is open on the page.
const placeOf = (alert) => {
  const place = document.querySelector(`[data-testid="phone-${ownerOf(alert)}"] .phone-toasts`);
  return place?.offsetParent ? place : undefined;
};

on("desk", () => {
  if (!state.desk.rung) return;
  const fresh = seen ? rung().filter(({ id }) => !seen.has(id)) : [];
  seen = new Set(rung().map(({ id }) => id));
  for (const alert of fresh) toast(words(alert), placeOf(alert));
});
