// Files chosen for a chat or a comment; must not know where they are sent.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { fileSize } from "./time.js";
import { say } from "./texts.js";

const LIMIT = 20 * 1_048_576;

const base64 = (blob) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(",", 2)[1] ?? "");
    reader.onerror = () => reject(new Error(say("file-unreadable")));
    reader.readAsDataURL(blob);
  });

/** What the control takes for one file; `kind` is "photo" or "document". Throws a sentence. */
export const packed = async (file, kind) => {
  if (file.size > LIMIT) throw new Error(say("file-too-big", { name: file.name }));
  const real = kind === "photo" && file.type.startsWith("image/") ? "photo" : "document";
  return {
    kind: real,
    name: file.name,
    mime: file.type || "application/octet-stream",
    size: file.size,
    data_base64: await base64(file),
    blob: file,
  };
};

/** A packed file as the control takes it, without what only the page needs. */
export const sendable = ({ kind, name, mime, size, data_base64 }) => ({ kind, name, mime, size, data_base64 });

/** Let the visitor choose files; resolves to an empty list when nothing was chosen. */
export const chooseFiles = (kind) =>
  new Promise((resolve) => {
    const input = h("input", {
      type: "file",
      multiple: true,
      accept: kind === "photo" ? "image/*" : null,
      class: "sr",
      tabindex: "-1",
      testid: `file-${kind}`,
    });
    input.addEventListener("change", () => {
      resolve([...input.files]);
      input.remove();
    });
    input.addEventListener("cancel", () => {
      resolve([]);
      input.remove();
    });
    document.body.append(input);
    input.click();
  });

const bars = (pen, rows) => {
  for (const [colour, x, y, width, height] of rows) {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.roundRect(x, y, width, height, 6);
    pen.fill();
  }
};

/** A picture drawn here, for those with none at hand: a form that refuses an upload. */
export const samplePhoto = async () => {
  const canvas = h("canvas", { width: "960", height: "540" });
  const pen = canvas.getContext("2d");
  bars(pen, [
    ["#27333B", -8, -8, 976, 556],
    ["#38464E", -8, -8, 976, 80],
    ["#27333B", 170, 20, 500, 32],
    ["#F5F7F6", 180, 130, 600, 300],
    ["#B9C5C0", 240, 290, 480, 22],
    ["#D3DAD6", 240, 342, 310, 22],
  ]);
  pen.fillStyle = "#A9352B";
  pen.font = "bold 44px Arial, sans-serif";
  pen.fillText("413 Payload too large", 240, 232, 480);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  return packed(new File([blob], "form-413.png", { type: "image/png" }), "photo");
};

const drawn = async (canvas, blob) => {
  const bitmap = await createImageBitmap(blob).catch(() => null);
  if (!bitmap) return;
  const scale = Math.max(canvas.width / bitmap.width, canvas.height / bitmap.height);
  const [width, height] = [bitmap.width * scale, bitmap.height * scale];
  canvas.getContext("2d").drawImage(bitmap, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
};

const thumbnail = (file) => {
  const canvas = h("canvas", { class: "thumb", width: "60", height: "40" });
  drawn(canvas, file.blob);
  return canvas;
};

/** A chip for a file that will be sent, with a cross that takes it away. */
export const fileChip = (file, remove) =>
  h(
    "span",
    { class: "chip", testid: "attached" },
    file.kind === "photo" ? thumbnail(file) : icon("file"),
    h("span", { class: "chip-name" }, file.name),
    h("span", { class: "chip-size" }, fileSize(file.size)),
    h(
      "button",
      { class: "icon-button small", "aria-label": say("remove", { name: file.name }), on: { click: remove } },
      icon("close", { size: 12 }),
    ),
  );
