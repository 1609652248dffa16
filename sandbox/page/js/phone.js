// One person's phone: head, chat, composer, menu; must not know the column it stands in.

import { telegram } from "./actions.js";
import { Chat } from "./chat.js";
import { kindName } from "./bubble.js";
import { botMessagesAfter, lastId, preview, quoteOf, readChat, textOf } from "./chat-data.js";
import { Composer } from "./composer.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { openLink } from "./links.js";
import { marked } from "./marks.js";
import { alertIn, openMenu, toast } from "./overlay.js";
import { avatar, fullName, shortName } from "./people.js";
import { press } from "./press.js";
import { emit, follow, isAgent, state } from "./state.js";
import { wordsFor } from "./words.js";

const LANGUAGES = [["en", "English"], ["ru", "Русский"]];

const holds = (id) => {
  const uid = String(state.cast.todoist_users?.[id] ?? "");
  if (!uid) return [];
  return [...state.board.tasks.values()].filter((task) => !task.done && String(task.responsible_uid) === uid && task.number && state.board.sectionOf(task)?.status !== "resolved");
};

const agentLine = (id) => {
  const tickets = holds(id);
  if (!tickets.length) return "agent, free";
  return tickets.length === 1 ? `agent, has #${tickets[0].number}` : `agent, has ${tickets.length}`;
};

/** A phone; `promote()` is called when its row is pressed. */
export class Phone {
  constructor(id, { promote }) {
    this.id = id;
    this.seen = null;
    this.offlineAt = null;
    this.waitsFrom = null;
    this.pressing = new Set();
    this.promote = promote;
    this.build();
  }

  get person() {
    return state.people.get(this.id) ?? { id: this.id };
  }

  get chat() {
    return state.chats.get(this.id) ?? {};
  }

  words() {
    return wordsFor(this.person.language_code);
  }

  menu() {
    return this.chat.menu ?? [];
  }

  build() {
    const { id } = this;
    this.log = new Chat(id, this.context());
    this.toasts = h("div", { class: "phone-toasts", role: "status" });
    this.log.node.append(this.toasts);
    this.composer = new Composer(this);
    this.bar = h("div", { class: "phone-bar", hidden: true });
    this.opener = h("button", { class: "phone-open", testid: `open-phone-${id}`, on: { click: () => this.promote() } });
    this.state = h("span", { class: "phone-state" });
    this.more = h("button", { class: "icon-button", "aria-haspopup": "menu", testid: `phone-menu-${id}`, on: { click: () => this.openMenu(this.more) } }, icon("more"));
    this.head = h("header", { class: "phone-head" }, this.opener, this.state, this.more);
    this.node = h("article", { class: "phone", testid: `phone-${id}`, data: { person: id } }, this.head, this.log.node, this.bar, this.composer.node);
    this.node.addEventListener("dragover", (event) => [...(event.dataTransfer?.types ?? [])].includes("Files") && event.preventDefault());
    this.node.addEventListener("drop", (event) => this.dropped(event));
  }

  context() {
    return {
      pressing: this.pressing,
      press: (bubble, button) => this.press(bubble, button),
      reply: (bubble) => this.reply(bubble),
      more: (bubble, anchor) => this.messageMenu(bubble, anchor),
      open: (url, anchor) => openLink(url, this, anchor),
      command: (text) => this.composer.send(text),
      show: (message) => this.log.show(message),
      write: () => this.composer.field.focus(),
    };
  }

  /** Draw everything anew; nodes that did not change stay. */
  draw(mode) {
    this.mode = mode;
    this.node.dataset.mode = mode;
    const words = this.words();
    const names = { own: shortName(this.person), bot: "pulldesk" };
    Object.assign(this.log.ctx, { words, names, lang: this.person.language_code ?? "en", name: fullName(this.person) });
    this.readUpTo();
    this.drawHead(words);
    this.drawBar(words);
    this.composer.refresh();
    if (mode !== "row") this.log.draw(this.bubbles(), isAgent(this.id) ? words.noneStaff : words.none);
  }

  bubbles() {
    return readChat(this.chat, { agent: isAgent(this.id), upTo: this.offlineAt ?? Infinity, waitsFrom: this.waitsFrom ?? Infinity });
  }

  /** The bot stopped or runs again: what is written meanwhile waits at Telegram. */
  botRuns(runs) {
    const from = runs ? null : (this.waitsFrom ?? lastId(this.chat) + 1);
    if (from === this.waitsFrom) return;
    this.waitsFrom = from;
    this.draw(this.mode);
  }

  // An open phone has read everything; one that is offline keeps what it had seen then.
  readUpTo() {
    const last = lastId(this.chat);
    if (this.offline && this.offlineAt === null) this.offlineAt = last;
    if (!this.offline) this.offlineAt = null;
    if (this.seen === null || (this.mode !== "row" && !this.offline && this.inSight())) this.seen = last;
  }

  inSight() {
    return this.node.isConnected && this.node.offsetParent !== null && !document.hidden;
  }

  get offline() {
    return Boolean(this.chat.offline ?? this.person.offline);
  }

  get blocked() {
    return Boolean(this.chat.blocked);
  }

  get unread() {
    return botMessagesAfter(this.chat, this.offlineAt ?? this.seen ?? Infinity);
  }

  subtitle() {
    const title = state.cast.titles?.[this.id] ?? this.person.title;
    if (isAgent(this.id)) return agentLine(this.id);
    return title ?? "requester";
  }

