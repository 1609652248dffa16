// Pictures and files in a message, and the names of other kinds; must not know bubbles.

import { fileUrl } from "./actions.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { fileSize } from "./time.js";
import { say } from "./texts.js";

const KINDS = new Set(["photo", "document", "contact", "invoice"]);

/** What a message without words is called. */
export const kindName = (message) => {
  const kind = message.content ?? message.files?.[0]?.kind ?? "";
  return KINDS.has(kind) ? say(`kind-${kind}`) : kind && kind !== "text" ? String(kind).replaceAll("_", " ") : say("message");
};

/** A photo; when it cannot be shown, its name. */
export const picture = (file, words) => {
  const image = h("img", {
    src: fileUrl(file.file_id),
    alt: file.name || words.photo,
    loading: "lazy",
    class: "photo",
  });
  image.addEventListener("error", () => image.replaceWith(attachment(file)));
  return image;
};

/** A file as a line that opens it. */
export const attachment = (file) =>
  h(
    "a",
    {
      class: "file",
      href: file.file_id ? fileUrl(file.file_id) : null,
      target: "_blank",
      rel: "noopener",
      on: { click: (event) => event.stopPropagation() },
    },
    icon(file.kind === "photo" ? "image" : "file", { size: 20 }),
    h(
      "span",
      { class: "file-words" },
      h("span", { class: "file-name" }, file.name || (KINDS.has(file.kind) ? say(`kind-${file.kind}`) : say("file"))),
      h("span", { class: "file-size" }, fileSize(Number(file.size))),
    ),
  );

/** Whether a file is shown as a picture. */
export const drawable = (file) => ["photo", "sticker"].includes(file.kind) && file.file_id;
