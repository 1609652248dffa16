// Rows of a list that are picked: how many, all of the page at once, a range by Shift, none by Escape.
(() => {
  "use strict";
  let last = null;
  const boxes = () => [...document.querySelectorAll("[type=checkbox][name=number]")];
  const count = () => {
    const said = document.querySelector("#picked"), all = document.querySelector("#all");
    if (!said || !all) return;
    const n = boxes().filter((box) => box.checked).length;
    all.hidden = false;
    all.checked = n > 0 && n === boxes().length;
    said.textContent = n ? said.dataset.n.replace("#", n) : "";
  };
  document.addEventListener("click", ({ target, shiftKey }) => {
    const rows = boxes(), to = rows.indexOf(target), from = rows.indexOf(last);
    if (to < 0) return;
    if (shiftKey && from >= 0)
      for (const box of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) box.checked = target.checked;
    last = target;
    count();
  });
  document.addEventListener("keydown", ({ key, target }) => {
    const isElsewhere = target.matches("input:not([type=checkbox]), textarea, select");
    if (key !== "Escape" || isElsewhere || document.querySelector(".menu[open], dialog[open]")) return;
    for (const box of boxes()) box.checked = false;
    count();
  });
  document.addEventListener("change", ({ target }) => {
    if (target.id === "all") for (const box of boxes()) box.checked = target.checked;
    count();
  });
  document.addEventListener("reset", () => setTimeout(count));
  document.addEventListener("DOMContentLoaded", count);
  document.addEventListener("htmx:afterSwap", count);
})();
