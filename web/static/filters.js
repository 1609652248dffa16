// A filter acts as soon as it is chosen; words are sent by Enter. The page that comes has the focus where it was.
(() => {
  "use strict";
  const KEY = "filtered", EARLIEST = "2000";  // a year that is still being typed is no day to look for
  document.addEventListener("change", ({ target }) => {
    const form = target.closest("form.filters");
    if (!form || !target.matches("select, [type=checkbox], [type=date]")) return;
    if (target.type === "date" && target.value && target.value < EARLIEST) return;
    sessionStorage.setItem(KEY, target.id || target.name);
    form.requestSubmit();
  });
  document.addEventListener("formdata", ({ target, formData }) => {
    if (!target.matches("form.filters")) return;
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });
  const at = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  const found = at && document.querySelector(`form.filters :is(#${CSS.escape(at)}, [name="${CSS.escape(at)}"])`);
  if (found) (found.closest("details:not([open])")?.querySelector("summary") || found).focus({ preventScroll: true });
})();
