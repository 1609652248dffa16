// The list of a bot's commands that opens while "/" is typed; must not know what commands do.

import { fill, h } from "./dom.js";

const COMMAND = /^\/([a-z0-9_]*)$/i;

/** `{node, update(text, menu), key(event), close()}`; `choose(command)` gets "/name". */
export const commandList = ({ id, label, choose }) => {
  const node = h("div", { class: "commands", role: "listbox", id, "aria-label": label, testid: id, hidden: true });
  let rows = [];
  let at = 0;

  const paint = () => {
    node.hidden = !rows.length;
    fill(
      node,
      rows.map((row, place) => option(row, place)),
    );
    node.children[at]?.scrollIntoView?.({ block: "nearest" });
  };
  const option = (row, place) =>
    h(
      "div",
      {
        class: "command",
        role: "option",
        id: `${id}-${place}`,
        "aria-selected": String(place === at),
        testid: `command-${row.command}`,
        on: { pointerdown: (event) => (event.preventDefault(), choose(`/${row.command}`)) },
      },
      h("span", { class: "command-name" }, `/${row.command}`),
      h("span", { class: "command-words" }, row.description ?? ""),
    );

  return {
    node,
    active: () => (rows.length ? `${id}-${at}` : null),
    update(text, menu) {
      const typed = COMMAND.exec(text);
      const found = typed ? (menu ?? []).filter((row) => String(row.command).startsWith(typed[1].toLowerCase())) : [];
      const whole = found.length === 1 && typed && found[0].command === typed[1];
      rows = whole ? [] : found;
      at = Math.min(at, Math.max(0, rows.length - 1));
      paint();
    },
    /** True when the key was for the list. Enter chooses, Tab only completes. */
    key(event, complete) {
      if (!rows.length) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) at = (at + step + rows.length) % rows.length;
      else if (event.key === "Enter") choose(`/${rows[at].command}`);
      else if (event.key === "Tab" && !event.shiftKey) complete(`/${rows[at].command} `);
      else if (event.key === "Escape") rows = [];
      else return false;
      event.preventDefault();
      event.stopPropagation();
      paint();
      return true;
    },
    close() {
      rows = [];
      at = 0;
      paint();
    },
  };
};
