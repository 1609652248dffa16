// The bar: what the page is, how the desk is, what can be added, the panel, language, theme; must not know where figures
// come from.

import { act, sandboxKey } from "./actions.js";
import { fill, h, memory, setText } from "./dom.js";
import { brand, icon } from "./icons.js";
import { openMenu, toast } from "./overlay.js";
import { hero, lead, nameOf } from "./roles.js";
import { isDown, on, state } from "./state.js";
import { language, languages, say } from "./texts.js";

const LANGUAGE_NAMES = { en: "English", ru: "Русский" };

const parts = {};

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

// The sandbox signs the visitor in and leads on to the panel, whose cookies are those of its own host name.
const drawPanel = () => {
  const row = state.desk.processes.find(({ page }) => page);
  parts.panel.hidden = !row || row.state !== "up";
  if (parts.panel.hidden) return;
  const way = new URL(`/panel?key=${encodeURIComponent(sandboxKey())}`, location.href);
  way.hostname = new URL(row.page).hostname;
  parts.panel.href = way;
};

// One line for people: all is well, something is on its way, or how much does not run.
const drawHealth = () => {
  const n = state.desk.processes.filter(isDown).length;
  const starting = !state.cast.ready;
  const { waiting } = state.desk;
  parts.health.dataset.state = starting ? "starting" : n ? "broken" : waiting ? "waiting" : "well";
  const words = { starting: [], broken: [{ n }], waiting: [{ n: waiting }], well: [] };
  setText(parts.health.lastChild, say(`health-${parts.health.dataset.state}`, ...words[parts.health.dataset.state]));
};

const addition = (name, hint, done) => ({
  label: say(name),
  hint,
  testid: name,
  choose: async () => {
    const came = await act(`desk/${name}`);
    if (came) toast(done(came));
  },
});

const monthCame = (n) => say("month-there", { n, name: nameOf(lead()) });

const openAdditions = () => {
  const { month, knowledge } = state.desk;
  openMenu(
    parts.add,
    [
      addition("month", month ? monthCame(month) : say("month-hint"), ({ requests }) => monthCame(requests)),
      addition("knowledge", knowledge?.articles ? say("knowledge-came", knowledge) : say("knowledge-hint"), (came) => say("knowledge-came", came)),
    ],
    { label: say("add"), testid: "add-menu" },
  );
};

const whatThisIs = () => {
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
  parts.theme = h("button", { class: "icon-button framed", testid: "theme", on: { click: turn } });
  parts.health = h("span", { class: "health", role: "status", testid: "health" }, h("span", { class: "health-dot" }), h("span", {}));
  parts.panel = h(
    "a",
    { class: "panel-link", target: "_blank", rel: "noopener", testid: "open-panel", hidden: true },
    say("panel-link"),
    icon("out", { size: 14 }),
  );
  parts.add = h(
    "button",
    { class: "button", "aria-haspopup": "menu", testid: "add", on: { click: openAdditions } },
    icon("plus"),
    say("add"),
  );
  fill(
    document.getElementById("bar"),
    h("span", { class: "brand" }, brand(), h("h1", { class: "brand-name" }, "pulldesk")),
    whatThisIs(),
    h("span", { class: "gap" }),
    parts.health,
    parts.panel,
    parts.add,
    otherLanguages(),
    parts.theme,
  );
  drawTheme();
  const draw = () => (drawPanel(), drawHealth());
  for (const kind of ["desk", "people"]) on(kind, draw);
};
