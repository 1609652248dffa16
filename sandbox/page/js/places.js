// Brings a phone or the board before the visitor, on every width; must not know why.

import { columns } from "./phones.js";
import { emit, isOfTeam } from "./state.js";

const showTab = (tab) => document.dispatchEvent(new CustomEvent("pulldesk-tab", { detail: tab }));

const columnOf = (id) => (isOfTeam(id) ? "agents" : "requesters");

/** A person's phone. */
export const phoneOf = (id) => columns[columnOf(id)].phones.get(id);

/** Make it the large one, and show its column where columns share a place. */
export const front = (id) => {
  const role = columnOf(id);
  showTab(role);
  document.body.dataset.column = role;
  emit("column");
  columns[role].promote(id);
};

/** Show the board where it shares its place with phones. */
export const showBoard = () => showTab("board");