  drawHead(words) {
    const name = fullName(this.person);
    const row = this.mode === "row";
    const last = this.offline ? words.waits(this.unread) : preview(this.chat, kindName);
    const second = row ? h("span", { class: "row-text" }, marked(last || this.subtitle(), { pills: false })) : h("span", { class: "phone-title" }, this.blocked ? "" : this.subtitle());
    const mark = `${this.mode}|${name}|${this.offline}|${this.unread}|${second.textContent}|${this.person.language_code}|${this.blocked}`;
    if (mark === this.headMark) return;
    this.headMark = mark;
    fill(this.opener, avatar(this.id), h("span", { class: "phone-names" }, h("span", { class: "phone-name" }, name), second));
    this.opener.toggleAttribute("disabled", this.mode === "large");
    this.opener.setAttribute("aria-label", this.mode === "large" ? name : `Make the phone of ${name} the large one`);
    this.more.setAttribute("aria-label", `More about ${name}`);
    fill(this.state, this.badges(words, row));
  }

  badges(words, row) {
    const lang = String(this.person.language_code ?? "en").slice(0, 2).toUpperCase();
    const off = this.offline ? h("span", { class: "tag round" }, words.offline.toLowerCase()) : null;
    const cut = this.blocked ? h("span", { class: "tag bad" }, "blocked") : null;
    const badge = row && this.unread && !this.offline ? h("span", { class: "badge", title: `${this.unread} unread` }, String(this.unread)) : null;
    return [cut, off, badge, row ? null : h("span", { class: "tag", title: "Language of this Telegram" }, lang)];
  }

  // In place of the composer, as Telegram does it, when the bot is blocked; here also when the phone is offline.
  drawBar(words) {
    const said = this.blocked ? [words.blocked, words.unblock, () => telegram("unblock", { person: this.id })] : this.offline ? [words.waits(this.unread), words.online, () => this.setOffline(false)] : null;
    this.bar.hidden = !said;
    this.composer.node.hidden = Boolean(said);
    if (said) fill(this.bar, h("span", {}, said[0]), h("button", { class: "button", on: { click: said[2] } }, said[1]));
    else this.bar.replaceChildren();
  }

  reply(bubble) {
    if (bubble.lead.deleted || this.blocked || this.offline) return;
    const said = quoteOf(bubble.lead, { own: shortName(this.person), bot: "pulldesk" });
    const number = said.number ?? bubble.head?.number ?? null;
    if (number) follow(number);
    this.composer.reply({ id: bubble.id, name: said.name, text: said.text || kindName(bubble.lead), number });
  }

  async press(bubble, button) {
    const key = `${bubble.id}:${button.data}`;
    if (this.pressing.has(key)) return;
    if (bubble.head) follow(bubble.head.number);
    this.pressing.add(key);
    this.draw(this.mode);
    const answer = await press(this.id, bubble.id, button.data);
    this.pressing.delete(key);
    this.draw(this.mode);
    if (!answer?.text) return;
    if (answer.show_alert && button.data.startsWith("claim:")) emit("late");
    if (answer.show_alert) alertIn(this.log.node, answer.text, this.words());
    else toast(answer.text, this.toasts);
  }

  messageMenu(bubble, anchor) {
    const react = (emoji) => ({ label: `React ${emoji}`, choose: () => telegram("react", { person: this.id, message_id: bubble.id, emoji }) });
    const text = textOf(bubble.lead);
    openMenu(
      anchor,
      [
        { label: this.words().replyTo, mark: icon("back"), choose: () => this.reply(bubble) },
        bubble.own && text ? { label: "Edit", mark: icon("pen"), choose: () => this.composer.edit({ id: bubble.id, text }) } : null,
        bubble.own ? { label: "Delete for both", mark: icon("close"), choose: () => telegram("delete", { person: this.id, message_id: bubble.id }) } : null,
        "line",
        ...["👍", "❤", "👎"].map(react),
      ],
      { label: "Message" },
    );
  }

  openMenu(anchor) {
    const lang = String(this.person.language_code ?? "en").slice(0, 2);
    const speak = ([code, label]) => ({ label, radio: true, checked: code === lang, choose: () => this.speak(code) });
    openMenu(
      anchor,
      [
        { label: "Offline", hint: "What the bot sends waits here", checked: this.offline, testid: `offline-${this.id}`, choose: () => this.setOffline(!this.offline) },
        { label: "Bot blocked", hint: "The bot is told, as by Telegram", checked: this.blocked, testid: `block-${this.id}`, choose: () => telegram(this.blocked ? "unblock" : "block", { person: this.id }) },
        "line",
        { heading: "Language of this Telegram" },
        ...LANGUAGES.map(speak),
      ],
      { label: fullName(this.person), testid: `menu-${this.id}` },
    );
  }

  named() {
    const { id, first_name, last_name, username } = this.person;
    return Object.fromEntries(Object.entries({ id, first_name, last_name, username }).filter(([, value]) => value !== undefined && value !== null));
  }

  async speak(code) {
    if ((await telegram("person", { ...this.named(), language_code: code })) === null) return;
    state.people.set(this.id, { ...this.person, language_code: code });
    this.draw(this.mode);
  }

  setOffline(offline) {
    return telegram("offline", { person: this.id, offline });
  }

  dropped(event) {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (!files.length || this.mode === "row") return;
    event.preventDefault();
    this.composer.add(files);
  }

  sent() {
    this.log.toEnd();
  }

  focusLast() {
    this.log.focusLast();
  }
}
