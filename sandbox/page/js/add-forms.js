// The small forms that add a person, an agent or a task; must not know where they appear.

import { act, todoist } from "./actions.js";
import { openForm } from "./overlay.js";
import { userName } from "./people.js";
import { emit, state } from "./state.js";
import { say } from "./texts.js";

const LANGUAGES = [
  ["en", "English"],
  ["ru", "Русский"],
];

const personForm = (role, title, hint, action) => () =>
  openForm({
    title,
    hint,
    action,
    testid: `form-${role}`,
    fields: [
      { name: "name", label: say("name"), required: true, max: "64", testid: "new-name" },
      { name: "language", label: say("their-language"), options: LANGUAGES, testid: "new-language" },
    ],
    done: async ({ name, language }) => {
      const made = await act("demo/person", { role, name: name.trim(), language });
      if (made === null) return false;
      const id = Number(made.id);
      if (id) emit("added", { id, role });
      return true;
    },
  });

export const addRequester = personForm(
  "requester",
  say("new-person"),
  say("new-person-hint"),
  say("new-person-add"),
);
export const addAgent = personForm(
  "agent",
  say("new-agent"),
  say("new-agent-hint"),
  say("invite"),
);

/** A task that somebody adds on the board; pulldesk makes a ticket of it. */
export const addTask = (section) =>
  openForm({
    title: say("new-task"),
    hint: say("new-task-hint"),
    action: say("add-task"),
    testid: "form-task",
    fields: [
      { name: "content", label: say("new-task-about"), required: true, max: "500", testid: "new-content" },
      {
        name: "section_id",
        label: say("section"),
        value: section,
        options: state.board.sections.map(({ id, name }) => [id, name]),
        testid: "new-section",
      },
      {
        name: "as",
        label: say("as"),
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
