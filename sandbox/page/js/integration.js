// "Your integration": its token and its newest webhooks; must not know how they are sent.

import { act } from "./actions.js";
import { h } from "./dom.js";
import { closeMenu, openPanel, toast } from "./overlay.js";
import { state } from "./state.js";
import { hhmm } from "./time.js";

const system = () => state.desk.system ?? {};
const caught = () => system().caught ?? [];
let made = ""; // until the desk's view has it
const token = () => system().token || made;

/** What the row's button says. */
export const systemSays = () => (token() ? "Look" : "Connect");

/** What the row says. */
export const systemHint = () => {
  if (!token()) return "A token, and what it is sent";
  const [last] = caught();
  return last ? `Last sent: ${last.type}, #${last.number}` : "Write to the bot: it hears of it";
};

const line = ({ type, number, at }) =>
  h("div", { class: "menu-heading", role: "none" }, `${hhmm(new Date(at))} #${number} ${type}`);

const copy = async () => {
  closeMenu();
  try {
    await navigator.clipboard.writeText(token());
    toast("The token is copied. /api/docs on the panel says what it can do.");
  } catch {
    toast(`The token: ${token()}`);
  }
};

const open = () => {
  const copying = h(
    "button",
    { class: "menu-item", role: "menuitem", tabindex: "-1", testid: "system-token", on: { click: copy } },
    h(
      "span",
      { class: "menu-words" },
      h("span", {}, `Token of ${system().name}: copy`),
      h("span", { class: "menu-hint" }, `${token().slice(0, 8)}…, by curl at /api/v1`),
    ),
  );
  const rows = caught().map(line);
  const heading = h("div", { class: "menu-heading" }, rows.length ? "Webhooks caught here, newest first" : "Nothing sent yet");
  const menu = h("div", { class: "menu", role: "menu", tabindex: "-1" }, copying, heading, rows);
  openPanel(document.querySelector('[data-testid="trouble"]'), menu, { label: "Your integration", testid: "system-menu" });
};

/** Connect it, the first time; then show it. */
export const showSystem = async () => {
  if (!token()) {
    const came = await act("desk/system");
    if (!came) return;
    made = came.token;
  }
  closeMenu();
  setTimeout(open, 0);
};
