// Todoist's activity of one task in words; must not know elements.

import { state } from "./state.js";
import { userName } from "./people.js";
import { hhmm, moment } from "./time.js";
import { PRIORITY } from "./phone-texts.js";
import { language, say } from "./texts.js";

const SHOWN = 30;

const by = (uid) => (String(uid) === state.board.bot ? "pulldesk" : userName(uid));

const INTENTS = ["item_updated", "responsible_uid_changed", "item_completed"];
const EVENTS = ["item:added", "item:completed", "item:uncompleted", "item:deleted", "note:updated", "note:deleted"];

const words = ({ event, extra }) => {
  const kind = String(event ?? "");
  if (EVENTS.includes(kind)) return say(`history-${kind.replace(":", "-")}`);
  const intent = extra?.update_intent;
  if (kind === "item:updated") return say(`history-${INTENTS.includes(intent) ? intent : "item_updated"}`);
  if (kind === "note:added") return null;
  return kind.replace(":", " ") || null;
};

const FIELDS = {
  section_id: (id) =>
    say("history-moved", {
      name: state.board.sections.find((section) => section.id === String(id ?? ""))?.name ?? say("no-section"),
    }),
  responsible_uid: (uid) => (uid ? say("assigned-to", { name: userName(uid) }) : say("history-nobody")),
  priority: (value) => say("history-priority", { name: PRIORITY[5 - value]?.toLowerCase() ?? value }),
  labels: (labels) => (labels?.length ? say("history-labels", { names: labels.join(", ") }) : say("history-no-labels")),
  due: (due) => (due ? say("history-due", { date: dueWords(due) }) : say("history-no-due")),
  content: () => say("history-renamed"),
  description: () => say("history-description"),
};

const dueWords = (due) => {
  const at = moment(due.datetime ?? due.date);
  return at ? `${at.toLocaleDateString(language, { day: "numeric", month: "short" })} ${hhmm(at)}` : "";
};

const changed = (extra) => {
  const fields = Object.entries(extra?.changed ?? {}).filter(([name]) => name in FIELDS);
  // The desk keeps its part of the description up to date with every change: said only when it is all that happened.
  const told = fields.length > 1 ? fields.filter(([name]) => name !== "description") : fields;
  return told.map(([name, value]) => FIELDS[name](value)).join(", ") || null;
};

// The same change twice within a minute by one hand is one line.
const squeeze = (rows) =>
  rows.filter((row, place) => !(place && rows[place - 1].text === row.text && rows[place - 1].at === row.at));

/** `[{at: "09:38", text}]`, oldest first, the newest thirty. Comments stand beside it and are left out. */
export const history = (task) => {
  const rows = state.board.activity.get(task.id) ?? [];
  const said = rows.map((row) => {
    const text = changed(row.extra) ?? words(row);
    return text && { at: hhmm(row.at ?? row.event_date), text: say("history-by", { what: text, name: by(row.by ?? row.initiator_id) }) };
  });
  return squeeze(said.filter(Boolean)).slice(-SHOWN);
};
