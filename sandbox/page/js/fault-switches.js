// Two menus. "Cause trouble": switches for faults, kills and restarts, and skipped time. "Add": what a desk can have
// besides, as e-mail or a finished month. Must not know how any of it is done.

import { act } from "./actions.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { menuIsOpen, openPanel } from "./overlay.js";
import { shortName } from "./people.js";
import { on, state } from "./state.js";
import { hhmm, now } from "./time.js";
import { mailHint, openMail } from "./mail-client.js";
import { rungHint, showRung } from "./rung-phones.js";
import { showSystem, systemHint, systemSays } from "./integration.js";
import { addCompany, companyHint, hasCompany } from "./service-company.js";
import { addKnowledge, articles, knowledgeHint } from "./typical-questions.js";
import { say } from "./texts.js";

const SWITCHES = [
  ["telegram", "mobile"],
  ["todoist", "columns"],
  ["webhooks", "lost"],
  ["slow", "hourglass"],
];

const killed = () => (state.desk.processes ?? []).some(({ name, state: how }) => name === "bot" && how === "killed");

/** How many troubles there are at this moment. */
export const troubles = () => Object.keys(state.desk.trouble ?? {}).length + Number(killed());

const ahead = () => Math.round(Number(state.desk.clock?.ahead ?? 0) / 3600);

const passed = () => {
  const hours = ahead();
  if (!hours) return say("clock-hint");
  const days = Math.floor(hours / 24);
  const parts = [days && say("short-days", { n: days }), hours % 24 && say("short-hours", { n: hours % 24 })];
  return say("clock-ahead", { time: hhmm(now()), ahead: parts.filter(Boolean).join(" ") });
};

const words = (name, hint) =>
  h("span", { class: "menu-words" }, h("span", { class: "trouble-name" }, name), h("span", { class: "menu-hint" }, hint));

const switchRow = ([name, drawing], prefix) => {
  const wrong = Boolean(state.desk.trouble?.[name]);
  return h(
    "button",
    {
      class: `menu-item trouble-row ${wrong ? "wrong" : ""}`,
      role: "menuitemcheckbox",
      "aria-checked": String(wrong),
      testid: `${prefix}trouble-${name}`,
      on: { click: () => act("desk/trouble", { name, on: !wrong }) },
    },
    icon(drawing),
    words(say(`trouble-${name}`), say(`trouble-${name}-hint`)),
    h("span", { class: "switch" }),
  );
};

// The rows' deeds that are under way: a month or a company takes seconds.
const busy = new Set();
const drawn = [];

const perform = async (name, deed) => {
  if (busy.has(name)) return;
  busy.add(name);
  drawn.forEach((all) => all());
  await deed();
  busy.delete(name);
  drawn.forEach((all) => all());
};

const deedRow = ({ drawing, label, hint, wrong = false, there = false, deeds }, prefix) =>
  h(
    "div",
    { class: `trouble-row ${wrong ? "wrong" : ""}`, role: "none" },
    icon(drawing),
    words(label, hint),
    there
      ? h("span", { class: "menu-there" }, icon("check", { size: 14 }), say("added"))
      : deeds.map(([name, does, path, body]) =>
          h(
            "button",
            {
              class: "button menu-item",
              role: "menuitem",
              testid: `${prefix}${name}`,
              "aria-label": `${label}: ${does}`,
              "aria-busy": busy.has(name) ? "true" : null,
              on: { click: () => perform(name, () => (typeof path === "function" ? path() : act(path, body))) },
            },
            does,
          ),
        ),
  );

const lookBack = () => {
  const requests = state.desk.month?.requests;
  if (!requests) return say("month-hint");
  return say("month-there", { n: requests, name: shortName(state.people.get(state.cast.agents[0])) });
};

const faults = () => [
  killed()
    ? {
        drawing: "stop",
        label: say("bot-dead"),
        hint: say("bot-dead-hint"),
        wrong: true,
        deeds: [["start-bot", say("start"), "desk/process", { name: "bot", do: "start" }]],
      }
    : {
        drawing: "stop",
        label: say("kill-bot"),
        hint: say("kill-bot-hint"),
        deeds: [["kill-bot", say("kill"), "desk/process", { name: "bot", do: "kill" }]],
      },
  {
    drawing: "again",
    label: say("restart-all"),
    hint: say("restart-all-hint"),
    deeds: [["restart-all", say("restart"), "desk/process", { name: "all", do: "restart" }]],
  },
  {
    drawing: "clock",
    label: say("clock"),
    hint: passed(),
    deeds: [
      ["skip-hour", say("short-hours", { n: 1 }), "desk/clock", { hours: 1 }],
      ["skip-day", say("days", { n: 1 }), "desk/clock", { hours: 24 }],
    ],
  },
];

