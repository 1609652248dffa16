// Brings a phone or the board before the visitor; must not know why.

import { columns } from "./phones.js";
import { isOfTeam } from "./state.js";

const columnOf = (id) => (isOfTeam(id) ? "agents" : "requesters");

const show = (region) => document.getElementById(region).scrollIntoView();

/** A person's phone. */
export const phoneOf = (id) => columns[columnOf(id)].phones.get(id);

/** Make it the large one of its column. */
export const front = (id) => {
  columns[columnOf(id)].promote(id);
  show(columnOf(id));
};

/** Show the board where it is below the phones. */
export const showBoard = () => show("board");
