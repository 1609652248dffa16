// Todoist's activity of one task in words; must not know elements.

import { state } from "./state.js";
import { userName } from "./people.js";
import { hhmm } from "./time.js";
import { PRIORITY } from "./phone-texts.js";

const SHOWN = 30;

const by = (uid) => (String(uid) === state.board.bot ? "pulldesk" : userName(uid));

const intents = {
  item_updated: "changed",
  responsible_uid_changed: "assignee changed",
  item_completed: "advanced",
};

const words = ({ event, extra }) => {
  const kind = String(event ?? "");
  if (kind === "item:added") return "added";
  if (kind === "item:completed") return "completed";
  if (kind === "item:uncompleted") return "uncompleted";
  if (kind === "item:deleted") return "deleted";
  if (kind === "item:updated") return intents[extra?.update_intent] ?? "changed";
  if (kind === "note:updated") return "comment edited";
  if (kind === "note:deleted") return "comment deleted";
  if (kind === "note:added") return null;
  return kind.replace(":", " ") || null;
};

const FIELDS = {
  section_id: (id) =>
    `moved to ${state.board.sections.find((section) => section.id === String(id ?? ""))?.name ?? "no section"}`,
  responsible_uid: (uid) => (uid ? `assigned to ${userName(uid)}` : "assigned to nobody"),
  priority: (value) => `priority ${PRIORITY[5 - value]?.toLowerCase() ?? value}`,
  labels: (labels) => (labels?.length ? `labels ${labels.join(", ")}` : "labels removed"),
  content: () => "renamed",
  description: () => "description changed",
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
    return text && { at: hhmm(row.at ?? row.event_date), text: `${text}, by ${by(row.by ?? row.initiator_id)}` };
  });
  return squeeze(said.filter(Boolean)).slice(-SHOWN);
};