const additions = () => [
  {
    drawing: "checks",
    label: say("month"),
    hint: lookBack(),
    there: Boolean(state.desk.month?.requests),
    deeds: [["month", say("add"), "desk/month", {}]],
  },
  {
    drawing: "talk",
    label: say("knowledge"),
    hint: knowledgeHint(),
    there: articles() > 0,
    deeds: [["knowledge", say("add"), addKnowledge]],
  },
  {
    drawing: "columns",
    label: say("company"),
    hint: companyHint(),
    there: hasCompany(),
    deeds: [["company", say("add"), addCompany]],
  },
  {
    drawing: "columns",
    label: say("system"),
    hint: systemHint(),
    deeds: [["system", systemSays(), showSystem]],
  },
  {
    drawing: "mail",
    label: say("mail"),
    hint: mailHint(),
    deeds: [["mail", say("mail-open"), openMail]],
  },
  {
    drawing: "mobile",
    label: say("rung"),
    hint: rungHint(),
    deeds: [["rung", say("system-look"), showRung]],
  },
];

// The names of the menus are those of their buttons, and of the words on them.
const MENUS = {
  trouble: {
    words: "cause-trouble",
    mark: () => [state.desk.trouble, killed(), passed(), ...busy],
    rows: (prefix) => [
      SWITCHES.map((row) => switchRow(row, prefix)),
      h("div", { class: "menu-line", role: "separator" }),
      faults().map((row) => deedRow(row, prefix)),
    ],
  },
  more: {
    words: "add",
    mark: () => [lookBack(), knowledgeHint(), companyHint(), systemHint(), mailHint(), rungHint(), ...busy],
    rows: (prefix) => additions().map((row) => deedRow(row, prefix)),
  },
};

// The keyboard stays where it was although the rows are drawn anew.
const draw = (name, place, prefix) => {
  const mark = JSON.stringify(MENUS[name].mark());
  if (place.dataset.mark === mark) return;
  place.dataset.mark = mark;
  const had = place.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
  fill(place, MENUS[name].rows(prefix));
  if (!had) return;
  const again = { [`${prefix}kill-bot`]: `${prefix}start-bot`, [`${prefix}start-bot`]: `${prefix}kill-bot` };
  const button = place.querySelector(`[data-testid="${had}"]`) ?? place.querySelector(`[data-testid="${again[had]}"]`);
  (button ?? place.closest('[role="menu"]'))?.focus();
};

const open = (name, button) => {
  const rows = h("div", { class: `trouble-rows ${name}-rows`, role: "none" });
  const heading = h("div", { class: "menu-heading" }, say("all-simulated"));
  draw(name, rows, "");
  openPanel(button, h("div", { class: "menu trouble-menu", role: "menu", tabindex: "-1" }, heading, rows), {
    label: say(MENUS[name].words),
    testid: `${name}-menu`,
  });
};

const drawButton = (name, button) => {
  const n = name === "trouble" ? troubles() : 0;
  button.classList.toggle("wrong", n > 0);
  if (button.dataset.count === String(n)) return;
  button.dataset.count = String(n);
  fill(
    button,
    icon(name === "trouble" ? "bolt" : "plus"),
    h("span", { class: "trouble-word" }, say(MENUS[name].words)),
    n ? h("span", { class: "badge warn", title: say("troubles", { n }) }, String(n)) : icon("down", { size: 14 }),
  );
};

/** Build a menu's button of the bar and its panel of the Control tab, and keep both drawn. */
const start = (name) => {
  const button = h("button", {
    class: "button trouble-button",
    "aria-haspopup": "menu",
    testid: name,
    on: { click: () => open(name, button) },
  });
  document.getElementById("trouble-slot").append(button);
  const rows = h("div", { class: "trouble-rows", role: "menu", "aria-label": say(MENUS[name].words) });
  const panel = h("section", { class: "panel" }, h("h2", { class: "panel-name" }, say(MENUS[name].words)), rows);
  document.getElementById("trouble-panel").append(panel);
  const all = () => {
    drawButton(name, button);
    draw(name, rows, "panel-");
    const menu = menuIsOpen() && document.querySelector(`.trouble-menu .${name}-rows`);
    if (menu) draw(name, menu, "");
  };
  on("desk", all);
  drawn.push(all);
  all();
};

/** Build both menus. */
export const startTrouble = () => Object.keys(MENUS).forEach(start);
