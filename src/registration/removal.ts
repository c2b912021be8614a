import type { DeleteApplicationChange, RegistrationChange } from "../shapes/registration-change.js";
import { planWithdrawal } from "./consent.js";
import type { RegistrationFacts } from "./registration-facts.js";

/** Takes back what was consented to, then the registration, with which its service principal goes. */
export function planRegistrationRemoval(facts: RegistrationFacts, name: string): readonly RegistrationChange[] {
  const { application } = facts;
  if (application === null) return [];
  const { id, appId, displayName, keys } = application;
  const removal: DeleteApplicationChange = {
    kind: "delete-application",
    target: { uniqueName: facts.uniqueName, name, applicationId: id, appId },
    summary: `delete the app registration ${name} and its service principal`,
    before: { displayName, certificates: keys.map(({ identifier }) => identifier) },
    after: null,
    reversible: true,
  };
  return [...planWithdrawal(facts, name), removal];
}
