// Rows of a list that are picked: how many, and all of the page at once.
(() => {
  "use strict";
  const boxes = () => [...document.querySelectorAll("[type=checkbox][name=number]")];
  const count = () => {
    const said = document.querySelector("#picked"), all = document.querySelector("#all");
    if (!said || !all) return;
    const n = boxes().filter((box) => box.checked).length;
    all.hidden = false;
    all.checked = n > 0 && n === boxes().length;
    said.textContent = n ? said.dataset.n.replace("#", n) : "";
  };
  document.addEventListener("change", ({ target }) => {
    if (target.id === "all") for (const box of boxes()) box.checked = target.checked;
    count();
  });
  document.addEventListener("reset", () => setTimeout(count));
  document.addEventListener("DOMContentLoaded", count);
  document.addEventListener("htmx:afterSwap", count);
})();
