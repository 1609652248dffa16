// Actions on a task from a card or its sheet, and the account that acts; must not know where either is shown.

import { todoist } from "./actions.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./overlay.js";
import { userAvatar, userName } from "./people.js";
import { actAs, state } from "./state.js";
import { say } from "./texts.js";

/** Move a task as the person chosen for the board. */
export const moveTask = (id, section) => todoist("task/move", { as: state.as, id, section_id: section });

export const toggleDone = (task) =>
  todoist(task.done ? "task/uncomplete" : "task/complete", { as: state.as, id: task.id });

/** Choose as whom the board is written on. */
const asMenu = (anchor) =>
  openMenu(
    anchor,
    [
      { heading: say("act-as") },
      ...state.board.people().map(({ id, full_name }) => ({
        label: userName(id),
        hint: userName(id) === full_name ? null : full_name,
        mark: userAvatar(id, "s"),
        radio: true,
        checked: id === state.as,
        testid: `as-${id}`,
        choose: () => actAs(id),
      })),
    ],
    { label: say("act-as"), testid: "as-menu" },
  );

export const asButton = (testid) =>
  h("button", {
    class: "as-button",
    "aria-haspopup": "menu",
    testid,
    on: { click: (event) => asMenu(event.currentTarget) },
  });

export const fillAs = (button) => {
  button.hidden = !state.as;
  button.setAttribute("aria-label", say("act-as-who", { name: userName(state.as) }));
  fill(
    button,
    h("span", { class: "as-word" }, say("as-word")),
    userAvatar(state.as, "s"),
    h("span", { class: "as-name" }, userName(state.as)),
    icon("down", { size: 14 }),
  );
};
