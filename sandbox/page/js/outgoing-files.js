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
export const sendable = ({ kind, name, mime, size, data_base64, duration, emoji }) => ({
  ...{ kind, name, mime, size, data_base64 },
  ...{ duration, emoji },
});

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

const SECONDS = 3;
const RATE = 8000;

/** A voice message made here: three seconds of two soft tones, as a WAV file. */
export const sampleVoice = async () => {
  const samples = new Uint8Array(44 + SECONDS * RATE);
  const head = new DataView(samples.buffer);
  const words = [
    ...[0x52494646, 36 + SECONDS * RATE, 0x57415645, 0x666d7420, 16, 0x10001, RATE, RATE, 0x80001, 0x64617461],
    SECONDS * RATE,
  ];
  const names = new Set([0, 2, 3, 9]);
  words.forEach((word, place) => head.setUint32(place * 4, word, !names.has(place)));
  for (let n = 0; n < SECONDS * RATE; n += 1) {
    const pitch = n < RATE * 1.5 ? 392 : 330;
    const loud = 40 * Math.abs(Math.sin((n / RATE) * 5)) * Math.min(1, (SECONDS * RATE - n) / 2000);
    samples[44 + n] = 128 + Math.round(loud * Math.sin((2 * Math.PI * pitch * n) / RATE));
  }
  const blob = new File([samples], "voice.wav", { type: "audio/wav" });
  return { ...(await packed(blob, "document")), kind: "voice", duration: SECONDS };
};

/** A sticker drawn here: a face that smiles. */
export const sampleSticker = async () => {
  const canvas = h("canvas", { width: "256", height: "256" });
  const pen = canvas.getContext("2d");
  const disc = (colour, x, y, radius) => {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.fill();
  };
  disc("#175F4C", 128, 128, 120);
  disc("#FFD66B", 128, 128, 108);
  disc("#27333B", 90, 104, 15);
  disc("#27333B", 166, 104, 15);
  pen.strokeStyle = "#27333B";
  pen.lineWidth = 14;
  pen.lineCap = "round";
  pen.beginPath();
  pen.arc(128, 132, 58, 0.15 * Math.PI, 0.85 * Math.PI);
  pen.stroke();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/webp"));
  return { ...(await packed(new File([blob], "smile.webp", { type: "image/webp" }), "document")), kind: "sticker", emoji: "🙂" };
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
