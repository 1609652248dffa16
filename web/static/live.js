// Times go on without asking, and a page whose connection is lost says so. What passes a border asks its page once.
(() => {
  "use strict";
  const SOON = 30 * 60_000, HOUR = 3_600_000;
  const one = (what) => document.querySelector(what);
  const bar = one("#bar").dataset, live = one("#live"), cut = one("#cut");
  const ahead = Date.parse(bar.now) - Date.now();
  const now = () => Date.now() + ahead;
  const clock = (at = Date.now()) => new Date(at + ahead).toLocaleTimeString("ru", { hour: "2-digit", minute: "2-digit", timeZone: bar.zone });
  const length = (ms) => ms < HOUR
    ? bar.minutes.replace("#", Math.max(1, Math.floor(ms / 60_000)))
    : bar.hours.replace("#", Math.floor(ms / HOUR));
  const asks = () => document.querySelectorAll("[hx-trigger*=passed]").forEach((at) => window.htmx.trigger(at, "passed"));
  const LEAVING = 3_000;  // a browser ends the stream before a page goes; a download only looks as if it went
  const SILENT = 12_000;  // twice as long as the stream ever says nothing: nobody is there, and no browser says so
  const AGAIN = 3_000;  // from one try to the next, whatever was answered: the database is away, or a proxy has nobody
  let heard = false, lost = "", went = 0, told = Date.now();

  const goOn = () => {
    let passed = false;
    for (const time of document.querySelectorAll("time[data-over]")) {
      const left = Date.parse(time.dateTime) - now();
      if (Math.abs(left) < 24 * HOUR) time.textContent = (left < 0 ? time.dataset.over : time.dataset.left).replace("#", length(Math.abs(left)));
      if (!time.dataset.left) continue;
      const near = left < 0 ? "bad" : left < SOON ? "warn" : "";
      passed ||= near && !time.classList.contains(near);
      time.classList.toggle("bad", near === "bad");
      time.classList.toggle("warn", near === "warn");
    }
    if (passed) asks();
    if (heard && !lost) live.textContent = `${live.dataset.live}, ${clock()}`;
  };
  const isLost = (since) => {
    if (lost || Date.now() - went < LEAVING) return;
    lost = clock(since);
    cut.querySelector("span").textContent = live.dataset.cut.replace("#", lost);
    cut.hidden = false;
    live.hidden = true;
    document.body.classList.add("is-old");
  };
  const hears = () => {
    told = Date.now();
    if (heard && !lost) return;
    heard = true;
    if (lost) asks();
    lost = "";
    cut.hidden = true;
    live.hidden = false;
    document.body.classList.remove("is-old");
    goOn();
  };
  window.htmx.createEventSource = (url) => {  // one that never ends: the library would wait for up to a minute
    const events = new EventTarget();
    let stream, again, tried;
    const open = () => {
      events.close();
      tried = Date.now();
      stream = new EventSource(url);
      stream.onerror = () => { if (heard) isLost(); events.close(); again = setTimeout(open, AGAIN); };
      for (const each of ["here", "changed"]) stream.addEventListener(each, () => { hears(); events.dispatchEvent(new Event(each)); });
    };
    events.close = () => { clearTimeout(again); stream?.close(); };
    setInterval(() => {
      if (Date.now() - told > SILENT) isLost(told);
      if (Date.now() - Math.max(told, tried) > SILENT) open();
    }, 2_000);
    open();
    return events;
  };
  document.addEventListener("htmx:beforeOnLoad", (event) => {  // somebody else has signed in beside it
    const of = event.detail.xhr.getResponseHeader("panel-of");
    if (of && bar.me && of !== bar.me) { event.preventDefault(); location.reload(); }
  });
  let unfolded = [];
  document.addEventListener("htmx:beforeSwap", () => { unfolded = [...document.querySelectorAll("details[id][open]")].map((one) => one.id); });
  document.addEventListener("htmx:afterSwap", () => { for (const id of unfolded) document.getElementById(id)?.setAttribute("open", ""); });
  addEventListener("beforeunload", () => { went = Date.now(); });
  setInterval(goOn, 10_000);
})();
