// A column of phones: one large, the others are heads above each other; must not know what is written on them.

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { AccountPhone } from "./account-phone.js";
import { addAgent, addRequester } from "./add-forms.js";
import { banner } from "./overlay.js";
import { GroupPhone } from "./group-phone.js";
import { avatar, shortName } from "./people.js";
import { Phone } from "./phone.js";
import { requestersInOrder } from "./roles.js";
import { wake } from "./button-press.js";
import { soon } from "./redraw-queue.js";
import { downProcess, emit, isOfTeam, on, state, troubleSince } from "./state.js";
import { since } from "./time.js";
import { arrows } from "./page-keys.js";
import { say } from "./texts.js";

const COLUMNS = {
  requesters: { name: say("tab-requesters"), add: [say("person"), addRequester] },
  agents: { name: say("tab-agents"), add: [say("invite"), addAgent] },
};

const switchTo = (role) => {
  document.body.dataset.column = role;
  document.querySelector(`#${role} [role="tab"][aria-selected="true"]`)?.focus();
  emit("column");
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
    this.switch = h(
      "div",
      { class: "segments", role: "tablist", "aria-label": say("whose-phones") },
      Object.keys(COLUMNS).map((role) => this.tab(role)),
    );
    arrows(this.switch);
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
      this.switch,
      h("span", { class: "gap" }),
      plus,
    );
    this.people = h("div", { class: "people", role: "tablist", "aria-label": name });
    arrows(this.people);
    this.mobile = h(
      "button",
      {
        class: "icon-button",
        "aria-haspopup": "menu",
        "aria-label": say("more-about-phone"),
        on: { click: () => this.open?.openMenu(this.mobile) },
      },
      icon("more"),
    );
    this.mobileAdd = h(
      "button",
      { class: "icon-button", "aria-label": say("add-who", { who: add[0] }), on: { click: add[1] } },
      icon("plus"),
    );
    const strip = h("div", { class: "people-bar" }, this.people, this.mobileAdd, this.mobile);
    this.banner = h("div", { class: "banner", role: "status", hidden: true, testid: `banner-${this.role}` });
    this.list = h("div", { class: "phone-list" });
    fill(document.getElementById(this.role), head, strip, this.banner, this.list);
  }

  tab(role) {
    const mine = role === this.role;
    return h(
      "button",
      {
        class: "segment",
        role: "tab",
        "aria-selected": String(mine),
        tabindex: mine ? "0" : "-1",
        testid: `switch-${this.role}-${role}`,
        on: { click: () => switchTo(role) },
      },
      COLUMNS[role].name,
    );
  }

  ids() {
    const cast = this.role === "requesters" ? requestersInOrder() : (state.cast.agents ?? []);
    const strangers =
      this.role === "requesters"
        ? [...state.people.keys()].filter((id) => id > 0 && !state.cast.agents.includes(id) && !cast.includes(id))
        : [];
    const isHere = (id) => id < 0 && isOfTeam(id) === (this.role === "agents");
    const groups = [...state.people.keys()].filter(isHere);
    return [...cast.map(Number), ...strangers, ...groups].filter((id) => state.people.has(id));
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
    if (state.people.get(id)?.account) return new AccountPhone(id, { promote });
    return id < 0 ? new GroupPhone(id, { promote }) : new Phone(id, { promote });
  }

  /** Make a phone the large one; it changes places with the one that was. */
  promote(id, { write = false } = {}) {
    const at = this.order.indexOf(id);
    if (at > 0) [this.order[0], this.order[at]] = [this.order[at], this.order[0]];
    this.draw(new Set(["all"]));
    this.people.querySelector("[aria-selected='true']")?.scrollIntoView({ block: "nearest", inline: "center" });
    this.open.log.toEnd();
    if (write) this.open.composer.field.focus({ preventScroll: true });
  }

  /** Words for somebody to send, in front of the others. */
  suggest(id, text) {
    document.dispatchEvent(new CustomEvent("pulldesk-tab", { detail: this.role }));
    document.body.dataset.column = this.role;
    emit("column");
    this.promote(id);
    this.open.composer.put(text);
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

  mode(place) {
    return place === 0 ? "large" : "row";
  }

  draw(keys) {
    const all = keys.has("all");
    if (all) this.sync();
    if (this.order.includes(this.wanted)) this.bringWanted();
    this.order.forEach((id, place) => {
      const phone = this.phones.get(id);
      const mode = this.mode(place);
      if (all || keys.has(id) || phone.mode !== mode) phone.draw(mode);
      if (this.list.children[place] !== phone.node) this.put(phone, place);
    });
    this.drawPeople();
    emit("unread");
  }

  // What is moved on a page forgets how far it was scrolled.
  put(phone, place) {
    const { ended } = phone.log;
    this.list.insertBefore(phone.node, this.list.children[place] ?? null);
    if (ended) phone.log.toEnd();
  }

  drawPeople() {
    const row = ([id, phone]) =>
      `${id} ${shortName(state.people.get(id))} ${phone.mode === "large" || phone.unread} ${phone.offline}`;
    const mark = [...this.phones].map(row).join("|");
    if (mark === this.peopleMark) return;
    this.peopleMark = mark;
    fill(
      this.people,
      [...this.phones.values()].map((phone) => this.person(phone)),
    );
    this.mobile.hidden = !this.order.length;
  }

  person(phone) {
    const { id } = phone;
    const chosen = phone === this.open;
    const unread = !chosen && phone.unread ? h("span", { class: "badge" }, String(phone.unread)) : null;
    return h(
      "button",
      {
        class: "person",
        role: "tab",
        "aria-selected": String(chosen),
        tabindex: chosen ? "0" : "-1",
        testid: `person-${id}`,
        on: { click: () => this.promote(id) },
      },
      avatar(id, "s"),
      h("span", {}, shortName(state.people.get(id))),
      phone.offline ? h("span", { class: "tag round" }, say("offline")) : unread,
    );
  }

  get unread() {
    // A group makes no sound.
    return [...this.phones.values()].reduce((sum, phone) => sum + (phone.isGroup ? 0 : phone.unread), 0);
  }

  drawDown() {
    const [down, away] = [downProcess("bot"), troubleSince("telegram")];
    for (const phone of this.phones.values()) phone.botRuns(!(down || away));
    if (away) banner(this.banner, { strong: say("telegram-down"), text: say("telegram-waits"), since: since(away) });
    else banner(this.banner, down ? { strong: say("bot-down"), text: say("bot-waits") } : null);
  }
}

export const columns = {};

/** Build both columns and keep them drawn. */
export const startPhones = () => {
  for (const role of Object.keys(COLUMNS)) columns[role] = new Column(role);
  const both = (key) => Object.values(columns).forEach((column) => column.mark(key));
  on("people", () => both("all"));
  on("board", () => both("all"));
  on("desk", () => Object.values(columns).forEach((column) => column.drawDown()));
  const shut = new Map();
  on("chat", (id) => {
    wake(id);
    const blocked = Boolean(state.chats.get(id)?.blocked);
    // What agents have answered in that ticket is drawn by it.
    if ((shut.get(id) ?? false) !== blocked) columns.agents.mark("all");
    shut.set(id, blocked);
    Object.values(columns).forEach((column) => column.phones.has(id) && column.mark(id));
  });
  on("together", (data) => columns.agents.phones.forEach((phone) => phone.pressAny(data)));
  on("suggested", ({ person, text }) => columns.requesters.suggest(person, text));
  on("added", ({ id, role }) => columns[`${role}s`].bring(id));
  for (const kind of ["tab", "column", "as"]) on(kind, () => both("all"));
  document.addEventListener("visibilitychange", () => both("all"));
};
