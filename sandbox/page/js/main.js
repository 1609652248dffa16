// Puts the page together: each part draws itself from the stream; must not know anything else.

import { onComplaint } from "./actions.js";
import { startBar } from "./bar.js";
import { startBoard } from "./board.js";
import { h, fill } from "./dom.js";
import { startFirstWords } from "./first-words.js";
import { startGuide } from "./guide.js";
import { icon } from "./icons.js";
import { startKeys } from "./page-keys.js";
import { startLanguageOffer } from "./language-offer.js";
import { startProof } from "./proof.js";
import { isAsked } from "./step-deeds.js";
import { toast } from "./overlay.js";
import { startPhones } from "./phones.js";
import { on, state } from "./state.js";
import { connect } from "./stream.js";
import { startTask } from "./task.js";
import { say } from "./texts.js";

const drawCut = () => {
  const cut = document.getElementById("cut");
  cut.hidden = state.connected;
  fill(cut, icon("plug"), h("strong", {}, say("cut-off")), ` ${say("cut-off-kept")}`);
};

onComplaint((sentence) => toast(sentence));
startBar();
startPhones();
startTask(startBoard());
startGuide();
startKeys();
startProof();
startFirstWords(isAsked);
startLanguageOffer();
on("link", drawCut);
// For whoever drives the page by a program: everybody is on the desk.
on("people", () => document.body.toggleAttribute("data-ready", Boolean(state.cast.ready)));
connect();
