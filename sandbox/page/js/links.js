// Links in a phone that lead into this sandbox instead of the internet; must not know messages.

import { telegram } from "./actions.js";
import { openMenu } from "./overlay.js";
import { avatar, fullName } from "./people.js";
import { openTask, state } from "./state.js";
import { say } from "./texts.js";

const taskIn = (url) => {
  const found = /\/app\/task\/(?:[^/]*-)?([A-Za-z0-9]+)$/.exec(url.pathname);
  return found && state.board.tasks.has(found[1]) ? found[1] : null;
};

const startIn = (url) => {
  if (!["t.me", "telegram.me"].includes(url.hostname)) return null;
  return url.searchParams.get("start");
};

const openAs = (code, anchor) => {
  const people = [...state.people.keys()].map((id) => ({
    label: fullName(state.people.get(id)),
    mark: avatar(id, "s"),
    choose: () => telegram("message", { person: id, text: `/start ${code}` }),
  }));
  openMenu(anchor, [{ heading: say("open-link-as") }, ...people], { label: say("open-link-as") });
};

/** True when the page opened the address itself: a task of the board, or a link that starts the bot. */
export const openLink = (address, phone, anchor) => {
  let url;
  try {
    url = new URL(address);
  } catch {
    return false;
  }
  const task = taskIn(url);
  if (task) {
    openTask(task);
    document.getElementById("board").scrollIntoView();
    return true;
  }
  const code = startIn(url);
  if (!code) return false;
  openAs(code, anchor);
  return true;
};
