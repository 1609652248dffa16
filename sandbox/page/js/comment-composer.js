// The form for a comment: answer or note, author, files; must not know the comments already there.

import { asButton, fillAs } from "./task-actions.js";
import { todoist } from "./actions.js";
import { chooseFiles, fileChip, packed, sendable } from "./outgoing-files.js";
import { isNoteText } from "./chat-data.js";
import { fill, grow, h } from "./dom.js";
import { icon } from "./icons.js";
import { toast } from "./overlay.js";
import { on, state } from "./state.js";
import { say } from "./texts.js";

export class CommentComposer {
  constructor() {
    this.note = false;
    this.name = null;
    this.files = [];
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
        on: { keydown: (event) => this.arrow(event) },
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
    const clip = h(
      "button",
      {
        class: "icon-button",
        "aria-label": say("attach-file"),
        testid: "comment-attach",
        on: { click: () => this.attach() },
      },
      icon("clip"),
    );
    this.button = h(
      "button",
      { class: "send", type: "submit", "aria-label": say("send-comment"), testid: "comment-send" },
      icon("send"),
    );
    this.chips = h("div", { class: "chips", hidden: true });
    const form = h(
      "form",
      { class: "comment-form", on: { submit: (event) => (event.preventDefault(), this.send()) } },
      modes,
      this.field,
      this.as,
      clip,
      this.button,
    );
    this.node = h("div", { class: "comment-composer" }, this.chips, form);
  }

  /** Turn to another task; what was typed under one waits there while another is open. */
  take(task) {
    if (this.open) this.drafts.set(this.open, { text: this.field.value, files: this.files, note: this.note });
    this.open = task.id;
    const { text = "", files = [], note = false } = this.drafts.get(task.id) ?? {};
    Object.assign(this, { files, note });
    this.field.value = text;
    grow(this.field);
  }

  turn(note) {
    this.note = note;
    if (!note && isNoteText(this.field.value)) this.field.value = this.field.value.replace(/^\s*\/\/\s?/, "");
    this.draw();
    this.field.focus();
  }

  arrow(event) {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    event.preventDefault();
    this.turn(!this.note);
    (this.note ? this.noted : this.answer).focus();
  }

  /** Words and states; `name`: whom an answer reaches, or null. */
  draw(name = this.name) {
    this.name = name;
    const note = this.note || isNoteText(this.field.value);
    fill(this.answer, name ? say("answer-who", { name }) : say("answer"));
    for (const [button, chosen] of [
      [this.answer, !note],
      [this.noted, note],
    ]) {
      button.setAttribute("aria-checked", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
    }
    this.node.classList.toggle("note", note);
    this.field.placeholder = say(note ? "write-note" : "write-answer");
    this.field.setAttribute("aria-label", this.field.placeholder);
    this.button.disabled = !state.as || (!this.field.value.trim() && !this.files.length);
    this.chips.hidden = !this.files.length;
    fill(
      this.chips,
      this.files.map((file) =>
        fileChip(file, () => ((this.files = this.files.filter((other) => other !== file)), this.draw())),
      ),
    );
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

  async attach() {
    for (const file of await chooseFiles("document")) {
      try {
        this.files = [...this.files, await packed(file, "document")];
      } catch (error) {
        toast(error.message);
      }
    }
    this.draw();
  }

  words() {
    const text = this.field.value.trim();
    return this.note && text && !isNoteText(text) ? `// ${text}` : text;
  }

  // Todoist takes one file a comment: further ones follow as comments of their own.
  async send() {
    const [text, files, task] = [this.words(), this.files, this.open];
    if ((!text && !files.length) || !state.as) return;
    this.field.value = "";
    this.files = [];
    this.typed();
    const sheets = files.length ? files : [null];
    for (const [place, file] of sheets.entries()) {
      const content = place === 0 ? text : this.note ? "//" : "";
      const done = await todoist("comment/add", {
        as: state.as,
        task_id: task,
        content,
        file: file ? sendable(file) : undefined,
      });
      if (done === null && this.open === task && !this.field.value) {
        this.field.value = text;
        this.files = sheets.slice(place).filter(Boolean);
        return this.typed();
      }
    }
  }
}
