// Plays a recording of the stream, with a bar to pause it; must not know how events are shown.

import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { front, showBoard } from "./places.js";
import { state } from "./state.js";
import { isRecorded, language, languages, recordings, say } from "./texts.js";

export { isRecorded };

const NAMES = { en: "English", ru: "Русский" };

let events = [];
let began = 0; // of the recording, in ms
let place = 0; // of the next event
let due = 0; // when it is due, in ms of the recording
let timer = null;
let takes = {};

const load = async () => {
  const packed = await fetch(`${recordings}/${language}.bin`);
  const unpacked = packed.body.pipeThrough(new DecompressionStream("gzip"));
  return new Response(unpacked).json();
};

const length = () => events.at(-1)?.[0] ?? 0;
const isOver = () => place >= events.length;

const marks = {
  front: (id) => front(Number(id)),
  board: () => showBoard(),
};

// The recording was made at its own time of day; the page shows that time.
const atItsTime = (data, at) => ({ ...data, clock: { ...data.clock, ahead: (began + at - Date.now()) / 1000 } });

const takeEvent = ([at, name, data]) => {
  if (marks[name]) return marks[name](data);
  if (name === "desk") return takes.desk(atItsTime(data, at));
  if (name === "snapshot") return takes.snapshot({ ...data, desk: atItsTime(data.desk, at) });
  return takes[name](data);
};

const next = () => {
  timer = null;
  takeEvent(events[place]);
  due = events[place][0];
  place += 1;
  if (!isOver()) run();
  draw();
};

const run = () => {
  timer = setTimeout(next, Math.max(0, events[place][0] - due));
};

const turn = () => {
  if (isOver()) return location.reload();
  if (timer) {
    clearTimeout(timer);
    timer = null;
  } else run();
  return draw();
};

const nameOfTurn = () => (isOver() ? "player-again" : timer ? "player-pause" : "player-play");
const drawings = { "player-again": "again", "player-pause": "pause", "player-play": "play" };

const draw = () => {
  const bar = document.getElementById("player");
  const name = nameOfTurn();
  bar.hidden = false;
  bar.setAttribute("aria-label", say("player"));
  bar.dataset.state = isOver() ? "over" : timer ? "playing" : "paused";
  if (bar.dataset.drawn !== name) {
    bar.dataset.drawn = name;
    fill(
      bar,
      h("button", { class: "button", testid: "player-turn", on: { click: turn } }, icon(drawings[name]), say(name)),
      h("progress", { max: 1, value: 0, "aria-label": say("player-progress") }),
      h("span", { class: "player-words" }, say("player-words")),
      languages
        .filter((code) => code !== language)
        .map((code) => h("a", { href: `?lang=${code}`, lang: code, testid: `player-${code}` }, NAMES[code])),
    );
  }
  bar.querySelector("progress").value = length() ? (place ? events[place - 1][0] / length() : 0) : 0;
};

/** Play the recording to its end. `taken`: what takes an event, by its name. */
export const play = async (taken) => {
  takes = taken;
  ({ began, events } = await load());
  state.connected = true;
  document.body.toggleAttribute("data-recorded", true);
  run();
  draw();
};
