// Before anything has happened the first request types itself on its requester's phone, and on a desk without people the
// command that makes the first admin stands on an agent's; must not know how they are sent.

import { still } from "./dom.js";
import { phoneOf } from "./places.js";
import { hero, lead } from "./roles.js";
import { isEmptyDesk, on, state } from "./state.js";
import { say } from "./texts.js";

const FIRST_MS = 900;
const LETTER_MS = 45;

let begun = false;
let offered = false;

const typeInto = (composer, isOver) => {
  const words = say("say-problem-1");
  let at = 0;
  const stop = (text) => {
    clearInterval(timer);
    if (composer.field.value === words.slice(0, at)) composer.hint(text);
    composer.form.removeEventListener("focusin", finish);
  };
  // A visitor who comes to the field finds the whole sentence, to be sent or written over.
  const finish = () => {
    stop(words);
    composer.field.select();
  };
  const next = () => {
    if (isOver() || composer.field.value !== words.slice(0, at)) stop("");
    else if (at < words.length) composer.hint(words.slice(0, ++at));
  };
  const timer = setInterval(next, LETTER_MS);
  composer.form.addEventListener("focusin", finish);
};

const offerFirstAdmin = () => {
  if (offered || !state.desk.first_code || !isEmptyDesk()) return;
  const phone = phoneOf(lead());
  if (!phone) return void requestAnimationFrame(offerFirstAdmin); // phones are drawn after the news of their people
  offered = true;
  phone.composer.hint(`/start ${state.desk.first_code}`);
};

/** Begin when everybody is on the desk, unless motion is not wanted. `isOver()`: something has been asked. */
export const startFirstWords = (isOver) => {
  for (const kind of ["people", "desk"]) on(kind, offerFirstAdmin);
  on("people", () => {
    if (begun || !state.cast.ready || isEmptyDesk()) return;
    if (still() || isOver()) return;
    begun = true;
    setTimeout(() => typeInto(phoneOf(hero()).composer, isOver), FIRST_MS);
  });
};
