// Keys of the panel, and rows that flash when they changed. Single keys are dead in fields, and can be switched off.
(() => {
  "use strict";
  const one = (what, within) => (within || document).querySelector(what);
  const rows = () => [...document.querySelectorAll("main tbody tr")].filter((row) => one("a[href]", row));
  const isOff = () => localStorage.getItem("keys") === "off";
  const typing = (at) => at.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  // Under a layout without Latin letters, as the Russian one, a key goes by its place.
  const named = ({ key, code }) => (/^\p{Ll}$/u.test(key) && key > "~" && /^Key[A-Z]$/.test(code) ? code[3].toLowerCase() : key);
  let went = 0;

  const move = (by) => {
    const all = rows();
    const now = all.findIndex((row) => row.contains(document.activeElement));
    const next = all[Math.max(0, Math.min(all.length - 1, now < 0 ? 0 : now + by))];
    if (next) { one("a[href]", next).focus(); next.scrollIntoView({ block: "nearest" }); }
  };
  const press = (what) => { const found = one(what); found?.click(); return found; };
  const seek = () => {
    const field = [one("#q"), one("#seek")].find((found) => found?.offsetParent);
    field?.focus();
  };
  const list = () => one("#keys:not([open])")?.showModal();
  const does = {
    "/": seek,
    "?": list,
    j: () => move(1),
    k: () => move(-1),
    x: () => press("tr:focus-within input[type=checkbox]"),
    g: () => { went = Date.now(); },
  };

  document.addEventListener("keydown", (event) => {
    if (isOff() || event.ctrlKey || event.altKey || event.metaKey || typing(event.target) || one("dialog[open]")) return;
    const key = named(event);
    const goes = Date.now() - went < 1500 && one(`[data-go="${CSS.escape(key)}"]`);
    went = 0;
    const marked = one(`[data-key="${CSS.escape(key)}"]:not([hidden])`);
    if (goes || marked) {
      event.preventDefault();
      (goes || marked).focus();
      (goes || marked).click();
    } else if (Object.hasOwn(does, key)) { event.preventDefault(); does[key](); }
  });
  document.addEventListener("keydown", ({ key, ctrlKey, metaKey, target }) => {
    if (key === "Enter" && (ctrlKey || metaKey) && target.matches("[data-key=r]")) one(".main", target.form).click();
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-open=keys]")) list(); });
  document.addEventListener("DOMContentLoaded", () => { if (location.hash === "#q") seek(); });
  document.addEventListener("change", (event) => {
    if (event.target.id === "keys-on") localStorage.setItem("keys", event.target.checked ? "on" : "off");
  });
  document.addEventListener("DOMContentLoaded", () => { const box = one("#keys-on"); if (box) box.checked = !isOff(); });

  // A part that is shown anew takes the focus with it: it goes to what is the same there, or to its row.
  const sign = (at) => [at.tagName, at.getAttribute("href"), at.name, at.value, at.closest("details")?.id].join();
  let before = new Map(), focused = null;
  const marked = () => [...document.querySelectorAll("tr[data-row]")];
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const at = detail.target;
    if (at.id === "list" && (at.matches(":hover, :focus-within") || one("[name=number]:checked", at))) {
      detail.shouldSwap = false;
      one("#changed").hidden = false;
    }
    const mine = document.activeElement;
    focused = at.contains(mine) && !mine.id ? { sign: sign(mine), row: mine.closest("tr[data-row]")?.dataset.row } : null;
    before = new Map(marked().map((row) => [row.dataset.row, row.dataset.now]));
  });
  document.addEventListener("htmx:afterSwap", () => {
    if (focused && document.activeElement === document.body) {
      const same = [...document.querySelectorAll("main :is(a[href], button, summary)")].find((at) => sign(at) === focused.sign);
      (same || one(`#row-${focused.row}`))?.focus({ preventScroll: true });
    }
    focused = null;
    for (const row of marked()) row.classList.toggle("flash", before.get(row.dataset.row) !== row.dataset.now);
  });
})();
