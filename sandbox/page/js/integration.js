// "Your integration": its token and its newest webhooks; must not know how they are sent.

import { act } from "./actions.js";
import { h } from "./dom.js";
import { closeMenu, openPanel, toast } from "./overlay.js";
import { state } from "./state.js";
import { hhmm } from "./time.js";
import { say } from "./texts.js";

const system = () => state.desk.system ?? {};
const caught = () => system().caught ?? [];
let made = ""; // until the desk's view has it
const token = () => system().token || made;

/** What the row's button says. */
export const systemSays = () => (say(token() ? "system-look" : "system-connect"));

/** What the row says. */
export const systemHint = () => {
  if (!token()) return say("system-hint");
  const [last] = caught();
  return last ? say("system-last", { type: last.type, number: last.number }) : say("system-write");
};

const line = ({ type, number, at }) =>
  h("div", { class: "menu-heading", role: "none" }, `${hhmm(new Date(at))} #${number} ${type}`);

const copy = async () => {
  closeMenu();
  try {
    await navigator.clipboard.writeText(token());
    toast(say("system-copied"));
  } catch {
    toast(say("system-token", { token: token() }));
  }
};

const open = () => {
  const copying = h(
    "button",
    { class: "menu-item", role: "menuitem", tabindex: "-1", testid: "system-token", on: { click: copy } },
    h(
      "span",
      { class: "menu-words" },
      h("span", {}, say("system-copy", { name: system().name })),
      h("span", { class: "menu-hint" }, say("system-curl", { token: token().slice(0, 8) })),
    ),
  );
  const rows = caught().map(line);
  const heading = h("div", { class: "menu-heading" }, say(rows.length ? "system-caught" : "system-nothing"));
  const shop = h(
    "a",
    { class: "menu-item", role: "menuitem", tabindex: "-1", testid: "system-shop", href: system().shop, target: "_blank", rel: "noopener" },
    h("span", { class: "menu-words" }, h("span", {}, say("system-shop")), h("span", { class: "menu-hint" }, say("system-shop-hint"))),
  );
  const menu = h("div", { class: "menu", role: "menu", tabindex: "-1" }, copying, shop, heading, rows);
  openPanel(document.querySelector('[data-testid="more"]'), menu, { label: say("system"), testid: "system-menu" });
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
