// The live stream from the sandbox, and reconnecting; must not know how events are shown.

import { refreshKey, sandboxKey } from "./actions.js";
import { emit, state, takeChat, takeDeskEvent, takeSnapshot, takeTodoist } from "./state.js";

const AGAIN_MS = 2000;
const QUIET_MS = 700;

let source = null;
let cutTimer = null;

const connected = (yes) => {
  clearTimeout(cutTimer);
  if (state.connected === yes) return;
  const tell = () => {
    state.connected = yes;
    emit("link");
  };
  // A blink of the connection is no news; only what lasts is said.
  if (yes) tell();
  else cutTimer = setTimeout(tell, QUIET_MS);
};

const hear = (name, take) =>
  source.addEventListener(name, (event) => {
    connected(true);
    take(JSON.parse(event.data));
  });

const again = async () => {
  try {
    if ((await refreshKey()) && state.restarting) return location.reload();
  } catch {
    // Still away: the next try follows.
  }
  return connect();
};

/** Connect, and again for as long as the page is open. */
export function connect() {
  source?.close();
  source = new EventSource(`/events?key=${encodeURIComponent(sandboxKey())}`);
  hear("snapshot", takeSnapshot);
  hear("telegram", takeChat);
  hear("todoist", takeTodoist);
  hear("desk", takeDeskEvent);
  source.addEventListener("error", () => {
    connected(false);
    source.close();
    setTimeout(again, AGAIN_MS);
  });
}
