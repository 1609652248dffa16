// "A service company": the switch that adds clients; must not know who they are.

import { act } from "./actions.js";
import { toast } from "./overlay.js";
import { nameOf } from "./roles.js";
import { state } from "./state.js";
import { say } from "./texts.js";

/** Whether the clients are there. */
export const hasCompany = () => Boolean(state.desk.company?.came);

/** The person who is left to register. */
export const newcomer = () => state.desk.company?.newcomer;

/** Make it the desk of a service company, and say what that means; whether it did. */
export const addCompany = async () => {
  const came = await act("desk/company");
  const of = { director: nameOf(Number(state.cast.requesters[0])), name: nameOf(newcomer()) };
  if (came) toast(say("company-came", { n: came.organizations, outlets: came.outlets, ...of }));
  return Boolean(came);
};

/** What the row of the switch says. */
export const companyHint = () =>
  hasCompany()
    ? say("company-there", { n: state.desk.company.records, name: nameOf(newcomer()) })
    : say("company-hint");
