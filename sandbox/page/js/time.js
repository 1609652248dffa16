// Times as people read them; must not know what they are for. All come in as seconds, milliseconds or ISO text.

import { say } from "./texts.js";

let aheadMs = 0;

/** By how much the sandbox's clock is before this machine's. */
export const setAhead = (seconds) => {
  aheadMs = Number(seconds) * 1000 || 0;
};

/** The sandbox's moment. */
export const now = () => new Date(Date.now() + aheadMs);

/** A Date, or null for what is none. */
export const moment = (value) => {
  if (value === undefined || value === null || value === "") return null;
  const date = typeof value === "number" ? new Date(value < 1e12 ? value * 1000 : value) : new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
};

const two = (n) => String(n).padStart(2, "0");

/** "09:38", or an empty string. */
export const hhmm = (value) => {
  const date = moment(value);
  return date ? `${two(date.getHours())}:${two(date.getMinutes())}` : "";
};

/** The same text for all moments of one local day. */
export const dayOf = (value) => {
  const date = moment(value);
  return date ? `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}` : "";
};

const DAYS = { en: ["Today", "Yesterday"], ru: ["Сегодня", "Вчера"] };

/** "Today", "Yesterday", else the date, in the language of the reader. */
export const dayLabel = (value, lang, today = now()) => {
  const words = DAYS[lang] ?? DAYS.en;
  const yesterday = new Date(today.getTime() - 86_400_000);
  if (dayOf(value) === dayOf(today)) return words[0];
  if (dayOf(value) === dayOf(yesterday)) return words[1];
  return moment(value)?.toLocaleDateString(lang, { day: "numeric", month: "long" }) ?? "";
};

/** "4 KB", "1.2 MB". */
export const fileSize = (bytes) => {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1024) return say("bytes", { n: bytes });
  if (bytes < 1_048_576) return say("kilobytes", { n: Math.round(bytes / 1024) });
  return say("megabytes", { n: (bytes / 1_048_576).toFixed(1) });
};
