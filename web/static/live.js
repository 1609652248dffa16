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
  let heard = false, lost = "", went = 0, told = 0, stream = null;

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
    if (!heard || lost || Date.now() - went < LEAVING) return;
    lost = clock(since);
    cut.querySelector("span").textContent = live.dataset.cut.replace("#", lost);
    cut.hidden = false;
    live.hidden = true;
    document.body.classList.add("is-old");
  };
  const hears = () => { told = Date.now(); };
  const startAnew = () => {
    isLost(told);
    hears();
    stream.close();
    stream.onerror(new Event("error"));
  };
  window.htmx.createEventSource = (url) => (stream = new EventSource(url, { withCredentials: true }));
  document.addEventListener("htmx:sseOpen", ({ detail }) => {
    for (const each of ["here", "changed"]) detail.source.addEventListener(each, hears);
    hears();
    heard = true;
    if (lost) asks();
    lost = "";
    cut.hidden = true;
    live.hidden = false;
    document.body.classList.remove("is-old");
    goOn();
  });
  document.addEventListener("htmx:sseError", () => isLost());
  document.addEventListener("htmx:beforeOnLoad", (event) => {  // somebody else has signed in beside it
    const of = event.detail.xhr.getResponseHeader("panel-of");
    if (of && bar.me && of !== bar.me) { event.preventDefault(); location.reload(); }
  });
  let unfolded = [];
  document.addEventListener("htmx:beforeSwap", () => { unfolded = [...document.querySelectorAll("details[id][open]")].map((one) => one.id); });
  document.addEventListener("htmx:afterSwap", () => { for (const id of unfolded) document.getElementById(id)?.setAttribute("open", ""); });
  addEventListener("beforeunload", () => { went = Date.now(); });
  setInterval(goOn, 10_000);
  setInterval(() => { if (heard && stream.readyState !== EventSource.CLOSED && Date.now() - told > SILENT) startAnew(); }, 2_000);
})();
