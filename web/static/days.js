// A day is shown as everywhere here, "28 Nov 2026", whatever order the browser's own field has. That field stays what is
// typed into, and is seen as it is meanwhile, and while it holds no day that there is: nothing but the browser reads one.
// On phones it is left as it is.
(() => {
  "use strict";
  const MONTHS = document.querySelector("#bar").dataset.months.split(" ");
  const FIELDS = "main input:is([type=date], [type=datetime-local], [type=time])";
  const show = (value) => {
    const [, year, month, day, clock] = /^(?:(\d+)-(\d+)-(\d+))?T?(\d+:\d+)?/.exec(value);
    return [day && `${+day} ${MONTHS[month - 1]} ${year}`, clock?.replace(/^0(?=\d)/, "")].filter(Boolean).join(", ");
  };
  const cover = (field) => {
    const hadFocus = document.activeElement === field;
    const both = document.createElement("span"), said = document.createElement("span");
    both.className = "date";
    said.className = "said-day";
    said.ariaHidden = "true";
    field.before(both);
    both.append(field, said);
    const fill = () => {
      said.textContent = show(field.value);
      said.hidden = field.validity.badInput;
    };
    for (const name of ["input", "change", "blur"]) field.addEventListener(name, fill);
    window.addEventListener("pageshow", fill);
    fill();
    if (hadFocus) field.focus();
  };
  if (!matchMedia("(pointer: coarse)").matches) document.querySelectorAll(FIELDS).forEach(cover);
})();
