// The small forms that add a person, an agent or a task; must not know where they appear.

import { act, todoist } from "./actions.js";
import { openForm } from "./overlay.js";
import { userName } from "./people.js";
import { emit, state } from "./state.js";

const LANGUAGES = [
  ["en", "English"],
  ["ru", "Русский"],
];

const ROLES = [
  ["agent", "Agent"],
  ["trainee", "Trainee: answers wait for approval"],
  ["senior", "Senior agent: approves answers"],
  ["reviewer", "Reviewer: reviews quality, changes nothing"],
  ["manager", "Manager"],
];

const personForm = (role, title, hint, action) => () =>
  openForm({
    title,
    hint,
    action,
    testid: `form-${role}`,
    fields: [
      { name: "name", label: "Name", required: true, max: "64", testid: "new-name" },
      ...(role === "agent" ? [{ name: "as", label: "Role", options: ROLES, testid: "new-role" }] : []),
      { name: "language", label: "Language of their Telegram", options: LANGUAGES, testid: "new-language" },
    ],
    done: async ({ name, as, language }) => {
      const made = await act("demo/person", { role: as || role, name: name.trim(), language });
      if (made === null) return false;
      const id = Number(made?.id ?? made?.person?.id ?? made?.person);
      if (id) emit("added", { id, role });
      return true;
    },
  });

export const addRequester = personForm(
  "requester",
  "A new person",
  "They write to the bot like anybody: no registration, no menu.",
  "Add person",
);
export const addAgent = personForm(
  "agent",
  "A new agent",
  "The admin asks the bot for a link with /invite; the new agent opens it.",
  "Invite",
);

/** A task that somebody adds on the board; pulldesk makes a ticket of it. */
export const addTask = (section) =>
  openForm({
    title: "A new task",
    hint: "Added on the board, it becomes a ticket: pulldesk gives it a number.",
    action: "Add task",
    testid: "form-task",
    fields: [
      { name: "content", label: "What is it about?", required: true, max: "500", testid: "new-content" },
      {
        name: "section_id",
        label: "Section",
        value: section,
        options: state.board.sections.map(({ id, name }) => [id, name]),
        testid: "new-section",
      },
      {
        name: "as",
        label: "As",
        value: state.as,
        options: state.board.people().map(({ id }) => [id, userName(id)]),
        testid: "new-as",
      },
    ],
    done: async ({ content, section_id, as }) => {
      const made = await todoist("task/add", {
        as,
        project_id: state.board.project?.id,
        content: content.trim(),
        section_id: section_id || undefined,
      });
      return made !== null;
    },
  });
