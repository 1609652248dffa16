// The form for a comment: answer or note, author; must not know the comments already there.

import { asButton, fillAs } from "./task-actions.js";
import { todoist } from "./actions.js";
import { isNoteText } from "./chat-data.js";
import { fill, grow, h } from "./dom.js";
import { icon } from "./icons.js";
import { on, state } from "./state.js";
import { say } from "./texts.js";

export class CommentComposer {
  constructor() {
    this.note = false;
    this.name = null;
    this.drafts = new Map();
    this.build();
    on("as", () => fillAs(this.as));
  }

  build() {
    this.answer = h("button", {
      class: "segment",
      role: "radio",
      testid: "comment-answer",
      on: { click: () => this.turn(false) },
    });
    this.noted = h(
      "button",
      { class: "segment", role: "radio", testid: "comment-note", on: { click: () => this.turn(true) } },
      say("note-mode"),
    );
    const modes = h(
      "div",
      {
        class: "segments",
        role: "radiogroup",
        "aria-label": say("answer-or-note"),
      },
      this.answer,
      this.noted,
    );
    this.field = h("textarea", {
      class: "composer-field",
      rows: "1",
      maxlength: "15000",
      testid: "comment-input",
      on: { input: () => this.typed(), keydown: (event) => this.key(event) },
    });
    this.as = asButton("comment-as");
    this.button = h(
      "button",
      { class: "send", type: "submit", "aria-label": say("send-comment"), testid: "comment-send" },
      icon("send"),
    );
    const form = h(
      "form",
      { class: "comment-form", on: { submit: (event) => (event.preventDefault(), this.send()) } },
      modes,
      this.field,
      this.as,
      this.button,
    );
    this.node = h("div", { class: "comment-composer" }, form);
  }

  /** Turn to another task; what was typed under one waits there while another is open. */
  take(task) {
    if (this.open) this.drafts.set(this.open, { text: this.field.value, note: this.note });
    this.open = task.id;
    const { text = "", note = false } = this.drafts.get(task.id) ?? {};
    this.note = note;
    this.field.value = text;
    grow(this.field);
  }

  turn(note) {
    this.note = note;
    if (!note && isNoteText(this.field.value)) this.field.value = this.field.value.replace(/^\s*\/\/\s?/, "");
    this.draw();
    this.field.focus();
  }

  /** Words and states; `name`: whom an answer reaches, or null. */
  draw(name = this.name) {
    this.name = name;
    const note = this.note || isNoteText(this.field.value);
    fill(this.answer, name ? say("answer-who", { name }) : say("answer"));
    for (const [button, chosen] of [
      [this.answer, !note],
      [this.noted, note],
    ])
      button.setAttribute("aria-checked", String(chosen));
    this.node.classList.toggle("note", note);
    this.field.placeholder = say(note ? "write-note" : "write-answer");
    this.field.setAttribute("aria-label", this.field.placeholder);
    this.button.disabled = !state.as || !this.field.value.trim();
    fillAs(this.as);
  }

  typed() {
    grow(this.field);
    this.draw();
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.send();
  }

  words() {
    const text = this.field.value.trim();
    return this.note && text && !isNoteText(text) ? `// ${text}` : text;
  }

  async send() {
    const [content, task] = [this.words(), this.open];
    if (!content || !state.as) return;
    this.field.value = "";
    this.typed();
    const done = await todoist("comment/add", { as: state.as, task_id: task, content });
    if (done !== null || this.open !== task || this.field.value) return;
    this.field.value = content;
    this.typed();
  }
}
