// A day is typed and shown as everywhere here, "28 Nov 2026", whatever order the browser's own field has; that field
// stays as the calendar beside it and is what is sent. On phones the phone's own field is left as it is.
(() => {
  "use strict";
  const { months, dayWrong, now } = document.querySelector("#bar").dataset;
  const MONTHS = months.split(" "), KINDS = "input:is([type=date], [type=datetime-local], [type=time])";
  const two = (number) => String(number).padStart(2, "0");
  const show = (value) => {
    const [, year, month, day, clock] = /^(?:(\d+)-(\d+)-(\d+))?T?(\d+:\d+)?/.exec(value);
    return [day && `${+day} ${MONTHS[month - 1]} ${year}`, clock?.replace(/^0(?=\d)/, "")].filter(Boolean).join(", ");
  };
  const readMonth = (word) =>
    /^\d+$/.test(word) ? +word : 1 + MONTHS.findIndex((one) => one.slice(0, 3).toLocaleLowerCase() === word.slice(0, 3).replace("май", "мая"));
  // Without a year it is the nearest such day.
  const guessYear = (month, day) => {
    const today = new Date(now), year = today.getUTCFullYear(), far = (one) => Math.abs(Date.UTC(one, month - 1, day) - today);
    return [year - 1, year, year + 1].reduce((best, one) => (far(one) < far(best) ? one : best));
  };
  const readDay = (said) => {
    const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(said), own = /^(\d{1,2})[. ]+(\d{1,2}|[^\d\s.,]+)[., ]*(\d{4})?$/.exec(said);
    if (!iso && !own) return null;
    const month = iso ? +iso[2] : readMonth(own[2]), day = +(iso || own)[iso ? 3 : 1];
    const year = iso ? iso[1] : own[3] || guessYear(month, day), at = new Date(Date.UTC(year, month - 1, day));
    return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? `${year}-${two(month)}-${two(day)}` : null;
  };
  const read = (said, kind) => {
    const clock = kind === "date" ? null : /(?:^|[ ,T])(\d{1,2}):(\d{2})$/.exec(said);
    const at = clock && clock[1] < 24 && clock[2] < 60 ? `${two(clock[1])}:${clock[2]}` : null;
    if (kind === "time") return at;
    const day = readDay((clock ? said.slice(0, clock.index) : said).trim().toLocaleLowerCase());
    return kind === "date" ? day : day && at && `${day}T${at}`;
  };
  const make = (own) => {
    const typed = document.createElement("input"), example = show({ date: "2026-11-28", time: "09:00" }[own.type] || "2026-11-28T09:00");
    Object.assign(typed, { type: "text", id: own.id, className: own.className, required: own.required, placeholder: example, autocomplete: "off" });
    if (own.ariaLabel) typed.ariaLabel = own.ariaLabel;
    const both = document.createElement("span");
    both.className = `date is-${own.type}`;
    own.before(both);
    both.append(typed, own);
    Object.assign(own, { id: "", className: "calendar", required: false, tabIndex: -1, ariaHidden: "true" });
    const fill = () => { typed.value = show(own.value); typed.setCustomValidity(""); };
    fill();
    own.addEventListener("change", fill);
    window.addEventListener("pageshow", fill);
    typed.addEventListener("input", () => typed.setCustomValidity(""));
    typed.addEventListener("change", () => {
      const said = typed.value.trim(), value = said && read(said, own.type);
      if (value === null) {
        typed.setCustomValidity(dayWrong.replace("#", example));
        typed.reportValidity();
        return;
      }
      own.value = value;
      for (const name of ["input", "change"]) own.dispatchEvent(new Event(name, { bubbles: true }));
    });
    if (document.activeElement === own) typed.focus();
  };
  if (!matchMedia("(pointer: coarse)").matches) for (const own of document.querySelectorAll(`main ${KINDS}`)) make(own);
})();
