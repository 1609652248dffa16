// The simulated Todoist's state as the page uses it; must not know how it is drawn.

import { moment } from "./time.js";

const listOf = (value) => (Array.isArray(value) ? value : Object.values(value ?? {}));

const NAMES = {
  new: ["new", "новые"],
  assigned: ["assigned", "назначены"],
  in_progress: ["in progress", "в работе"],
  pending: ["pending", "ждём ответа"],
  on_hold: ["on hold", "отложены"],
  resolved: ["resolved", "решены"],
  reopened: ["reopened", "возвращены"],
};

const STATUSES = Object.keys(NAMES);

const statusOf = (name) => {
  const wanted = String(name ?? "")
    .trim()
    .toLowerCase();
  return STATUSES.find((status) => NAMES[status].includes(wanted)) ?? null;
};

const HEAD = /^\s*#(\d{1,9})(?![\p{L}\p{N}_])\s*/u;

/** A task as a card: `number` is null until the desk has numbered it; priority 1 is critical. */
const readTask = (task) => {
  const content = String(task.content ?? "");
  const head = HEAD.exec(content);
  return {
    ...task,
    id: String(task.id),
    number: head ? Number(head[1]) : null,
    subject: head ? content.slice(head[0].length) : content,
    urgency: 5 - Math.min(4, Math.max(1, Number(task.priority) || 1)),
    labels: listOf(task.labels),
    done: Boolean(task.checked),
  };
};

const byOrder = (field) => (a, b) => (Number(a[field]) || 0) - (Number(b[field]) || 0);

const group = (rows, keyOf) => {
  const groups = new Map();
  for (const row of rows) {
    const key = String(keyOf(row));
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(row);
  }
  return groups;
};

const readSections = (rows, project) =>
  rows
    .filter((row) => !row.is_deleted && !row.is_archived && (!project || row.project_id === project.id))
    .sort(byOrder("section_order"))
    .map((row) => ({ id: String(row.id), name: String(row.name ?? ""), status: statusOf(row.name) }));

const membersOf = (data, project, users) => {
  const rows = listOf(data.collaborator_states).filter(
    (row) => row.project_id === project?.id && !row.is_deleted && row.state !== "invited",
  );
  const ids = new Set(rows.map((row) => String(row.user_id)));
  return ids.size ? users.filter((user) => ids.has(user.id)) : users;
};

export const emptyBoard = () => readBoard({}, { todoist_users: {} });

/** One reading of the state: lists by id, the project shown, its sections and its top-level tasks. */
export function readBoard(data, cast) {
  const users = listOf(data.users).map((user) => ({ ...user, id: String(user.id) }));
  const project = listOf(data.projects).find(({ id }) => id === cast.project_id) ?? null;
  const sections = readSections(listOf(data.sections), project);
  const tasks = listOf(data.tasks)
    .filter((task) => !task.is_deleted && (!project || task.project_id === project.id) && !task.parent_id)
    .map(readTask)
    .sort(byOrder("child_order"));
  const comments = listOf(data.comments).filter((comment) => !comment.is_deleted);
  comments.sort((a, b) => (moment(a.posted_at) ?? 0) - (moment(b.posted_at) ?? 0));
  const bot = String(cast.todoist_bot ?? "");
  const members = membersOf(data, project, users);
  return {
    raw: data,
    project,
    sections,
    bot,
    users: new Map(users.map((user) => [user.id, user])),
    tasks: new Map(tasks.map((task) => [task.id, task])),
    numbers: new Map(tasks.filter((task) => task.number).map((task) => [task.number, task])),
    comments: group(comments, (comment) => comment.item_id),
    people: () => members.filter((user) => user.id !== bot),
    sectionOf: (task) => sections.find((section) => section.id === String(task.section_id)) ?? null,
  };
}
