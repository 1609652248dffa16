// The button in the corner, the dialog, what is sent, and looking for answers.

const EACH = 5; // seconds, while the dialog is looked at
const EACH_BESIDE = 30;
const STORED = `pulldesk ${API.host}`;

let number = 0; // of the request that is shown; 0: a new one
let etag = "";
let files = [];
let attempt = {}; // what was sent last, and under which key: once more is not twice
let isBusy = false;
let seen = {}; // the request that answers are looked for, and the last message that was read
let timer = 0;
let typing = 0; // the wait for the next letter of a new request

try {
  seen = JSON.parse(localStorage.getItem(STORED)) || {};
} catch {
  seen = {}; // a page without storage begins with nothing
}
number = seen.number || 0;

const remember = (newest) => {
  seen = { number, newest };
  try {
    localStorage.setItem(STORED, JSON.stringify(seen));
  } catch {
    return; // a page without storage remembers it until it is left
  }
};

const focusInside = () => {
  if (!list.hidden) list.querySelector("button").focus();
  else if (form.hidden) log.focus();
  else area.focus();
};

const isOpen = () => !dialog.hidden;

const download = async (file) => {
  try {
    const answer = await ask("GET", `tickets/${number}/files/${file.id}`);
    const address = URL.createObjectURL(await answer.blob());
    h("a", { href: address, download: file.name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } catch (error) {
    showProblem(error);
  }
};

const tellNews = (ticket) => {
  const newest = ticket.messages.at(-1)?.id ?? 0;
  const isNew = newest > (seen.newest ?? 0) && ticket.messages.at(-1)?.by === "team";
  if (isOpen()) return remember(newest);
  launcher.classList.toggle("news", isNew);
  launcherText.textContent = isNew ? SAYS.news : SAYS.open;
  told.textContent = isNew ? SAYS.news : "";
};

const show = (ticket) => {
  title.textContent = `#${ticket.number} ${ticket.subject}`;
  state.textContent = SAYS.status[ticket.status] ?? "";
  showMessages(ticket, download);
  form.hidden = showChoices(ticket, act);
  tellNews(ticket);
};

const load = async () => {
  const asked = number;
  const answer = await ask("GET", `tickets/${asked}`, undefined, etag ? { "If-None-Match": etag } : {});
  const ticket = await answer?.json();
  if (!ticket || asked !== number) return;
  etag = answer.headers.get("ETag") ?? "";
  show(ticket);
};

const lookLater = (seconds) => {
  clearTimeout(timer);
  timer = setTimeout(look, seconds * 1000);
};

/** Look whether anything is new; again in a while. */
const look = async () => {
  let next = isOpen() && !document.hidden ? EACH : EACH_BESIDE;
  try {
    if (isOpen() && list.hidden && log.hidden) return await showList();
    if (number) await load();
    if (problem.dataset.of === "looking") tellProblem(null);
  } catch (error) {
    if (error.status === 404) return forget();
    if (error.status === 401 && !isOpen()) return;
    if (isOpen()) tellProblem(error, "looking");
    next = Math.max(next * 2, error.wait ?? 0);
  }
  lookLater(next);
};

/** The request is not this person's, or not any more. */
const forget = () => {
  number = 0;
  remember(0);
  if (isOpen()) showList();
};

const tellProblem = (error, of = "") => {
  problem.dataset.of = of;
  showProblem(error);
};

/** One of three: the list, a conversation, a new request. */
const turnTo = (part) => {
  list.hidden = part !== "list";
  log.hidden = part === "list";
  form.hidden = part === "list";
  back.hidden = part === "list";
  choices.hidden = true;
  state.textContent = "";
  tellProblem(null);
  log.replaceChildren(...(part === "new" ? [hint, offered] : []));
  shown.clear();
  etag = "";
};

/** Ask what fits the words of a new request, and when an answer comes; a page goes on without. */
const suggest = async () => {
  const text = area.value.trim();
  try {
    const answer = await (await ask("POST", "tickets/suggestions", { text, language: LANGUAGE })).json();
    if (!number && text === area.value.trim()) showOffers(answer);
  } catch {
    offered.hidden = true;
  }
};

const onInput = () => {
  clearTimeout(typing);
  if (!number && list.hidden) typing = setTimeout(suggest, 800);
};

const begin = () => {
  number = 0;
  turnTo("new");
  title.textContent = SAYS.new;
  area.focus();
  suggest();
};

const choose = async (chosen) => {
  number = chosen;
  turnTo("conversation");
  await look();
  focusInside();
};

const showList = async () => {
  try {
    const { items } = await (await ask("GET", "tickets?limit=20")).json();
    const open = items.filter((one) => !FINISHED.includes(one.status));
    const before = items.find((one) => one.number === number);
    if (items.length === 0) return begin();
    if (list.hidden && log.hidden && (before || open.length === 1)) return await choose((before ?? open[0]).number);
    turnTo("list");
    number = 0;
    title.textContent = SAYS.all;
    showRows(items, choose, begin);
    focusInside();
  } catch (error) {
    tellProblem(error);
    title.focus();
    if (error.status !== 401) lookLater(Math.max(EACH, error.wait ?? 0));
  }
};

const act = async (operation, body) => {
  try {
    await ask("POST", `tickets/${number}/${operation}`, body);
    tellProblem(null);
  } catch (error) {
    tellProblem(error);
  }
  etag = "";
  await look();
  focusInside();
};

const drop = (file) => {
  files = files.filter((one) => one !== file);
  showFiles(files, drop);
  area.focus();
};

const attach = () => {
  files = [...files, ...picker.files].slice(0, 10);
  picker.value = "";
  showFiles(files, drop);
};

const FORMAT = "markdown"; // what people type is formatted, as in the panel

const open = async (text, key) => {
  const page = (location.origin + location.pathname).slice(0, 200);
  const made = await ask("POST", "tickets", { text, format: FORMAT, context: { page } }, { "Idempotency-Key": key });
  number = (await made.json()).number;
  hint.remove();
  offered.remove();
  area.value = "";
};

const bring = async (text, key) => {
  const form = new FormData();
  for (const file of files) form.append("files", file);
  if (text) form.append("text", text);
  form.append("format", FORMAT);
  await ask("POST", `tickets/${number}/files`, form, { "Idempotency-Key": `${key}-files` });
};

const deliver = async (text, key) => {
  const isNew = !number;
  if (isNew) await open(text, key);
  if (files.length) await bring(isNew ? "" : text, key);
  else if (!isNew) await ask("POST", `tickets/${number}/messages`, { text, format: FORMAT }, { "Idempotency-Key": key });
};

const send = async () => {
  const text = area.value.trim();
  if (isBusy || !(text || (number && files.length))) return area.focus();
  const what = JSON.stringify([number, text, files.map((one) => [one.name, one.size, one.lastModified])]);
  if (attempt.what !== what) attempt = { what, key: makeKey() };
  isBusy = sendButton.disabled = true;
  try {
    await deliver(text, attempt.key);
    [attempt, files, area.value, told.textContent] = [{}, [], "", SAYS.sent];
    showFiles(files, drop);
    tellProblem(null);
  } catch (error) {
    tellProblem(error);
  }
  isBusy = sendButton.disabled = false;
  area.focus();
  etag = "";
  if (number) await look();
};

const openDialog = async () => {
  dialog.hidden = false;
  launcher.hidden = true;
  launcher.classList.remove("news");
  launcherText.textContent = SAYS.open;
  if (list.hidden && log.hidden) {
    title.textContent = SAYS.open;
    title.focus();
    return showList();
  }
  if (number) {
    etag = "";
    await look();
  }
  focusInside();
};

const closeDialog = () => {
  dialog.hidden = true;
  launcher.hidden = false;
  launcher.focus();
  if (number) lookLater(EACH_BESIDE);
};

const onKey = (event) => {
  if (event.key !== "Escape") return;
  event.stopPropagation();
  closeDialog();
};

const onEnter = (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || matchMedia("(pointer: coarse)").matches) return;
  event.preventDefault();
  send();
};

const launcherText = h("span", {}, SAYS.open);
const launcher = h(
  "button",
  { type: "button", id: "launcher", "aria-haspopup": "dialog", on: { click: openDialog } },
  shape(ICONS.chat),
  launcherText,
);
const back = iconButton("back", SAYS.all, showList, { hidden: true });
const picker = h("input", { type: "file", multiple: true, hidden: true, on: { change: attach } });
const sendButton = h("button", { class: "main" }, SAYS.send, shape(ICONS.send));
area.addEventListener("keydown", onEnter);
area.addEventListener("input", onInput);
const form = h(
  "form",
  { hidden: true, on: { submit: (event) => (event.preventDefault(), send()) } },
  h("span", { id: "label", class: "away" }, SAYS.label),
  area,
  fileList,
  h("div", { id: "tools" }, iconButton("attach", SAYS.attach, () => picker.click()), picker, sendButton),
);
const dialog = h(
  "div",
  { id: "dialog", role: "dialog", "aria-labelledby": "title", hidden: true, on: { keydown: onKey } },
  h("header", {}, back, h("div", {}, title, state), iconButton("close", SAYS.close, closeDialog)),
  list,
  log,
  problem,
  choices,
  form,
);

const place = () => {
  const host = h("div", { lang: LANGUAGE, "data-theme": script.dataset.theme ?? null });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  const shadow = host.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [sheet];
  shadow.append(h("div", { id: "root" }, launcher, dialog, told));
  document.body.append(host);
  if (number) look();
};

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && number && timer) look();
});
if (document.body) place();
else document.addEventListener("DOMContentLoaded", place);
