// The scrolling list of one phone's messages; must not know its place on the page.

import { bubbleNode, signature } from "./bubble.js";
import { h, reconcile, rise, still } from "./dom.js";
import { dayLabel } from "./time.js";

const NEAR_PX = 40;

const withDays = (bubbles) => {
  const rows = [];
  for (const [place, bubble] of bubbles.entries()) {
    if (bubble.day && bubble.day !== bubbles[place - 1]?.day) rows.push({ day: bubble.day, date: bubble.lead.date });
    rows.push(bubble);
  }
  return rows;
};

const flash = (node) => {
  for (const target of node.querySelectorAll(".pill, .head-title")) target.classList.add("flash");
};

/** The log of a chat. `ctx` is a bubble's, plus `name` and `lang`. */
export class Chat {
  constructor(id, ctx) {
    this.ctx = ctx;
    this.drawn = false;
    this.log = h("div", {
      class: "chat",
      role: "log",
      tabindex: "0",
      testid: `chat-${id}`,
      on: { scroll: () => this.scrolled() },
    });
    this.node = h("div", { class: "chat-box" }, this.log);
    new ResizeObserver(() => this.resized()).observe(this.log);
    this.ended = true;
  }

  draw(bubbles, empty) {
    const { ctx } = this;
    this.log.setAttribute("aria-label", `Chat of ${ctx.name}`);
    const changed = reconcile(this.log, bubbles.length ? withDays(bubbles) : [{ empty }], {
      key: (row) => row.empty ?? row.day_key ?? (row.lead ? `m${row.id}` : `d${row.day}`),
      sign: (row) => (row.lead ? signature(row, ctx) : `${row.day ?? row.empty} ${ctx.lang}`),
      make: (row, old) => this.make(row, old),
    });
    this.follow(changed);
    this.drawn = true;
  }

  make(row, old) {
    if (row.empty) return h("div", { class: "empty" }, row.empty);
    if (!row.lead) return h("div", { class: "day" }, h("span", {}, dayLabel(row.date, this.ctx.lang)));
    const node = bubbleNode(row, this.ctx);
    if (old?.contains(document.activeElement)) this.refocus = document.activeElement.dataset.testid;
    return node;
  }

  // Stay at the end only when the reader is there.
  follow(changed) {
    const news = changed.filter(({ item, old }) => item.lead && !old);
    if (this.drawn && !still()) {
      news.slice(-6).forEach(({ node }) => rise(node));
      changed.filter(({ old }) => old).forEach(({ node }) => flash(node));
    }
    if (this.refocus) {
      this.log.querySelector(`[data-testid="${CSS.escape(this.refocus)}"]`)?.focus({ preventScroll: true });
      this.refocus = null;
    }
    if (this.ended || news.some(({ item }) => item.own)) this.toEnd();
    for (const { node } of changed) {
      for (const image of node.querySelectorAll("img"))
        image.addEventListener("load", () => this.ended && this.toEnd(), { once: true });
    }
  }

  toEnd() {
    this.ended = true;
    this.log.scrollTo({ top: this.log.scrollHeight, behavior: "instant" });
  }

  resized() {
    this.height = this.log.clientHeight;
    if (this.ended) this.toEnd();
  }

  // A box that has become smaller was not scrolled by anybody.
  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    if (clientHeight !== this.height) return;
    this.ended = scrollHeight - scrollTop - clientHeight < NEAR_PX;
  }

  /** Bring a message into view and let it shine once. */
  show(id) {
    const node = this.log.querySelector(`[data-id="${Number(id)}"]`);
    if (!node) return;
    node.scrollIntoView({ block: "center", behavior: still() ? "instant" : "smooth" });
    node.classList.remove("shine");
    requestAnimationFrame(() => node.classList.add("shine"));
  }
}
