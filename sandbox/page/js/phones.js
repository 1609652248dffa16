// A column of phones: one large, the others are heads above each other; must not know what is written on them.

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { addAgent, addRequester } from "./add-forms.js";
import { banner } from "./overlay.js";
import { GroupPhone } from "./group-phone.js";
import { Phone } from "./phone.js";
import { requestersInOrder } from "./roles.js";
import { wake } from "./button-press.js";
import { soon } from "./redraw-queue.js";
import { downProcess, isOfTeam, on, state } from "./state.js";
import { say } from "./texts.js";

const COLUMNS = {
  requesters: { name: say("requesters"), add: [say("person"), addRequester] },
  agents: { name: say("agents"), add: [say("invite"), addAgent] },
};

class Column {
  constructor(role) {
    this.role = role;
    this.order = [];
    this.phones = new Map();
    this.build();
    this.mark = soon((keys) => this.draw(keys));
  }

  build() {
    const { name, add } = COLUMNS[this.role];
    const plus = h(
      "button",
      { class: "quiet-button", testid: `add-${this.role}`, on: { click: add[1] } },
      icon("plus", { size: 14 }),
      h("span", {}, add[0]),
    );
    const head = h(
      "header",
      { class: "region-head" },
      h("h2", { id: `${this.role}-name`, class: "region-name" }, name),
      h("span", { class: "region-kind" }, "Telegram"),
      h("span", { class: "gap" }),
      plus,
    );
    this.banner = h("div", { class: "banner", role: "status", hidden: true, testid: `banner-${this.role}` });
    this.list = h("div", { class: "phone-list" });
    fill(document.getElementById(this.role), head, this.banner, this.list);
  }

  ids() {
    const isAgents = this.role === "agents";
    const cast = isAgents ? (state.cast.agents ?? []) : requestersInOrder();
    const isStranger = (id) => id > 0 && !isAgents && !state.cast.agents.includes(id) && !cast.includes(id);
    const isGroupHere = (id) => id < 0 && isOfTeam(id) === isAgents;
    const others = [...state.people.keys()].filter((id) => isStranger(id) || isGroupHere(id));
    return [...cast.map(Number), ...others].filter((id) => state.people.has(id));
  }

  get open() {
    return this.phones.get(this.order[0]);
  }

  sync() {
    const ids = this.ids();
    this.order = [...this.order.filter((id) => ids.includes(id)), ...ids.filter((id) => !this.order.includes(id))];
    for (const [id, phone] of this.phones) {
      if (this.order.includes(id)) continue;
      phone.node.remove();
      this.phones.delete(id);
    }
    for (const id of this.order)
      if (!this.phones.has(id)) this.phones.set(id, this.phone(id));
  }

  phone(id) {
    const promote = () => this.promote(id, { write: true });
    return id < 0 ? new GroupPhone(id, { promote }) : new Phone(id, { promote });
  }

  /** Make a phone the large one; it changes places with the one that was. */
  promote(id, { write = false } = {}) {
    const at = this.order.indexOf(id);
    if (at > 0) [this.order[0], this.order[at]] = [this.order[at], this.order[0]];
    this.draw(new Set(["all"]));
    this.open.log.toEnd();
    if (write) this.open.composer.field.focus({ preventScroll: true });
  }

  /** Put a new person in front as soon as their phone is here. */
  bring(id) {
    this.wanted = id;
    this.mark("all");
  }

  bringWanted() {
    this.order = [this.wanted, ...this.order.filter((id) => id !== this.wanted)];
    this.wanted = null;
  }

  draw(keys) {
    const all = keys.has("all");
    if (all) this.sync();
    if (this.order.includes(this.wanted)) this.bringWanted();
    this.order.forEach((id, place) => {
      const phone = this.phones.get(id);
      const mode = place === 0 ? "large" : "row";
      if (all || keys.has(id) || phone.mode !== mode) phone.draw(mode);
      if (this.list.children[place] !== phone.node) this.put(phone, place);
    });
  }

  // What is moved on a page forgets how far it was scrolled.
  put(phone, place) {
    const { ended } = phone.log;
    this.list.insertBefore(phone.node, this.list.children[place] ?? null);
    if (ended) phone.log.toEnd();
  }

  drawDown() {
    const down = downProcess("bot");
    for (const phone of this.phones.values()) phone.botRuns(!down);
    banner(this.banner, down && { strong: say("bot-down"), text: say("bot-waits") });
  }
}

export const columns = {};

/** Build both columns and keep them drawn. */
export const startPhones = () => {
  for (const role of Object.keys(COLUMNS)) columns[role] = new Column(role);
  const both = (key) => Object.values(columns).forEach((column) => column.mark(key));
  for (const kind of ["people", "board", "as"]) on(kind, () => both("all"));
  on("desk", () => Object.values(columns).forEach((column) => column.drawDown()));
  on("chat", (id) => {
    wake(id);
    Object.values(columns).forEach((column) => column.phones.has(id) && column.mark(id));
  });
  on("added", ({ id, role }) => columns[`${role}s`].bring(id));
  document.addEventListener("visibilitychange", () => both("all"));
};
