// One comment of a task as an element; must not know the list or where one is written.

import { sandboxKey } from "./actions.js";
import { fate, readComment } from "./comment-data.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { markdown } from "./markdown.js";
import { namedAvatar, userAvatar } from "./people.js";
import { fileSize, hhmm } from "./time.js";
import { say } from "./texts.js";

const FATES = {
  note: "lock",
  delivered: "checks",
  waiting: "clock",
};

const fateNode = (kind, name) => {
  if (!kind || (kind === "note" && !name)) return null;
  return h(
    "span",
    { class: `fate ${kind}`, testid: `fate-${kind}` },
    icon(FATES[kind], { size: 14 }),
    h("span", {}, say(`fate-${kind}`, { name: name ?? say("the-requester") })),
  );
};

const storedUrl = (file) => {
  const found = /\/files\/([^/?#]+)/.exec(String(file.file_url ?? ""));
  return found ? `/control/todoist/file/${encodeURIComponent(found[1])}?key=${encodeURIComponent(sandboxKey())}` : null;
};

const fileNode = (file) => {
  const url = storedUrl(file);
  const image = (file.resource_type === "image" || String(file.file_type ?? "").startsWith("image/")) && url;
  const picture = image ? h("img", { class: "thumb", src: url, alt: "", loading: "lazy" }) : icon("file");
  return h(
    "a",
    { class: "chip", href: url, target: "_blank", rel: "noopener" },
    picture,
    h("span", { class: "chip-name" }, file.file_name || file.title || say("file")),
    h("span", { class: "chip-size" }, fileSize(Number(file.file_size))),
  );
};

const reactionsOf = (reactions) =>
  Object.entries(reactions ?? {})
    .filter(([, who]) => who?.length)
    .map(([emoji, who]) => h("span", { class: "reaction" }, emoji, who.length > 1 ? ` ${who.length}` : ""));

const faceOf = (comment) => (comment.own && comment.person ? namedAvatar(comment.name) : userAvatar(comment.uid));

/** A row of the list: `requester` is the Telegram person whose ticket it is, `name` how they are called. */
export const commentRow = (raw, requester, name) => {
  const comment = readComment(raw);
  const kind = fate(comment, requester);
  return { key: comment.id, comment, kind, mark: JSON.stringify([raw, comment, kind, name]) };
};

/** The element of a row; `name`: the requester's, or null. */
export const commentNode = ({ comment, kind, empty }, name) => {
  if (empty) return h("div", { class: "empty" }, say("no-comments"));
  const head = h(
    "div",
    { class: "comment-head" },
    h("span", { class: "comment-name" }, comment.name),
    h("span", { class: "comment-time" }, hhmm(comment.at), comment.note ? `, ${say("internal")}` : ""),
    h("span", { class: "gap" }),
    fateNode(kind, name),
  );
  const reactions = reactionsOf(comment.reactions);
  const body = h(
    "div",
    { class: `comment-body ${comment.note ? "note" : ""}` },
    head,
    h("div", { class: "comment-text" }, markdown(comment.text)),
    comment.file ? fileNode(comment.file) : null,
    reactions.length ? h("div", { class: "reactions" }, reactions) : null,
  );
  return h("div", { class: "comment", testid: `comment-${comment.id}` }, faceOf(comment), body);
};
