// "A service company": the switch that adds clients, and what can be tried then; must not know who they are.

import { act } from "./actions.js";
import { icon } from "./icons.js";
import { openMenu, toast } from "./overlay.js";
import { shortName } from "./people.js";
import { emit, state } from "./state.js";

/** Whether the clients are there. */
export const hasCompany = () => Boolean(state.desk.company?.came);

const newcomer = () => state.desk.company?.newcomer;
const nameOf = (id) => (state.people.has(id) ? shortName(state.people.get(id)) : "a requester");

/** The newcomer's name. */
export const newcomerName = () => nameOf(newcomer());

/** Make it the desk of a service company, and say what that means; whether it did. */
export const addCompany = async () => {
  const came = await act("desk/company");
  const all = came && `${came.organizations} organizations with ${came.outlets} outlets and their tills came`;
  if (came) toast(`${all}. Now write /register as ${newcomerName()}.`);
  return Boolean(came);
};

/** What the row of the switch says. */
export const companyHint = () =>
  hasCompany()
    ? `Its CRM has ${state.desk.company.records} records; write /register as ${newcomerName()}`
    : "Organizations, outlets, equipment, a director, a CRM";

const items = (anchor, there) =>
  there
    ? [
        { heading: "Send it; then press the key that sends the number" },
        {
          label: "/register",
          hint: `as ${newcomerName()}`,
          testid: "company-register",
          choose: () => emit("suggested", { person: newcomer(), text: "/register" }),
        },
      ]
    : [
        { heading: "Requesters of a service company have organizations" },
        {
          label: "A service company",
          hint: "First put it in: organizations, outlets, equipment",
          mark: icon("plus"),
          testid: "company-add",
          choose: async () => {
            if (await addCompany()) open(document.querySelector(`[data-testid="${anchor.dataset.testid}"]`), true);
          },
        },
      ];

const open = (anchor, there) => openMenu(anchor, items(anchor, there), { label: "Register", testid: "company-menu" });

/** Offer the command at a button; it stands in the newcomer's phone then, to be sent. */
export const openRegistration = (anchor) => open(anchor, hasCompany());
