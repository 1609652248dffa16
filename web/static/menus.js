// Menus that open below or above their button: one at a time, closed by a press elsewhere and by Escape. A row of tabs
// that is longer than the screen is scrolled to the tab of the page. What is shown once is copied by its button.
(() => {
  "use strict";
  document.querySelectorAll("main :is(.tabs, .groups > nav) [aria-current]").forEach((one) => one.scrollIntoView({ block: "nearest", inline: "center" }));
  const opened = () => document.querySelector("details.menu[open]");
  document.addEventListener("click", ({ target }) => {
    const menu = opened();
    if (menu && (!menu.contains(target) || target.closest("[popovertarget]"))) menu.open = false;
  });
  document.addEventListener("toggle", ({ target }) => {
    if (target.matches("details.menu[open]")) target.querySelector(".menu-list :is(a, button, select, input)")?.focus();
  }, true);
  document.addEventListener("click", ({ target }) => {  // also where the page is not secure, and there is no clipboard
    const { copy, copied } = target.dataset;
    if (!copy) return;
    document.getElementById(copy).select();
    if (document.execCommand("copy")) target.textContent = copied;
  });
  document.addEventListener("keydown", (event) => {
    const menu = opened(), { key, target } = event;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (menu?.contains(target) && step && !target.matches("select, input")) {
      const items = [...menu.querySelectorAll("summary, .menu-list :is(a, button)")];
      items.at((items.indexOf(target) + step) % items.length).focus();
      event.preventDefault();
    }
    if (key !== "Escape" || !menu || document.querySelector("dialog[open], [popover]:popover-open")) return;
    menu.open = false;
    menu.querySelector("summary").focus();
    event.preventDefault();
  });
})();
