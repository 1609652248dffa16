// A mail client for people who write by e-mail: the desk's mails, one of them opened, or a form; must not know how mails travel.

import { act } from "./actions.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { closeMenu, toast } from "./overlay.js";
import { on, state } from "./state.js";
import { hhmm } from "./time.js";
import { say } from "./texts.js";

const LINK = /(https?:\/\/[^\s<>]+[^\s<>.,)])/;

const parts = { dialog: null, opened: null };
let sender = say("mail-person");

const mails = () => state.desk.mails ?? [];

/** What the row of the menu says. */
export const mailHint = () => (mails().length ? say("mail-last", { subject: mails()[0].subject }) : say("mail-hint"));

const field = (label, input) => h("label", { class: "field" }, h("span", { class: "field-name" }, label), input);

const line = (name, value) =>
  h("input", { name, class: "field-input", type: "text", maxlength: "200", autocomplete: "off", testid: `mail-${name}`, value });

const showForm = ({ subject = say("mail-subject-usual"), text = say("mail-text-usual"), answers = null } = {}) => {
  parts.opened = null;
  const words = h("textarea", { name: "text", class: "field-input", rows: "8", maxlength: "4000", testid: "mail-text", value: text });
  const button = h("button", { class: "button filled", type: "submit", testid: "mail-send" }, say("mail-send"));
  const send = async (event) => {
    event.preventDefault();
    button.disabled = true;
    const given = Object.fromEntries(new FormData(form));
    const sent = await act("desk/mail/write", { ...given, answers });
    button.disabled = false;
    if (!sent) return;
    sender = given.from;
    words.value = "";
    toast(say("mail-sent"), parts.toasts);
  };
  const form = h(
    "form",
    { class: "form", on: { submit: send } },
    field(say("mail-from"), line("from", sender)),
    field(say("mail-subject"), line("subject", subject)),
    field(say("mail-text"), words),
    h("div", { class: "form-buttons" }, button),
  );
  fill(parts.pane, form);
  drawList();
  words.focus();
};

// What is a link in the text opens beside the page.
const linked = (text) =>
  text
    .split(LINK)
    .map((part, place) => (place % 2 ? h("a", { href: part, target: "_blank", rel: "noopener" }, part) : part));

const showMail = async (id) => {
  const mail = await act("desk/mail/read", { id });
  if (!mail || !parts.dialog) return;
  parts.opened = id;
  const again = mail.subject.startsWith("Re:") ? mail.subject : `Re: ${mail.subject}`;
  sender = mail.to;
  const answer = h(
    "button",
    { class: "button filled", testid: "mail-answer", on: { click: () => showForm({ subject: again, text: "", answers: id }) } },
    say("mail-answer"),
  );
  fill(
    parts.pane,
    h(
      "article",
      { class: "mail-opened", testid: "mail-opened" },
      h("h3", { class: "mail-subject" }, mail.subject),
      h("p", { class: "mail-ends" }, `${mail.from} → ${mail.to}`),
      h("div", { class: "mail-words" }, linked(mail.text)),
      h("div", { class: "form-buttons" }, answer),
    ),
  );
  drawList();
};

const row = ({ id, to, subject, at }) =>
  h(
    "button",
    {
      class: "mail-row",
      "aria-current": id === parts.opened ? "true" : null,
      testid: `mail-row-${id}`,
      on: { click: () => showMail(id) },
    },
    h("span", { class: "mail-row-subject" }, subject),
    h("span", { class: "mail-row-to" }, `${say("mail-to", { to })} ${hhmm(at)}`),
  );

// The keyboard stays where it was although the rows are drawn anew.
const drawList = () => {
  if (!parts.dialog) return;
  const mark = JSON.stringify([mails(), parts.opened]);
  if (parts.list.dataset.mark === mark) return;
  parts.list.dataset.mark = mark;
  const had = parts.list.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
  fill(parts.list, mails().length ? mails().map(row) : h("p", { class: "mail-ends" }, say("mail-empty")));
  if (had) parts.list.querySelector(`[data-testid="${had}"]`)?.focus();
};

const forget = () => {
  parts.dialog.remove();
  parts.dialog = null;
  parts.opened = null;
};

/** Open the client; the desk's mailbox is read from the first time on. */
export const openMail = async () => {
  closeMenu({ refocus: false });
  if (!(await act("desk/mail")) || parts.dialog) return;
  const fresh = h("button", { class: "button", testid: "mail-new", on: { click: () => showForm() } }, say("mail-new"));
  const shut = h(
    "button",
    { class: "icon-button", "aria-label": say("close"), testid: "mail-close", on: { click: () => parts.dialog.close() } },
    icon("close"),
  );
  parts.list = h("div", { class: "mail-rows" });
  parts.pane = h("div", { class: "mail-pane" });
  parts.toasts = h("div", { class: "toasts", role: "status" });
  parts.dialog = h(
    "dialog",
    { class: "dialog mail-dialog", "aria-label": say("mail"), testid: "mail-client", on: { close: forget } },
    h("header", { class: "mail-head" }, h("h2", { class: "form-title" }, say("mail")), h("span", { class: "gap" }), shut),
    h("div", { class: "mail-columns" }, h("div", { class: "mail-list" }, fresh, parts.list), parts.pane),
    parts.toasts,
  );
  document.body.append(parts.dialog);
  parts.dialog.showModal();
  showForm();
};

on("desk", drawList);
