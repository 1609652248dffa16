// A ticket opened from a list knows the tickets before and after it, and the way back. The list stays as it was when
// the ticket was opened, in this tab only; signing out takes it away.
(() => {
  "use strict";
  const KEY = "way";
  const one = (what) => document.querySelector(what);
  document.addEventListener("click", ({ target }) => {
    if (!target.closest("tr[data-row] a[href^='/tickets/']")) return;
    const numbers = [...new Set([...document.querySelectorAll("main tr[data-row]")].map((row) => row.dataset.row))];
    const { before = 0, total = numbers.length } = one("#list")?.dataset || {};
    sessionStorage.setItem(KEY, JSON.stringify({ back: location.pathname + location.search, numbers, before: Number(before), total }));
  });
  document.addEventListener("submit", ({ target }) => { if (target.matches("form[action='/sign-out']")) sessionStorage.removeItem(KEY); });

  const held = JSON.parse(sessionStorage.getItem(KEY) || "null"), way = one("#way");
  const at = way && held ? held.numbers.indexOf(way.dataset.number) : -1;
  if (at < 0) return;
  const lead = (what, number) => {
    const link = one(what);
    link.hidden = false;
    if (number) link.href = `/tickets/${number}`;
    else {
      link.role = "link";
      link.ariaDisabled = "true";
    }
  };
  one("#back").href = held.back;
  one("#place").textContent = way.dataset.place.replace("##", held.total).replace("#", held.before + at + 1);
  one("#place").hidden = false;
  lead("#previous", held.numbers[at - 1]);
  lead("#next", held.numbers[at + 1]);
})();
