// The page's state of chats, board and desk, and its listeners; must not know how it is drawn.

import { readBoard, emptyBoard } from "./board-data.js";
import { setAhead } from "./time.js";

const listeners = new Map();

export const state = {
  people: new Map(),
  chats: new Map(),
  board: emptyBoard(),
  desk: { processes: [], waiting: 0, statuses: {}, clock: {} },
  cast: { requesters: [], agents: [], todoist_users: {} },
  follow: null,
  task: null,
  as: null,
  connected: false,
  restarting: false, // the visitor has begun the demo anew
};

/** Hear of "people", "chat" (with a person), "board", "desk", "follow", "task", "as", "link". */
export const on = (kind, listener) => {
  if (!listeners.has(kind)) listeners.set(kind, new Set());
  listeners.get(kind).add(listener);
};

export const emit = (kind, data) => {
  for (const listener of listeners.get(kind) ?? []) listener(data);
};

const listOf = (value) => (Array.isArray(value) ? value : Object.values(value ?? {}));

const takePeople = (people) => {
  for (const person of listOf(people)) state.people.set(Number(person.id), person);
};

const takeDesk = (desk) => {
  const { cast, ...rest } = desk ?? {};
  state.desk = { ...state.desk, ...rest };
  setAhead(state.desk.clock?.ahead);
  if (cast) state.cast = { ...state.cast, ...cast };
  return Boolean(cast);
};

const chooseAs = () => {
  if (state.as && state.board.users.has(state.as)) return;
  const linked = state.cast.agents.map((id) => String(state.cast.todoist_users?.[id] ?? "")).filter(Boolean);
  state.as = linked.find((id) => state.board.users.has(id)) ?? state.board.people()[0]?.id ?? null;
};

const takeBoard = (data) => {
  state.board = readBoard(data, state.cast);
  chooseAs();
  if (state.task && !state.board.tasks.has(state.task)) openTask(null);
};

/** Everything anew, as it comes on connecting. */
export const takeSnapshot = (data) => {
  state.people.clear();
  state.chats.clear();
  takePeople(data.telegram?.people);
  takeDesk(data.desk);
  for (const [id, chat] of Object.entries(data.telegram?.chats ?? {})) state.chats.set(Number(id), chat ?? {});
  takeBoard(data.todoist ?? {});
  emit("people");
  for (const id of state.people.keys()) emit("chat", id);
  emit("board");
  emit("desk");
};

/** One chat, whole. A person not seen before is learned from the event. */
export const takeChat = (data) => {
  const { person, chat } = data;
  const id = Number(person?.id ?? person);
  const known = state.people.has(id);
  if (person && typeof person === "object") state.people.set(id, person);
  if (!state.people.has(id)) state.people.set(id, data.user ?? { id, first_name: String(id) });
  state.chats.set(id, chat ?? {});
  if (!known) emit("people");
  emit("chat", id);
};

/** The whole board. */
export const takeTodoist = (data) => {
  takeBoard(data.state ?? data);
  emit("board");
};

/** Processes, how much waits, statuses; sometimes a changed cast. */
export const takeDeskEvent = (data) => {
  if (takeDesk(data)) {
    takePeople(data.people);
    state.board = readBoard(state.board.raw, state.cast);
    chooseAs();
    emit("people");
    emit("board");
  }
  emit("desk");
};

/** Light one ticket everywhere; null ends it. */
export const follow = (number) => {
  const next = number === null ? null : Number(number);
  if (next === state.follow) return;
  state.follow = next;
  emit("follow");
};

/** Open a task of the board by its id; null closes it. */
export const openTask = (id) => {
  if (id === state.task) return;
  state.task = id;
  const number = id && state.board.tasks.get(id)?.number;
  if (number) follow(number);
  emit("task");
};

/** As whom the board is written on from now: a Todoist user's id. */
export const actAs = (id) => {
  state.as = id;
  emit("as");
};

/** Whether a process does not run; one that is only starting is not down. */
export const isDown = ({ state: how }) => !["up", "starting"].includes(how);

/** The process of that name when it is down. */
export const downProcess = (name) => state.desk.processes.find((process) => process.name === name && isDown(process)) ?? null;

export const isAgent = (id) => state.cast.agents.includes(id);

/** Whether everybody has a phone, and nobody is on the team yet. */
export const isEmptyDesk = () => Boolean(state.cast.ready) && state.cast.staff?.length === 0;

/** Whether a phone or a group is among the agents; all groups if the team has none. */
export const isOfTeam = (id) =>
  isAgent(id) || (id < 0 && [id, 0].includes(Number(state.cast.group ?? 0)));
