// The palette, by Ctrl+K: tickets, people and pages as the server finds them, and the buttons of the ticket that is open.
(() => {
  "use strict";
  const one = (what) => document.querySelector(what);
  const dialog = one("#palette"), field = one("#palette-words"), acts = one("#palette-acts"), rest = one("#palette-rest"), none = one("#palette-none");
  const MOST = 8;
  const options = () => [...dialog.querySelectorAll("[role=option]")];
  const active = () => one("#palette [aria-selected=true]");
  // Addresses alone: their names are the server's to tell. Each person of a shared browser has their own.
  const SEEN = `seen-${one("#bar").dataset.me}`, MOST_SEEN = 6, here = location.pathname;
  const seen = (localStorage.getItem(SEEN) || "").split(",").filter((path) => path && path !== here);
  if (/^\/(tickets|requesters|organizations)\/\d+$/.test(here)) localStorage.setItem(SEEN, [here, ...seen].slice(0, MOST_SEEN));
  one("#palette-seen").value = seen;
  let moved = false, waits = false;

  const plain = (text) => text.toLowerCase().replaceAll("ё", "е").match(/[\p{L}\p{N}]+/gu) || [];
  const menu = (button) => (button.closest(".is-last") ? "" : button.closest(".menu").querySelector("summary .sr").textContent.trim());
  const label = (button) => `${menu(button)} ${button.textContent.trim()}`.trim();
  const buttons = () => {
    const all = [...document.querySelectorAll("#state .menu-list button:not([aria-current])")];
    return [...all.filter(menu), ...all.filter((button) => !menu(button))];
  };
  // What a press does at once is found by how it begins, one of many values, as a topic, by its menu: no search does it.
  const isFound = (button, typed) => {
    const begins = (text) => typed.length && plain(text)[0]?.startsWith(typed[0]), words = plain(label(button));
    const isValue = button.name === "value" && menu(button), opens = button.hasAttribute("popovertarget");
    const may = isValue ? begins(menu(button)) : !typed.length || opens || begins(label(button)) || begins(button.textContent);
    return may && typed.every((word) => words.some((other) => other.startsWith(word)));
  };
  const mark = (option) => {
    for (const each of options()) each.setAttribute("aria-selected", each === option);
    field.setAttribute("aria-expanded", options().length > 0);
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  };
  const markFirst = () => mark(field.value.trim() ? options()[0] : null);
  const show = () => {
    const found = buttons().filter((button) => isFound(button, plain(field.value))).slice(0, MOST);
    const lines = found.map((button, at) => {
      const line = document.createElement("div");
      line.className = "found";
      line.id = `found-act-${at}`;
      line.setAttribute("role", "option");
      line.textContent = label(button);
      return line;
    });
    acts.replaceChildren(acts.firstElementChild, ...lines);
    acts.hidden = !lines.length;
    markFirst();
  };
  const isAnswered = () => rest.firstElementChild?.dataset.of === field.value;
  const press = (option) => {
    if (!option) return;
    const act = option.closest("#palette-acts") && buttons().find((button) => label(button) === option.textContent);
    dialog.close();
    if (act) act.click();
    else if (option.href) location.assign(option.href);
  };
  const open = () => {
    if (one("dialog[open]")) return;
    field.value = "";
    moved = waits = false;
    dialog.showModal();
    show();
    window.htmx.trigger(field, "opened");
  };

  document.addEventListener("keydown", (event) => {
    const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (!(ctrlKey || metaKey) || altKey || shiftKey || (/^[a-z]$/i.test(key) ? key.toLowerCase() !== "k" : code !== "KeyK")) return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else open();
  });
  field.addEventListener("input", () => { moved = waits = false; none.textContent = ""; show(); });
  field.addEventListener("keydown", (event) => {
    const all = options(), step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length) {
      moved = true;
      mark(all.at(active() ? (all.indexOf(active()) + step) % all.length : step > 0 ? 0 : -1));
    } else if (event.key === "Enter" && !event.isComposing) {
      if (moved || isAnswered()) press(active());
      else waits = true;  // typed faster than it was found
    } else return;
    event.preventDefault();
  });
  rest.addEventListener("htmx:afterSwap", () => {
    if (!moved || !active()) markFirst();
    none.textContent = options().length ? "" : none.dataset.none;
    if (waits && isAnswered()) press(active());
  });
  document.addEventListener("click", (event) => {
    const { target } = event;
    if (target.closest("[data-open=palette]")) { event.preventDefault(); open(); } else if (target === dialog) dialog.close();
    else if (target.closest("#palette-acts [role=option]")) press(target);
  });
  if (/Mac|iP/.test(navigator.platform)) one(".palette-button kbd").textContent = "⌘K";
})();
