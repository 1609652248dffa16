// The form of a phone's owner: text, files, a reply, commands; must not know what the bot makes of it.

import { telegram } from "./actions.js";
import { chooseFiles, fileChip, packed, samplePhoto, sendable } from "./outgoing-files.js";
import { commandList } from "./commands.js";
import { fill, grow, h } from "./dom.js";
import { icon } from "./icons.js";
import { marked } from "./ticket-signs.js";
import { openMenu, toast } from "./overlay.js";
import { say } from "./texts.js";

/** The composer of one phone. `phone`: id, words(), menu(), sent(). */
export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.files = [];
    this.replyTo = null;
    this.editing = null;
    this.build();
    this.refresh();
  }

  build() {
    const { id } = this.phone;
    this.list = commandList({
      id: `commands-${id}`,
      label: say("commands"),
      choose: (command) => this.send(command),
    });
    this.field = h("textarea", {
      class: "composer-field",
      rows: "1",
      testid: `composer-${id}`,
      autocomplete: "off",
      "aria-controls": this.list.node.id,
      on: { input: () => this.typed(), keydown: (event) => this.key(event) },
    });
    this.clip = h(
      "button",
      { class: "icon-button", "aria-haspopup": "menu", testid: `attach-${id}`, on: { click: () => this.attachMenu() } },
      icon("clip"),
    );
    this.button = h("button", { class: "send", type: "submit", testid: `send-${id}` }, icon("send"));
    this.form = h(
      "form",
      { class: "composer", on: { submit: (event) => (event.preventDefault(), this.send()) } },
      this.clip,
      this.field,
      this.button,
    );
    this.strip = h("div", { class: "strip", hidden: true, testid: `strip-${id}` });
    this.chips = h("div", { class: "chips", hidden: true });
    this.node = h("div", { class: "composer-area" }, this.list.node, this.strip, this.chips, this.form);
  }

  /** Words, placeholder, and whether there is something to send. */
  refresh() {
    const words = this.phone.words();
    const number = this.replyTo?.number;
    this.field.placeholder = this.replyTo ? `${words.replyTo} ${number ? `#${number}` : "…"}` : words.message;
    this.field.setAttribute("aria-label", this.field.placeholder);
    this.clip.setAttribute("aria-label", words.attach);
    this.button.setAttribute("aria-label", words.send);
    this.button.disabled = !this.field.value.trim() && !this.files.length;
    this.paintStrip(words);
    this.chips.hidden = !this.files.length;
    fill(
      this.chips,
      this.files.map((file) => fileChip(file, () => this.drop(file))),
    );
  }

  paintStrip(words) {
    const shown = this.editing ?? this.replyTo;
    this.strip.hidden = !shown;
    if (!shown) return this.strip.replaceChildren();
    const drawing = this.editing ? "pen" : "back";
    const close = h(
      "button",
      {
        class: "icon-button small",
        "aria-label": say("cancel"),
        testid: `cancel-reply-${this.phone.id}`,
        on: { click: () => this.cancel() },
      },
      icon("close", { size: 14 }),
    );
    return fill(
      this.strip,
      icon(drawing, { size: 16 }),
      h(
        "span",
        { class: "strip-words" },
        h(
          "span",
          { class: "strip-name" },
          this.editing ? words.edited : marked(shown.name, { plain: true, all: false }),
        ),
        h("span", { class: "strip-text" }, shown.text),
      ),
      close,
    );
  }

  typed() {
    grow(this.field);
    this.list.update(this.field.value, this.phone.menu());
    this.button.disabled = !this.field.value.trim() && !this.files.length;
  }

  key(event) {
    if (event.isComposing) return;
    if (this.list.key(event, (text) => this.put(text))) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape" && (this.replyTo || this.editing)) {
      event.stopPropagation();
      this.cancel();
    }
  }

  /** Words in the field, without the focus. */
  hint(text) {
    this.field.value = text;
    this.typed();
  }

  put(text) {
    this.hint(text);
    this.field.focus();
  }

  /** Answer a message: `{id, name, text, number}`. */
  reply(target) {
    this.replyTo = target;
    this.editing = null;
    this.refresh();
    this.field.focus({ preventScroll: true });
  }

  /** Change a message of one's own. */
  edit(target) {
    this.replyTo = null;
    this.editing = target;
    this.put(target.text);
    this.refresh();
  }

  cancel() {
    if (this.editing) this.field.value = "";
    this.replyTo = null;
    this.editing = null;
    this.typed();
    this.refresh();
    this.field.focus();
  }

  drop(file) {
    this.files = this.files.filter((other) => other !== file);
    this.refresh();
  }

  attachMenu() {
    const { id } = this.phone;
    openMenu(
      this.clip,
      [
        { label: say("photo"), mark: icon("image"), testid: `attach-photo-${id}`, choose: () => this.choose("photo") },
        {
          label: say("document"),
          mark: icon("file"),
          testid: `attach-document-${id}`,
          choose: () => this.choose("document"),
        },
        "line",
        {
          label: say("sample-photo"),
          hint: say("drawn-here"),
          mark: icon("image"),
          testid: `attach-sample-${id}`,
          choose: () => this.sample(),
        },
      ],
      { label: say("attach") },
    );
  }

  async choose(kind) {
    this.add(await chooseFiles(kind), kind);
  }

  async sample() {
    this.files = [...this.files, await samplePhoto()];
    this.refresh();
    this.field.focus();
  }

  /** Take files that were chosen. */
  async add(files, kind) {
    for (const file of files) {
      try {
        this.files = [...this.files, await packed(file, kind)];
      } catch (error) {
        toast(error.message, this.phone.toasts);
      }
    }
    this.refresh();
    this.field.focus();
  }

  message(text) {
    const files = this.files.map(sendable);
    const words = files.length ? { caption: text || undefined, files } : { text };
    return { ...this.phone.from(), ...words, reply_to: this.replyTo?.id };
  }

  /** Send what is written, or a command; what could not be sent comes back into an empty field. */
  async send(command) {
    const text = command ?? this.field.value.trim();
    if (!text && !this.files.length) return;
    const kept = { text, files: this.files, replyTo: this.replyTo, editing: this.editing };
    const done = this.editing
      ? telegram("edit", { ...this.phone.from(), message_id: this.editing.id, text })
      : telegram("message", command ? { ...this.phone.from(), text: command } : this.message(text));
    this.clear();
    this.phone.sent();
    if ((await done) === null && !this.field.value) {
      Object.assign(this, { files: kept.files, replyTo: kept.replyTo, editing: kept.editing });
      this.put(kept.text);
      this.refresh();
    }
  }

  clear() {
    Object.assign(this, { files: [], replyTo: null, editing: null });
    this.field.value = "";
    this.list.close();
    this.typed();
    this.refresh();
  }
}
