// The bar: processes, the newest event, counts, theme; must not know where they come from.

import { fill, h, memory, setText } from "./dom.js";
import { brand, icon } from "./icons.js";
import { marked } from "./ticket-signs.js";
import { on, state } from "./state.js";
import { hhmmss } from "./time.js";

const COUNTS = ["stored", "delivered", "waiting"];
const HINTS = {
  stored: "Safe in PostgreSQL",
  delivered: "Reached the other side",
  waiting: "Safe in PostgreSQL, still on the way",
};
const SPEAK_MS = 1000;

const dark = matchMedia("(prefers-color-scheme: dark)");
const parts = {};
let speech = null;

const isDark = () =>
  document.documentElement.dataset.theme ? document.documentElement.dataset.theme === "dark" : dark.matches;

const drawTheme = () => {
  parts.theme.setAttribute("aria-label", isDark() ? "Light theme" : "Dark theme");
  parts.theme.title = isDark() ? "Light theme" : "Dark theme";
  fill(parts.theme, icon(isDark() ? "sun" : "moon"));
};

const turn = () => {
  const next = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  memory.set("theme", next);
  drawTheme();
};

/** One process as a dot and its name, with words when it is not well; one that shows pages leads to them. */
export const processNode = ({ name, up, note, state, page }) => {
  const unwell = up === false || Boolean(note && up !== true);
  const words = unwell ? note || (state === "starting" ? "starting" : "not running") : "";
  const title = unwell ? `${name}: ${words}` : `${name} is running`;
  const open = page && !unwell ? { href: page, target: "_blank", rel: "noopener", testid: "open-panel" } : null;
  return h(
    open ? "a" : "span",
    { class: `process ${unwell ? "unwell" : ""}`, title: open ? "Open the panel" : title, ...open },
    h("span", { class: "process-dot" }),
    h("span", { class: "process-name" }, open ? `${name} ↗` : name),
    words ? h("span", { class: "process-note" }, words) : h("span", { class: "sr" }, "is running"),
  );
};

const drawProcesses = () => {
  const rows = state.desk.processes ?? [];
  const mark = JSON.stringify(rows);
  if (mark === parts.processMark) return;
  parts.processMark = mark;
  fill(parts.processes, rows.map(processNode));
};

// Spoken at most once a second, always the newest.
const speak = (text) => {
  parts.unsaid = text;
  speech ??= setTimeout(() => {
    speech = null;
    setText(document.getElementById("live"), parts.unsaid);
  }, SPEAK_MS);
};

const drawLast = () => {
  const { at, text } = state.desk.last ?? {};
  const shown = text ? `${hhmmss(at)}  ${text}` : "";
  if (shown === parts.lastShown) return;
  parts.lastShown = shown;
  fill(parts.last, marked(shown, { pills: false }));
  parts.last.title = text ?? "";
  if (text) speak(text);
};

const drawCounts = () => {
  for (const name of COUNTS) {
    const n = Number(state.desk.counts?.[name]) || 0;
    setText(parts[name].firstChild, String(n));
    parts[name].classList.toggle("warn", name === "waiting" && n > 0);
  }
};

const draw = () => {
  drawProcesses();
  drawLast();
  drawCounts();
};

/** Build the bar and keep it drawn. */
export const startBar = () => {
  parts.processes = h("div", { class: "processes", testid: "processes" });
  parts.last = h("span", { class: "last", testid: "last-event" });
  parts.theme = h("button", { class: "icon-button framed", testid: "theme", on: { click: turn } });
  for (const name of COUNTS)
    parts[name] = h(
      "span",
      { class: "figure", title: HINTS[name], testid: `count-${name}` },
      h("b", {}, "0"),
      h("span", {}, name),
    );
  // The trouble menu's place: it comes between the figures and the theme.
  const trouble = h("div", { class: "bar-slot", id: "trouble-slot" });
  fill(
    document.getElementById("bar"),
    h(
      "span",
      { class: "brand" },
      brand(),
      h("h1", { class: "brand-name" }, "pulldesk", h("span", { class: "sr" }, " sandbox")),
    ),
    h("span", { class: "brand-kind", "aria-hidden": "true" }, "sandbox"),
    parts.processes,
    h("span", { class: "gap" }),
    parts.last,
    h(
      "div",
      { class: "figures" },
      COUNTS.map((name) => parts[name]),
    ),
    trouble,
    parts.theme,
  );
  drawTheme();
  dark.addEventListener("change", drawTheme);
  on("desk", draw);
};
