// One person's phone: head, chat, composer; must not know its column.

import { kindName } from "./bubble-files.js";
import { Chat } from "./chat.js";
import { botMessagesAfter, lastId, quoteOf, readChat } from "./chat-data.js";
import { Composer } from "./composer.js";
import { h } from "./dom.js";
import { openLink } from "./links.js";
import { alertIn, toast } from "./overlay.js";
import { fullName, shortName } from "./people.js";
import { fillHead, headMark } from "./phone-head.js";
import { messageMenu } from "./message-menu.js";
import { press } from "./button-press.js";
import { drawKeyboard } from "./reply-keyboard.js";
import { follow, isAgent, state } from "./state.js";
import { wordsFor } from "./phone-texts.js";

/** A phone; `promote()` is called when its row is pressed. */
export class Phone {
  constructor(id, { promote }) {
    this.id = id;
    this.seen = null;
    this.waitsFrom = null;
    this.pressing = new Set();
    this.promote = promote;
    this.build();
  }

  /** Whose chat of several people it is: nobody's. */
  get isGroup() {
    return false;
  }

  /** Who acts here and where, as the sandbox is told. */
  from() {
    return { person: this.id };
  }

  get language() {
    return this.person.language_code ?? "en";
  }

  get person() {
    return state.people.get(this.id) ?? { id: this.id };
  }

  get chat() {
    return state.chats.get(this.id) ?? {};
  }

  empty(words) {
    if (!isAgent(this.id)) return words.none;
    return state.cast.ready && !state.cast.staff?.length ? words.nobody : words.noneStaff;
  }

  words() {
    return wordsFor(this.language);
  }

  /** Who is on which side of the chat. */
  names() {
    return { own: shortName(this.person), bot: "pulldesk" };
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
    this.keys = h("div", { class: "keys reply-keys", hidden: true });
    this.opener = h("button", { class: "phone-open", testid: `open-phone-${id}`, on: { click: () => this.promote() } });
    this.state = h("span", { class: "phone-state" });
    this.head = h("header", { class: "phone-head" }, this.opener, this.state);
    this.node = h(
      "article",
      { class: "phone", testid: `phone-${id}`, data: { person: id } },
      this.head,
      this.log.node,
      this.composer.node,
      this.keys,
    );
  }

  context() {
    return {
      pressing: this.pressing,
      press: (bubble, button) => this.press(bubble, button),
      reply: (bubble) => this.reply(bubble),
      more: (bubble, anchor) => messageMenu(this, bubble, anchor),
      open: (url, anchor) => openLink(url, this, anchor),
      command: (text) => this.composer.send(text),
      show: (message) => this.log.show(message),
    };
  }

  /** Draw everything anew; nodes that did not change stay. */
  draw(mode) {
    this.mode = mode;
    this.node.dataset.mode = mode;
    const words = this.words();
    const names = this.names();
    Object.assign(this.log.ctx, { words, names, lang: this.language, name: fullName(this.person) });
    this.readUpTo();
    this.drawHead();
    drawKeyboard(this, this.keys);
    this.composer.refresh();
    if (mode !== "row") this.log.draw(this.bubbles(), this.empty(words));
  }

  bubbles() {
    return readChat(this.chat, {
      agent: isAgent(this.id),
      waitsFrom: this.waitsFrom ?? Infinity,
    });
  }

  /** The bot stopped or runs again: what is written meanwhile waits at Telegram. */
  botRuns(runs) {
    const from = runs ? null : (this.waitsFrom ?? lastId(this.chat) + 1);
    if (from === this.waitsFrom) return;
    this.waitsFrom = from;
    this.draw(this.mode);
  }

  // An open phone has read everything.
  readUpTo() {
    if (this.seen === null || (this.mode !== "row" && this.inSight())) this.seen = lastId(this.chat);
  }

  inSight() {
    return this.node.isConnected && this.node.offsetParent !== null && !document.hidden;
  }

  get unread() {
    return botMessagesAfter(this.chat, this.seen ?? Infinity);
  }

  drawHead() {
    const mark = headMark(this);
    if (mark === this.headMark) return;
    this.headMark = mark;
    fillHead(this);
  }

  reply(bubble) {
    if (bubble.lead.deleted || this.composer.node.hidden) return;
    const said = quoteOf(bubble.lead, this.names());
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
    const answer = await press(this.from(), bubble.id, button.data);
    this.pressing.delete(key);
    this.draw(this.mode);
    if (!answer?.text) return;
    if (answer.show_alert) alertIn(this.log.node, answer.text, this.words());
    else toast(answer.text, this.toasts);
  }

  sent() {
    this.log.toEnd();
  }
}
