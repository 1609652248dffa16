// A group: in the team's own, members write; where it is a forum, its topics are listed and one of them is opened.
// Nobody's phone, so the account that acts on the board acts here, too; must not know its column.

import { kindName } from "./bubble-files.js";
import { botMessagesAfter, idOf, isService, lastId, preview, readChat } from "./chat-data.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { personOfUser } from "./people.js";
import { Phone } from "./phone.js";
import { state } from "./state.js";
import { asButton, fillAs } from "./task-actions.js";
import { fillTopics, topicSign } from "./topic-list.js";
import { marked } from "./ticket-signs.js";
import { wordsFor } from "./phone-texts.js";
import { say } from "./texts.js";

const GENERAL = 0;
const SHOWN_SERVICES = ["forum_topic_closed", "forum_topic_reopened"];

export class GroupPhone extends Phone {
  get isGroup() {
    return true;
  }

  /** Whether it is the team's own, where its members answer. */
  get isTeams() {
    return this.id === state.cast.group;
  }

  get isForum() {
    return Boolean(this.person.forum);
  }

  get language() {
    return state.desk.language ?? "en";
  }

  get actor() {
    return personOfUser(state.as) ?? Number(state.cast.agents[0]);
  }

  from() {
    const topic = this.isForum && this.topic !== GENERAL ? this.topic : undefined;
    return { person: this.actor, chat: this.id, topic };
  }

  words() {
    const message = say(this.isForum && this.topic === GENERAL ? "topic-talk" : "topic-write");
    return { ...wordsFor(this.language), message };
  }

  empty() {
    return say(this.isForum && this.topic === GENERAL ? "topic-general-empty" : "group-empty");
  }

  build() {
    super.build();
    this.topic = null;
    this.seenIn = new Map();
    this.as = asButton(`group-as-${this.id}`);
    this.bar = h("div", { class: "phone-bar" }, this.as);
    this.topics = h("nav", { class: "topics", "aria-label": say("topics"), testid: `topics-${this.id}` });
    this.back = h(
      "button",
      {
        class: "icon-button topic-back",
        "aria-label": say("topics-back"),
        title: say("topics-back"),
        testid: `topics-back-${this.id}`,
        on: { click: () => this.showList() },
      },
      icon("left"),
    );
    this.title = h("span", { class: "topic-title" });
    this.topicBar = h("div", { class: "topic-bar" }, this.back, this.title);
    const room = h("div", { class: "room" }, this.topicBar, this.log.node, this.bar, this.composer.node, this.keys);
    this.node.append(h("div", { class: "forum-body" }, this.topics, room));
    this.node.dataset.view = "list";
  }

  /** Every topic, General first, then the one in which something was said last: `{id, name, emoji, closed, last}`. */
  listTopics() {
    const all = Object.entries(this.chat.topics ?? {}).map(([id, about]) => this.describe(Number(id), about));
    all.sort((one, other) => one.closed - other.closed || other.at - one.at);
    return [this.describe(GENERAL, { name: "General" }), ...all];
  }

  describe(id, { name, emoji = "", closed = false }) {
    const said = this.inTopic(id);
    const chat = { messages: said };
    const last = said.findLast((message) => !message.deleted);
    const words = preview(chat, kindName);
    const text = last?.author && last.from !== "bot" ? `${last.author}: ${words}` : words;
    const unread = botMessagesAfter(chat, this.seenIn.get(id) ?? this.seen ?? Infinity);
    return { id, name, emoji, closed, text, date: last?.date, at: last ? idOf(last) : id, unread, chosen: id === this.topic };
  }

  inTopic(id) {
    return (this.chat.messages ?? []).filter((message) => (message.topic ?? GENERAL) === id && !isService(message));
  }

  /** The topic of a ticket, by the number that its name begins with; undefined without one. */
  topicOf(number) {
    const found = Object.entries(this.chat.topics ?? {}).find(([, { name }]) => name.startsWith(`#${number} `));
    return found && Number(found[0]);
  }

  /** Show the chat of a topic. */
  openTopic(id) {
    this.choose(id);
    this.node.dataset.view = "chat";
    this.draw(this.mode);
    this.log.toEnd();
    this.composer.field.focus({ preventScroll: true });
  }

  // What is drawn anew has not just arrived, and is seen from its end.
  choose(id) {
    if (id === this.topic) return;
    this.topic = id;
    this.log.drawn = false;
    this.log.ended = true;
    this.composer.clear();
  }

  showList() {
    this.node.dataset.view = "list";
    this.draw(this.mode);
    this.topics.querySelector("[aria-current='true']")?.focus();
  }

  draw(mode) {
    // Nobody has chosen yet: the newest topic is in front.
    if (mode !== this.mode && this.node.dataset.view === "list") this.choose(null);
    const isThere = this.topic === GENERAL || this.topic in (this.chat.topics ?? {});
    if (!isThere) this.node.dataset.view = "list";
    if (this.isForum && !isThere) this.choose(this.listTopics().find(({ id, closed }) => id && !closed)?.id ?? GENERAL);
    this.node.classList.toggle("forum", this.isForum);
    super.draw(mode);
    this.drawAs();
    if (mode === "row") return;
    this.readTopic();
    this.drawTopics();
  }

  // A topic that is seen has been read; of the others the newest message is kept that was there at the first look.
  readTopic() {
    if (this.isForum && this.inSight() && this.log.node.offsetParent) this.seenIn.set(this.topic, lastId(this.chat));
  }

  readUpTo() {
    if (this.seen === null || !this.isForum) super.readUpTo();
  }

  get unread() {
    if (!this.isForum) return super.unread;
    return this.listTopics().reduce((sum, { unread }) => sum + unread, 0);
  }

  drawTopics() {
    if (!this.isForum) return;
    const rows = this.listTopics();
    fillTopics(this.topics, rows, (id) => this.openTopic(id));
    const { name, emoji, closed } = rows.find(({ chosen }) => chosen);
    const mark = `${name} ${emoji} ${closed}`;
    if (this.title.dataset.mark === mark) return;
    this.title.dataset.mark = mark;
    fill(
      this.title,
      topicSign(emoji, this.topic),
      h("span", { class: "topic-name" }, marked(name)),
      closed ? icon("lock", { size: 14, label: say("topic-closed") }) : null,
    );
  }

  bubbles() {
    const shown = (message) => !isService(message) || SHOWN_SERVICES.includes(message.content);
    const here = (message) => !this.isForum || (message.topic ?? GENERAL) === this.topic;
    // What replies to nothing in a topic replies to the message that made it.
    const plain = (message) => (message.reply_to === message.topic ? { ...message, reply_to: null } : message);
    const messages = (this.chat.messages ?? []).filter((message) => shown(message) && here(message)).map(plain);
    return readChat(
      { messages },
      {
        agent: this.isTeams,
        waitsFrom: this.waitsFrom ?? Infinity,
        me: this.actor,
      },
    );
  }

  drawAs() {
    this.composer.node.hidden = !this.isTeams;
    fillAs(this.as);
  }
}
