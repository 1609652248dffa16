// Menus, dialogs and short notices over the page; must not know what they are about.

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { say } from "./texts.js";

const layer = () => document.getElementById("layer");
let open = null;

/** Close the menu that is open; the focus goes back to where it was opened. */
export const closeMenu = ({ refocus = true } = {}) => {
  if (!open) return false;
  const { menu, anchor } = open;
  open = null;
  menu.remove();
  anchor.setAttribute("aria-expanded", "false");
  // What opened the menu may have been drawn anew meanwhile.
  const back = anchor.isConnected
    ? anchor
    : document.querySelector(`[data-testid="${CSS.escape(anchor.dataset.testid ?? "")}"]`);
  if (refocus) back?.focus();
  return true;
};

const place = (menu, anchor) => {
  const box = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = box.bottom + 4 + height <= innerHeight - 8;
  const left = box.left + width <= innerWidth - 8 ? box.left : box.right - width;
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, below ? box.bottom + 4 : box.top - 4 - height)}px`;
};

const entry = (item) => {
  if (item === "line") return h("div", { class: "menu-line", role: "separator" });
  if (item.heading) return h("div", { class: "menu-heading" }, item.heading);
  const role = item.checked === undefined ? "menuitem" : item.radio ? "menuitemradio" : "menuitemcheckbox";
  const choose = () => {
    closeMenu();
    item.choose();
  };
  return h(
    "button",
    {
      class: "menu-item",
      role,
      "aria-checked": item.checked === undefined ? null : String(item.checked),
      tabindex: "-1",
      testid: item.testid,
      on: { click: choose },
    },
    item.mark ?? null,
    h(
      "span",
      { class: "menu-words" },
      h("span", {}, item.label),
      item.hint ? h("span", { class: "menu-hint" }, item.hint) : null,
    ),
    item.checked ? icon("check") : null,
  );
};

const walk = (menu, event) => {
  const items = [...menu.querySelectorAll(".menu-item")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? items.length - 1 : at - 1, Home: 0, End: items.length - 1 }[
    event.key
  ];
  if (to !== undefined) {
    event.preventDefault();
    items[(to + items.length) % items.length]?.focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    closeMenu();
  }
};

/**
 * Open a menu at a button. `items`: "line", {heading}, or {label, hint?, mark?, checked?, radio?, testid?, choose()}.
 * Pressing the button again closes it.
 */
export const openMenu = (anchor, items, { label, testid } = {}) => {
  const menu = h("div", { class: "menu", role: "menu", tabindex: "-1" }, items.filter(Boolean).map(entry));
  const same = open?.anchor === anchor;
  closeMenu({ refocus: same });
  if (same) return;
  menu.setAttribute("aria-label", label);
  if (testid) menu.dataset.testid = testid;
  menu.addEventListener("keydown", (event) => walk(menu, event));
  layer().append(menu);
  place(menu, anchor);
  anchor.setAttribute("aria-expanded", "true");
  open = { menu, anchor };
  (menu.querySelector('[aria-checked="true"]') ?? menu.querySelector(".menu-item"))?.focus();
};

document.addEventListener("pointerdown", (event) => {
  if (!open || open.menu.contains(event.target) || open.anchor.contains(event.target)) return;
  closeMenu({ refocus: false });
});
addEventListener("resize", () => closeMenu({ refocus: false }));

const inputOf = (field) => {
  if (field.options) {
    return h(
      "select",
      { name: field.name, class: "field-input", testid: field.testid },
      field.options.map(([value, label]) => h("option", { value, selected: value === field.value }, label)),
    );
  }
  const tag = field.long ? "textarea" : "input";
  return h(tag, {
    name: field.name,
    class: "field-input",
    type: field.long ? null : "text",
    rows: field.long ? "3" : null,
    autocomplete: "off",
    maxlength: field.max ?? "200",
    required: field.required,
    placeholder: field.placeholder,
    testid: field.testid,
    value: field.value ?? "",
  });
};

/** A small form in a dialog; `done(values)` may return false to keep it open. */
export const openForm = ({ title, hint, fields, action, testid, done }) => {
  const inputs = fields.map((field) =>
    h("label", { class: "field" }, h("span", { class: "field-name" }, field.label), inputOf(field)),
  );
  const submit = h("button", { class: "button filled", type: "submit", testid: `${testid}-ok` }, action);
  const cancel = h("button", { class: "button", on: { click: () => dialog.close() } }, say("cancel"));
  const send = async (event) => {
    event.preventDefault();
    submit.disabled = true;
    const keep = (await done(Object.fromEntries(new FormData(form)))) === false;
    submit.disabled = false;
    if (!keep) dialog.close();
  };
  const form = h(
    "form",
    { class: "form", on: { submit: send } },
    h("h2", { class: "form-title" }, title),
    hint ? h("p", { class: "form-hint" }, hint) : null,
    inputs,
    h("div", { class: "form-buttons" }, cancel, submit),
  );
  const dialog = h(
    "dialog",
    { class: "dialog", "aria-label": title, testid, on: { close: () => dialog.remove() } },
    form,
  );
  document.body.append(dialog);
  dialog.showModal();
};

const SHOWN_MS = 4500;

/** One line that goes by itself, over the page or over `place` (a phone). */
export const toast = (text, place = document.getElementById("toasts")) => {
  const note = h("div", { class: "toast", testid: "toast" }, text);
  place.append(note);
  setTimeout(() => note.remove(), SHOWN_MS);
};

/** Telegram's alert in one phone: stays until it is confirmed. The first line is its title when there are more. */
export const alertIn = (place, text, words) => {
  const [title, ...rest] = text.split("\n");
  const more = rest.join("\n").trim();
  const before = document.activeElement;
  const close = () => {
    box.remove();
    if (before?.isConnected) before.focus();
  };
  const ok = h("button", { class: "button wide", testid: "alert-ok", on: { click: close } }, words.ok);
  const keys = (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    } else if (event.key === "Tab") event.preventDefault();
  };
  const panel = h(
    "div",
    { class: "alert", role: "alertdialog", "aria-label": title, "aria-modal": "true", testid: "alert" },
    h("p", { class: more ? "alert-title" : "alert-text" }, title),
    more ? h("p", { class: "alert-text" }, more) : null,
    ok,
  );
  const box = h("div", { class: "alert-shade", on: { keydown: keys } }, panel);
  place.querySelector(".alert-shade")?.remove();
  place.append(box);
  ok.focus({ preventScroll: true });
};

/** Fill a banner over a region, or hide it: `{strong, text}` or null. */
export const banner = (node, said) => {
  node.hidden = !said;
  if (!said) return node.replaceChildren();
  return fill(node, icon("plug"), h("span", { class: "banner-text" }, h("strong", {}, said.strong), " ", said.text));
};
