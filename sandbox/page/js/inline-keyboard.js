// The buttons under a message; must not know the message's words, only those of an invoice, which are the page's own.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { say } from "./texts.js";
import { marked } from "./ticket-signs.js";

const INVOICE = "sandbox:";

const key = (button, bubble, ctx) => {
  const style = ["primary", "danger", "success"].includes(button.style) ? button.style : "";
  const shared = { class: `key ${style}`, testid: `button-${button.data ?? button.url ?? ""}` };
  const text = button.data?.startsWith(INVOICE) ? say(`invoice-${button.data.slice(INVOICE.length)}`) : String(button.text ?? "");
  const label = marked(button.url ? text.replace(/\s*↗\s*$/u, "") : text, { plain: true, all: false });
  if (button.url) {
    const click = (event) => {
      event.stopPropagation();
      if (ctx.open(button.url, event.currentTarget)) event.preventDefault();
    };
    const known = /^https?:/i.test(button.url);
    return h(
      "a",
      { ...shared, href: known ? button.url : null, target: "_blank", rel: "noopener noreferrer", on: { click } },
      label,
      icon("out", { size: 14 }),
    );
  }
  if (button.copy) {
    const click = (event) => {
      event.stopPropagation();
      navigator.clipboard?.writeText(button.copy);
    };
    return h("button", { ...shared, on: { click } }, label);
  }
  const busy = ctx.pressing.has(`${bubble.id}:${button.data}`);
  const click = (event) => {
    event.stopPropagation();
    ctx.press(bubble, button);
  };
  return h("button", { ...shared, "aria-busy": busy ? "true" : null, on: { click } }, label);
};

/** Rows of buttons, or null. `ctx`: pressing, press(bubble, button), open(url, anchor). */
export const keyboard = (bubble, ctx) =>
  bubble.buttons.length
    ? h(
        "div",
        { class: "keys" },
        bubble.buttons.map((row) =>
          h(
            "div",
            { class: "key-row" },
            row.map((button) => key(button, bubble, ctx)),
          ),
        ),
      )
    : null;
