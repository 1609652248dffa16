// What is typed stays in this tab until it is sent: a page loaded anew, left and found again, cut off, or asked for by
// whoever signs in again has it where it was. Where there is no field for it any more, or something else stands in it,
// it is shown. Who signs out takes it away; nobody else gets it.
(() => {
  "use strict";
  const KEY = "typed", MOST = 1_000_000, SOON = 300;
  const { me, typedBack } = document.querySelector("#bar").dataset;
  const FIELDS = "main form[method=post] :is(textarea, select:not([multiple]), input:is(:not([type]), [type=date], [type=checkbox]))";
  const isBox = (one) => one.type === "checkbox";
  const isBare = (one) => one.matches("input:not([type])");
  const isWords = (one) => isBare(one) || one.matches("textarea");
  const chosen = (one) => [...one.options].find((option) => option.defaultSelected) || one.options[0];
  const now = (one) => (isBox(one) ? one.checked : one.value);
  const was = (one) => (isBox(one) ? one.defaultChecked : one.options ? chosen(one)?.value : isBare(one) ? one.defaultValue.replace(/[\r\n]/g, "") : one.defaultValue);
  const put = (one, value) => { one[isBox(one) ? "checked" : "value"] = value; };
  const pathOf = (address) => new URL(address, location).pathname;
  const fields = (within) => {
    const found = new Map();
    for (const one of (within || document).querySelectorAll(FIELDS)) {
      let key = `${pathOf(one.form.getAttribute("action"))} ${one.id || `${one.name} ${isBox(one) ? one.value : ""}`}`;
      while (found.has(key)) key += "+";
      found.set(key, one);
    }
    return found;
  };

  // kept: of each field the value, what stood there before, the page. sent: the form that went last, whose answer this may be.
  const read = () => {
    const held = JSON.parse(sessionStorage.getItem(KEY) || "null");
    return held?.me === me ? held : { me, kept: {}, sent: null };
  };
  const write = (held) => {
    const oldest = Object.keys(held.kept);
    while (oldest.length && JSON.stringify(held).length > MOST) delete held.kept[oldest.shift()];
    sessionStorage.setItem(KEY, JSON.stringify(held));
  };
  const here = location.pathname + location.search;
  let at = here, before = {}, isOver = false, everything = false;

  const base = (key, one) => (key in before ? before[key] : was(one));
  const keep = () => {
    if (isOver) return;
    const held = read(), worded = new Set();
    const all = [...fields()];
    for (const [key, one] of all) if (isWords(one) && now(one) !== base(key, one)) worded.add(one.form);
    for (const [key, one] of all) {
      delete held.kept[key];
      const is = now(one), stood = base(key, one);
      if (is !== stood && (everything || worded.has(one.form))) held.kept[key] = [is, stood, at];
    }
    write(held);
  };
  const keepAll = () => { everything = true; keep(); };
  const show = (words) => {
    const said = document.createElement("p"), shown = document.createElement("pre");
    said.textContent = typedBack;
    shown.textContent = words;
    shown.className = "typed-back";
    shown.dir = "auto";
    shown.tabIndex = 0;
    document.querySelector("main").prepend(said, shown);
  };

  // What came back is the answer to a form, and either it was taken, or the page has what was typed and says why not.
  const isAnswered = (held) => {
    const { type, redirectCount, responseStatus } = performance.getEntriesByType("navigation")[0] ?? {};
    const { sent } = held;
    if (!sent || type === "back_forward") return false;
    const isItself = location.pathname === sent.to;
    if (!isItself && !redirectCount) return false;
    if (isItself && (sent.fills || responseStatus >= 400)) {
      before = sent.before;
      at = sent.at;
      history.replaceState(null, "", at);  // whoever comes back here gets the form's page, and is not asked to send again
      return true;
    }
    for (const key of Object.keys(sent.before)) delete held.kept[key];
    held.sent = null;
    return false;
  };
  const giveBack = () => {
    const held = read(), there = fields();
    if (isAnswered(held)) return;
    for (const [key, [value, stood, page]] of Object.entries(held.kept)) {
      const one = there.get(key);
      if (!one && page !== here) continue;
      if (one && was(one) === stood) {
        put(one, value);
        one.closest("details")?.setAttribute("open", "");
        one.closest("[popover]")?.showPopover();
        continue;
      }
      delete held.kept[key];
      if (typeof value === "string" && value.trim() && !(one && was(one) === value)) show(value);
    }
    write(held);
  };

  let soon = 0;
  const keepSoon = () => { clearTimeout(soon); soon = setTimeout(keep, SOON); };
  document.addEventListener("input", keepSoon);
  document.addEventListener("change", keepSoon);
  addEventListener("pagehide", keep);
  addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
  document.addEventListener("submit", ({ target, submitter }) => {
    if (target.matches("form[action='/sign-out']")) { isOver = true; sessionStorage.removeItem(KEY); return; }
    keep();
    const held = read(), to = submitter?.getAttribute("formaction");
    const mine = [...fields()].filter(([, one]) => one.form === target);
    const again = target.id === "again" ? Object.entries(held.kept).filter(([key]) => key.startsWith(`${pathOf(target.getAttribute("action"))} `)) : [];
    held.sent = target.method !== "post" ? null : {
      at, to: pathOf(to || target.getAttribute("action")), fills: Boolean(to),
      before: Object.fromEntries([...again.map(([key, [, stood]]) => [key, stood]), ...mine.map(([key, one]) => [key, base(key, one)])]),
    };
    write(held);
  });
  document.addEventListener("htmx:beforeOnLoad", ({ detail }) => { if (detail.xhr.status === 401) keepAll(); });
  document.addEventListener("click", ({ target }) => { if (target.closest("#cut a")) keepAll(); });
  giveBack();
})();
