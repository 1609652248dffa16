// The parts of the dialog and what they show; sends and loads nothing.

const isRussian = (script.dataset.lang || document.documentElement.lang || navigator.language).toLowerCase().startsWith("ru");
const LANGUAGE = isRussian ? "ru" : "en";
const SAYS = TEXTS[LANGUAGE];
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const FINISHED = ["closed", "cancelled"];

const title = h("h2", { id: "title", tabindex: "-1" });
const state = h("p", { id: "state" });
const list = h("div", { class: "body", hidden: true });
const log = h("div", { class: "body", role: "log", tabindex: "0", "aria-label": SAYS.messages, hidden: true });
const expected = h("span", {});
const hint = h("p", { class: "hint" }, SAYS.hint, " ", expected);
const offered = h("div", { id: "offered", "aria-live": "polite", hidden: true });
const choices = h("div", { id: "choices", hidden: true });
const area = h("textarea", { id: "text", maxlength: LONGEST_TEXT, "aria-labelledby": "label" });
const fileList = h("ul", { id: "files", "aria-label": SAYS.files, hidden: true });
const problem = h("p", { id: "problem", role: "alert" });
const told = h("p", { class: "away", role: "status" });

const showProblem = (error) => {
  const said = error instanceof Refusal ? SAYS.problems[error.status] : null;
  problem.textContent = error ? said || SAYS.problems.other : "";
};

/** Returns a moment as the help desk writes it: "16:33" today, else "26 Nov, 16:33". */
const formatMoment = (at) => {
  const clock = CLOCK.format(at), now = new Date();
  if (at.toDateString() === now.toDateString()) return clock;
  const year = at.getFullYear() === now.getFullYear() ? "" : ` ${at.getFullYear()}`;
  return `${at.getDate()} ${SAYS.months[at.getMonth()]}${year}, ${clock}`;
};

const makeFile = (file, download) =>
  file.available
    ? h("button", { type: "button", class: "file", on: { click: () => download(file) } }, file.name)
    : h("span", {}, file.name);

const makeMessage = (one, requester, download) => {
  const isOwn = one.by === "requester" && one.author === requester;
  const about = `${isOwn ? SAYS.you : one.author}, ${formatMoment(new Date(one.at))}${one.edited ? `, ${SAYS.edited}` : ""}`;
  return h(
    "article",
    { class: isOwn ? "said own" : "said" },
    h("small", {}, about),
    one.text ? h("p", {}, withLinks(one.text)) : null,
    one.files.map((file) => h("div", {}, makeFile(file, download))),
  );
};

const shown = new Map(); // id of a message: its node and what it says

const showMessages = (ticket, download) => {
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  const isFirst = shown.size === 0;
  log.setAttribute("aria-busy", isFirst);
  const ids = new Set(ticket.messages.map((one) => one.id));
  for (const [id, { node }] of shown) if (!ids.has(id)) node.remove(), shown.delete(id);
  for (const one of ticket.messages) {
    const content = JSON.stringify(one);
    const before = shown.get(one.id);
    if (before?.content === content) continue;
    const node = makeMessage(one, ticket.requester, download);
    if (before) before.node.replaceWith(node);
    else log.append(node);
    shown.set(one.id, { node, content });
  }
  log.setAttribute("aria-busy", "false");
  if (isAtEnd || isFirst) log.scrollTop = log.scrollHeight;
};

const button = (text, act, more = {}) => h("button", { type: "button", class: "plain", on: { click: act }, ...more }, text);

/** What can be done with it besides writing. `act`: called with the name of an operation and its body. */
const showChoices = (ticket, act) => {
  const isOver = FINISHED.includes(ticket.status);
  const parts = [];
  if (ticket.status === "resolved") parts.push(h("p", {}, SAYS.solved), button(SAYS.yes, () => act("confirm")));
  if (ticket.can_rate) {
    const stars = [1, 2, 3, 4, 5].map((one) => button(`${one} ★`, () => act("rating", { stars: one })));
    parts.push(h("p", {}, SAYS.rate), stars);
  }
  if (ticket.waits_until) parts.push(h("p", {}, SAYS.waits), button(SAYS.urgent, () => act("urgent")));
  if (isOver || ticket.status === "resolved") parts.push(button(isOver ? SAYS.reopen : SAYS.no, () => act("reopen")));
  choices.replaceChildren(...parts.flat());
  choices.hidden = parts.length === 0;
  return isOver || ticket.status === "resolved";
};

const showRows = (tickets, choose, begin) => {
  const rows = tickets.map((one) =>
    h(
      "button",
      { type: "button", class: "row", on: { click: () => choose(one.number) } },
      one.subject,
      h("small", {}, `#${one.number}, ${SAYS.status[one.status]}`),
    ),
  );
  list.replaceChildren(...rows, h("button", { type: "button", class: "main", on: { click: begin } }, SAYS.new));
};

const showOffers = ({ articles, answer }) => {
  expected.textContent = answer;
  const fitting = articles.map((one) => h("details", {}, h("summary", {}, one.title), h("p", {}, withLinks(one.text))));
  offered.replaceChildren(h("p", {}, SAYS.offered), ...fitting);
  offered.hidden = articles.length === 0;
};

const showFiles = (files, drop) => {
  const rows = files.map((file) =>
    h("li", {}, file.name, iconButton("close", SAYS.remove.replace("…", file.name), () => drop(file))),
  );
  fileList.replaceChildren(...rows);
  fileList.hidden = rows.length === 0;
};
