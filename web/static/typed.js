// What is being typed outlives the session: who is signed in again in this tab, or loads the page anew after it was cut
// off, finds it where it was. Where there is no field for it any more, or something else stands in it, it is shown.
(() => {
  "use strict";
  const KEY = "typed";
  const { me, typedBack } = document.querySelector("#bar").dataset;
  const isBox = (one) => one.type === "checkbox";
  const now = (one) => (isBox(one) ? one.checked : one.value);
  const was = (one) => (isBox(one) ? one.defaultChecked : one.defaultValue);
  const fields = () => {
    const found = new Map();
    for (const one of document.querySelectorAll("main form[method=post] :is(textarea, input:not([type]), input[type=checkbox])")) {
      let key = one.id || `${one.form.getAttribute("action")} ${one.name} ${one.value && isBox(one) ? one.value : ""}`;
      while (found.has(key)) key += "+";
      found.set(key, one);
    }
    return found;
  };

  const keep = () => {
    const typed = [...fields()].filter(([, one]) => now(one) !== was(one)).map(([key, one]) => [key, now(one), was(one)]);
    if (typed.length) sessionStorage.setItem(KEY, JSON.stringify({ me, at: location.pathname, typed }));
  };
  const show = (words) => {
    const said = document.createElement("p"), shown = document.createElement("pre");
    said.textContent = typedBack;
    shown.textContent = words;
    shown.className = "typed-back";
    shown.dir = "auto";
    shown.tabIndex = 0;
    document.querySelector("main").prepend(said, shown);
  };
  const giveBack = () => {
    const kept = JSON.parse(sessionStorage.getItem(KEY) || "null");
    if (kept?.at !== location.pathname) return;
    sessionStorage.removeItem(KEY);
    if (kept.me !== me) return;
    const there = fields();
    for (const [key, value, before] of kept.typed) {
      const one = there.get(key);
      if (!one || was(one) !== before) { if (typeof value === "string" && value.trim()) show(value); continue; }
      one[isBox(one) ? "checked" : "value"] = value;
      one.closest("details")?.setAttribute("open", "");
    }
  };

  document.addEventListener("htmx:beforeOnLoad", ({ detail }) => { if (detail.xhr.status === 401) keep(); });
  document.addEventListener("click", ({ target }) => { if (target.closest("#cut a")) keep(); });
  giveBack();
})();
