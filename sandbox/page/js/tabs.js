// Four tabs for narrow screens, and the panels of the Control tab; must not know the other tabs' content.

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { arrows } from "./page-keys.js";
import { columns } from "./phones.js";
import { processNode } from "./bar.js";
import { emit, on, state } from "./state.js";
import { troubles } from "./fault-switches.js";

const TABS = [
  ["requesters", "Requesters", "people"],
  ["agents", "Agents", "headset"],
  ["board", "Board", "columns"],
  ["control", "Control", "bolt"],
];


const show = (tab) => {
  document.body.dataset.tab = tab;
  emit("tab", tab);
  draw();
};

let mark = "";

const badgeOf = (tab) => (tab === "control" ? troubles() : (columns[tab]?.unread ?? 0));

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
    TABS.map(([tab, name, drawing], place) =>
      tabNode(tab, name, drawing, { chosen: tab === chosen, badge: rows[place] }),
    ),
  );
  if (had?.startsWith("tab-")) list.querySelector(`[data-testid="${had}"]`)?.focus();
};

const tabNode = (tab, name, drawing, { chosen, badge }) =>
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
      badge ? h("span", { class: `badge ${tab === "control" ? "warn" : ""}` }, String(badge)) : null,
    ),
    h("span", {}, name),
  );

const drawRunning = (place) => fill(place, (state.desk.processes ?? []).map(processNode));

/** Build the tab bar and the Control tab around the panel of things to try. */
export const startTabs = (tries) => {
  const list = h("div", { class: "tab-row", role: "tablist", "aria-label": "Regions" });
  arrows(list);
  document.getElementById("tabs").append(list);
  const running = h("div", { class: "processes" });
  fill(
    document.getElementById("control"),
    h("section", { class: "panel" }, h("h2", { class: "panel-name" }, "Running"), running),
    tries,
    h("div", { id: "trouble-panel" }),
  );
  for (const kind of ["unread", "desk"]) on(kind, draw);
  on("desk", () => drawRunning(running));
  document.addEventListener("pulldesk-tab", (event) => show(event.detail));
  draw();
};
