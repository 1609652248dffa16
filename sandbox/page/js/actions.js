// Requests of the page to the sandbox: one POST per action; must not know how the answer is shown.

import { say, translate } from "./texts.js";

let key = document.querySelector('meta[name="sandbox-key"]')?.content ?? "";
// An invite is walked through for real, and that takes as long as the bot does.
const PATIENCE_MS = 45_000;

let complain = () => {};

export const sandboxKey = () => key;

/** Say who shows a sentence when an action fails. */
export const onComplaint = (show) => {
  complain = show;
};

/** Read the key anew from the page, as after a restart of the sandbox; true when it is another one. */
export const refreshKey = async () => {
  const response = await fetch("/", { cache: "no-store" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector('meta[name="sandbox-key"]')?.content ?? "";
  const changed = fresh !== key;
  key = fresh;
  return changed;
};

const read = async (response) => {
  const answer = await response.json().catch(() => null);
  if (!response.ok || answer?.ok === false)
    throw new Error(answer?.error ?? say("sandbox-status", { status: response.status }));
  return answer && "result" in answer ? answer.result : answer;
};

const ask = (path, body) =>
  fetch(`/control/${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { "X-Sandbox-Key": key, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE_MS),
  });

const sentence = (error) => {
  if (error.name === "TimeoutError") return say("sandbox-slow");
  if (error instanceof TypeError) return say("sandbox-away");
  return translate(error.message);
};

/** Do something; resolves to its result, or to null after the failure was shown. */
export const act = async (path, body = {}) => {
  try {
    return (await read(await ask(path, body))) ?? true;
  } catch (error) {
    complain(sentence(error));
    return null;
  }
};

/** Read something without a word when it fails. */
export const peek = async (path) => {
  try {
    return await read(await ask(path));
  } catch {
    return null;
  }
};

export const telegram = (verb, body) => act(`telegram/${verb}`, body);
export const todoist = (verb, body) => act(`todoist/${verb}`, body);

/** Address of a picture that a chat holds. */
export const fileUrl = (fileId) =>
  `/control/telegram/file/${encodeURIComponent(fileId)}?key=${encodeURIComponent(key)}`;
