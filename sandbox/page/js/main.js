// Puts the page together: each part draws itself from the stream; must not know anything else.

import { onBoardShut, onComplaint } from "./actions.js";
import { startBar } from "./bar.js";
import { startBoard } from "./board.js";
import { h, fill } from "./dom.js";
import { icon } from "./icons.js";
import { startKeys } from "./page-keys.js";
import { toast } from "./overlay.js";
import { startPhones } from "./phones.js";
import { on, state, troubleSince } from "./state.js";
import { connect } from "./stream.js";
import { startTabs } from "./tabs.js";
import { startTask } from "./task.js";
import { startTries } from "./things-to-try.js";
import { startTrouble } from "./fault-switches.js";

const drawCut = () => {
  const cut = document.getElementById("cut");
  cut.hidden = state.connected;
  if (state.connected) return cut.replaceChildren();
  return fill(
    cut,
    icon("plug"),
    h("strong", {}, "Cut off from the sandbox."),
    " What you typed is kept; the page keeps trying to reconnect.",
  );
};

onComplaint((sentence) => toast(sentence));
onBoardShut(() => troubleSince("todoist") && "Todoist is down: nobody can change the board. The phones work on.");
startBar();
startPhones();
startTask(startBoard());
startTabs(startTries());
startTrouble();
startKeys();
on("link", drawCut);
// For whoever drives the page by a program: everybody is on the desk.
on("people", () => document.body.toggleAttribute("data-ready", Boolean(state.cast.ready)));
connect();
