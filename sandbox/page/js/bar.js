// The bar: what the page is, the panel, what runs inside (folded), language, theme; must not know where figures come from.

import { sandboxKey } from "./actions.js";
import { fill, h, memory, setText } from "./dom.js";
import { brand, icon } from "./icons.js";
import { marked } from "./ticket-signs.js";
import { hero, lead, nameOf } from "./roles.js";
import { on, state } from "./state.js";
import { isRecorded, language, languages, say } from "./texts.js";
import { hhmmss } from "./time.js";

const COUNTS = ["stored", "delivered", "waiting"];
const SPEAK_MS = 1000;
const LANGUAGE_NAMES = { en: "English", ru: "Русский" };

const parts = {};
let speech = null;

const isDark = () => document.documentElement.dataset.theme !== "light";

const drawTheme = () => {
  const name = say(isDark() ? "theme-light" : "theme-dark");
  parts.theme.setAttribute("aria-label", name);
  parts.theme.title = name;
  fill(parts.theme, icon(isDark() ? "sun" : "moon"));
};

const turn = () => {
  const next = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  memory.set("theme", next);
  drawTheme();
};

const rows = () => state.desk.processes ?? [];
const isUnwell = ({ up, note }) => up === false || Boolean(note && up !== true);

/** What the processes' notes say, in the page's language. */
const noteOf = ({ note, state: how }) => {
  const [, seconds] = /^retry in (\d+) s$/.exec(note ?? "") ?? [];
  if (seconds) return say("process-retry", { n: seconds });
  return note || say(how === "starting" ? "process-starting" : "process-stopped");
};

const processNode = (row) => {
  const unwell = isUnwell(row);
  return h(
    "span",
    { class: `process ${unwell ? "unwell" : ""}` },
    h("span", { class: "process-dot" }),
    h("span", { class: "process-name" }, row.name),
    unwell
      ? h("span", { class: "process-note" }, noteOf(row))
      : h("span", { class: "sr" }, say("process-running")),
  );
};

const drawProcesses = () => {
  const mark = JSON.stringify(rows());
  if (mark === parts.processMark) return;
  parts.processMark = mark;
  for (const place of parts.processes) fill(place, rows().map(processNode));
  drawPanel(rows().find(({ page }) => page));
};

// The sandbox signs the visitor in and leads on to the panel, whose cookies are those of its own host name.
const drawPanel = (row) => {
  parts.panel.hidden = !row || isUnwell(row) || isRecorded;
  if (parts.panel.hidden) return;
  const way = new URL(`/panel?key=${encodeURIComponent(sandboxKey())}`, location.href);
  way.hostname = new URL(row.page).hostname;
  parts.panel.href = way;
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
  const { at, what, name, text } = state.desk.last ?? {};
  const line = what ? say(`last-${what}`, { name, text }).trim() : "";
  const shown = line ? `${hhmmss(at)}  ${line}` : "";
  if (shown === parts.lastShown) return;
  parts.lastShown = shown;
  fill(parts.last, marked(shown, { pills: false }));
  if (line) speak(line);
};

const drawCounts = () => {
  for (const name of COUNTS) {
    const n = Number(state.desk.counts?.[name]) || 0;
    setText(parts[name].firstChild, String(n));
    parts[name].classList.toggle("warn", name === "waiting" && n > 0);
  }
};

// One line for people: all is well, something is on its way, or what does not run.
const drawSummary = () => {
  const broken = rows().filter(isUnwell);
  const waiting = Number(state.desk.counts?.waiting) || 0;
  const starting = !state.cast.ready;
  parts.inside.classList.toggle("unwell", broken.length > 0 && !starting);
  parts.inside.classList.toggle("starting", starting);
  const text = starting
    ? say("inside-starting")
    : broken.length
      ? say("inside-broken", { n: broken.length })
      : waiting
        ? say("inside-waiting", { n: waiting })
        : say("inside-well");
  setText(parts.summary, text);
};

const draw = () => {
  drawProcesses();
  drawLast();
  drawCounts();
  drawSummary();
};

/** The processes as they are at this moment, for another place of the page. */
export const processList = () => {
  const place = h("div", { class: "processes" });
  parts.processes.push(place);
  fill(place, rows().map(processNode));
  return place;
};

const buildInside = () => {
  parts.processes = [h("div", { class: "processes", testid: "processes" })];
  parts.last = h("span", { class: "last", testid: "last-event" });
  for (const name of COUNTS)
    parts[name] = h("span", { class: "figure", testid: `count-${name}` }, h("b", {}, "0"), h("span", {}, say(`count-${name}`)));
  parts.summary = h("span", {});
  parts.inside = h(
    "details",
    { class: "inside", testid: "inside" },
    h("summary", { class: "inside-summary" }, h("span", { class: "process-dot" }), parts.summary, icon("down", { size: 14 })),
    h(
      "div",
      { class: "inside-box" },
      h("p", { class: "inside-words" }, say("inside-words")),
      parts.processes,
      h(
        "div",
        { class: "figures" },
        COUNTS.map((name) => parts[name]),
      ),
      parts.last,
    ),
  );
};

/** The sentence that says what this is and whom one plays. */
export const whatThisIs = () => {
  const whom = h("span", { class: "line-whom" });
  const write = () =>
    setText(whom, say("line-whom", { requester: nameOf(hero(), "Mira"), agent: nameOf(lead(), "Olga") }));
  write();
  on("people", write);
  return h("p", { class: "line" }, h("strong", { class: "line-what" }, say("line-what")), " ", whom);
};

const otherLanguages = () =>
  languages
    .filter((code) => code !== language)
    .map((code) =>
      h("a", { class: "language", href: `?lang=${code}`, hreflang: code, lang: code, testid: `lang-${code}` }, LANGUAGE_NAMES[code]),
    );

/** Build the bar and keep it drawn. */
export const startBar = () => {
  buildInside();
  parts.theme = h("button", { class: "icon-button framed", testid: "theme", on: { click: turn } });
  parts.panel = h(
    "a",
    { class: "panel-link", target: "_blank", rel: "noopener", testid: "open-panel", hidden: true },
    say("panel-link"),
    icon("out", { size: 14 }),
  );
  // The trouble menu's place: it comes between the panel's link and the language.
  const trouble = h("div", { class: "bar-slot", id: "trouble-slot" });
  fill(
    document.getElementById("bar"),
    h(
      "span",
      { class: "brand" },
      brand(),
      h("h1", { class: "brand-name" }, "pulldesk"),
    ),
    whatThisIs(),
    h("span", { class: "gap" }),
    parts.inside,
    parts.panel,
    trouble,
    otherLanguages(),
    parts.theme,
  );
  drawTheme();
  for (const kind of ["desk", "people"]) on(kind, draw);
};
