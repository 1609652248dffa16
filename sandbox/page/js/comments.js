// The comments of the opened task and where one is written; must not know the task's other parts.

import { sandboxKey, todoist } from "./actions.js";
import { chooseFiles, fileChip, packed } from "./attach.js";
import { asButton, fillAs } from "./board.js";
import { isNoteText } from "./chat-data.js";
import { fate, readComment, requesterOf } from "./comment-data.js";
import { grow } from "./composer.js";
import { fill, h, reconcile, still } from "./dom.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { openForm, openMenu, toast } from "./overlay.js";
import { namedAvatar, shortName, userAvatar } from "./people.js";
import { on, state } from "./state.js";
import { fileSize, hhmm } from "./time.js";

const FATES = {
  note: ["lock", (name) => `not sent to ${name}`],
  delivered: ["checks", (name) => `delivered to ${name}`],
  waiting: ["clock", (name) => `on its way to ${name}`],
};

const fateNode = (kind, name) => {
  if (!kind || (kind === "note" && !name)) return null;
  const [drawing, words] = FATES[kind];
  return h("span", { class: `fate ${kind}`, testid: `fate-${kind}` }, icon(drawing, { size: 14 }), words(name ?? "the requester"));
};

const storedUrl = (file) => {
  const found = /\/files\/([^/?#]+)/.exec(String(file.file_url ?? ""));
  return found ? `/control/todoist/file/${encodeURIComponent(found[1])}?key=${encodeURIComponent(sandboxKey())}` : null;
};

const fileNode = (file) => {
  const url = storedUrl(file);
  const image = (file.resource_type === "image" || String(file.file_type ?? "").startsWith("image/")) && url;
  const picture = image ? h("img", { class: "thumb", src: url, alt: "", loading: "lazy" }) : icon("file");
  return h("a", { class: "chip", href: url, target: "_blank", rel: "noopener" }, picture, h("span", { class: "chip-name" }, file.file_name || file.title || "File"), h("span", { class: "chip-size" }, fileSize(Number(file.file_size))));
};

const reactionsOf = (reactions) => Object.entries(reactions ?? {}).filter(([, who]) => who?.length).map(([emoji, who]) => h("span", { class: "reaction" }, emoji, who.length > 1 ? ` ${who.length}` : ""));

const faceOf = (comment) => (comment.own && comment.person ? namedAvatar(comment.name) : userAvatar(comment.uid));

export class Comments {
  constructor() {
    this.note = false;
    this.files = [];
    this.drafts = new Map();
    this.node = h("ol", { class: "comments", role: "log", "aria-label": "Comments", tabindex: "0", testid: "comments" });
    this.build();
    on("as", () => fillAs(this.as));
  }

  build() {
    this.answer = h("button", { class: "segment", role: "radio", testid: "comment-answer", on: { click: () => this.turn(false) } });
    this.noted = h("button", { class: "segment", role: "radio", testid: "comment-note", on: { click: () => this.turn(true) } }, "// Note");
    const modes = h("div", { class: "segments", role: "radiogroup", "aria-label": "Answer or note", on: { keydown: (event) => this.arrow(event) } }, this.answer, this.noted);
    this.field = h("textarea", { class: "composer-field", rows: "1", maxlength: "15000", testid: "comment-input", on: { input: () => this.typed(), keydown: (event) => this.key(event) } });
    this.as = asButton("comment-as");
    const clip = h("button", { class: "icon-button", "aria-label": "Attach a file", testid: "comment-attach", on: { click: () => this.attach() } }, icon("clip"));
    this.button = h("button", { class: "send", type: "submit", "aria-label": "Send the comment", testid: "comment-send" }, icon("send"));
    this.chips = h("div", { class: "chips", hidden: true });
    const form = h("form", { class: "comment-form", on: { submit: (event) => (event.preventDefault(), this.send()) } }, modes, this.field, this.as, clip, this.button);
    this.composer = h("div", { class: "comment-composer" }, this.chips, form);
  }

  /** Draw a task's comments; `opened`: it was not shown before. */
  draw(task, opened) {
    if (opened) this.take(task);
    this.requester = requesterOf(task.number);
    const name = this.requester ? shortName(state.people.get(this.requester)) : null;
    const rows = (state.board.comments.get(task.id) ?? []).map((comment) => this.row(comment, name));
    const ended = opened || this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < 40;
    const changed = reconcile(this.node, rows.length ? rows : [{ key: "none", mark: "", empty: true }], { key: (row) => row.key, sign: (row) => row.mark, make: (row) => this.make(row, name) });
    if (!opened && !still()) changed.filter(({ old }) => !old).forEach(({ node }) => node.animate([{ opacity: 0, transform: "translateY(6px)" }, { opacity: 1, transform: "none" }], { duration: 160, easing: "ease-out" }));
    if (ended) this.node.scrollTop = this.node.scrollHeight;
    this.drawComposer(name);
  }

  row(raw, name) {
    const comment = readComment(raw);
    const kind = fate(comment, this.requester);
    return { key: comment.id, raw, comment, kind, mark: JSON.stringify([raw, comment, kind, name]) };
  }

  make({ comment, kind, raw, empty }, name) {
    if (empty) return h("li", { class: "empty" }, "No comments yet");
    const more = h("button", { class: "icon-button small comment-more", "aria-label": "More about this comment", "aria-haspopup": "menu", on: { click: (event) => this.menu(raw, comment, event.currentTarget) } }, icon("more", { size: 14 }));
    const head = h("div", { class: "comment-head" }, h("span", { class: "comment-name" }, comment.name), h("span", { class: "comment-time" }, hhmm(comment.at), comment.note ? ", internal" : ""), more, h("span", { class: "gap" }), fateNode(kind, name));
    const reactions = reactionsOf(comment.reactions);
    const body = h("div", { class: `comment-body ${comment.note ? "note" : ""}` }, head, h("div", { class: "comment-text" }, markdown(comment.text)), comment.file ? fileNode(comment.file) : null, reactions.length ? h("div", { class: "reactions" }, reactions) : null);
    return h("li", { class: "comment", testid: `comment-${comment.id}` }, faceOf(comment), body);
  }

  menu(raw, comment, anchor) {
    const mine = { as: comment.uid, id: comment.id };
    openMenu(
      anchor,
      [
        { label: "React 👍", choose: () => todoist("comment/react", { as: state.as, id: comment.id, reaction: "👍" }) },
        comment.onBoard ? { label: "Edit", mark: icon("pen"), choose: () => this.edit(raw, mine) } : null,
        comment.onBoard ? { label: "Delete", mark: icon("close"), choose: () => todoist("comment/delete", mine) } : null,
      ],
      { label: "Comment" },
    );
  }

  edit(raw, mine) {
    openForm({
      title: "Edit the comment",
      action: "Save",
      testid: "form-comment",
      fields: [{ name: "content", label: "Markdown; // at the beginning keeps it inside", long: true, max: "15000", value: raw.content, required: true }],
      done: async ({ content }) => (await todoist("comment/update", { ...mine, content })) !== null,
    });
  }

  // What was typed under a task waits there while another one is open.
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
    this.drawComposer();
    this.field.focus();
  }

  arrow(event) {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    event.preventDefault();
    this.turn(!this.note);
    (this.note ? this.noted : this.answer).focus();
  }

  drawComposer(name = this.name) {
    this.name = name;
    const note = this.note || isNoteText(this.field.value);
    fill(this.answer, name ? `Answer ${name}` : "Answer");
    for (const [button, chosen] of [[this.answer, !note], [this.noted, note]]) {
      button.setAttribute("aria-checked", String(chosen));
      button.tabIndex = chosen ? 0 : -1;
    }
    this.composer.classList.toggle("note", note);
    this.field.placeholder = note ? "Write a note" : "Write an answer";
    this.field.setAttribute("aria-label", this.field.placeholder);
    this.button.disabled = !state.as || (!this.field.value.trim() && !this.files.length);
    this.chips.hidden = !this.files.length;
    fill(this.chips, this.files.map((file) => fileChip(file, () => ((this.files = this.files.filter((other) => other !== file)), this.drawComposer()))));
    fillAs(this.as);
  }

  typed() {
    grow(this.field);
    this.drawComposer();
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
    this.drawComposer();
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
      const { blob, ...data } = file ?? {};
      const content = place === 0 ? text : this.note ? "//" : "";
      const done = await todoist("comment/add", { as: state.as, task_id: task, content, file: file ? data : undefined });
      if (done === null && this.open === task && !this.field.value) {
        this.field.value = text;
        this.files = sheets.slice(place).filter(Boolean);
        return this.typed();
      }
    }
  }
}
