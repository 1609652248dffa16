// Four tabs for narrow screens, and the panels of the tab Start; must not know the other tabs' content.

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { arrows } from "./page-keys.js";
import { columns } from "./phones.js";
import { processList, whatThisIs } from "./bar.js";
import { emit, on } from "./state.js";
import { say } from "./texts.js";
import { troubles } from "./fault-switches.js";

const TABS = [
  ["start", "flagged"],
  ["requesters", "people"],
  ["agents", "headset"],
  ["board", "columns"],
];

const show = (tab) => {
  document.body.dataset.tab = tab;
  emit("tab", tab);
  draw();
};

let mark = "";

const badgeOf = (tab) => (tab === "start" ? troubles() : (columns[tab]?.unread ?? 0));

const draw = () => {
  const chosen = document.body.dataset.tab;
  const rows = TABS.map(([tab]) => badgeOf(tab));
  const now = JSON.stringify([chosen, rows]);
  if (now === mark) return;
  mark = now;
  const had = document.activeElement?.dataset?.testid;
  const list = document.querySelector("#tabs .tab-row");
  fill(
    list,
    TABS.map(([tab, drawing], place) => tabNode(tab, drawing, { chosen: tab === chosen, badge: rows[place] })),
  );
  if (had?.startsWith("tab-")) list.querySelector(`[data-testid="${had}"]`)?.focus();
};

const tabNode = (tab, drawing, { chosen, badge }) =>
  h(
    "button",
    {
      class: "tab",
      role: "tab",
      "aria-selected": String(chosen),
      "aria-controls": tab,
      tabindex: chosen ? "0" : "-1",
      testid: `tab-${tab}`,
      on: { click: () => show(tab) },
    },
    h(
      "span",
      { class: "tab-mark" },
      icon(drawing, { size: 22 }),
      badge ? h("span", { class: `badge ${tab === "start" ? "warn" : ""}` }, String(badge)) : null,
    ),
    h("span", {}, say(`tab-${tab}`)),
  );

/** Build the tab bar and the tab Start around the guide. */
export const startTabs = (guide) => {
  const list = h("div", { class: "tab-row", role: "tablist", "aria-label": say("regions") });
  arrows(list);
  document.getElementById("tabs").append(list);
  fill(
    document.getElementById("start"),
    whatThisIs(),
    guide,
    h("div", { id: "trouble-panel" }),
    h("section", { class: "panel" }, h("h2", { class: "panel-name" }, say("inside-name")), processList()),
  );
  for (const kind of ["unread", "desk"]) on(kind, draw);
  document.addEventListener("pulldesk-tab", (event) => show(event.detail));
  draw();
};
