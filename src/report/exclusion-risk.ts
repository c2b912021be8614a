// What could go wrong with exclusions, and with what belongs to them.
import type { ExclusionChange } from "../shapes/exclusion-change.js";
import type { Risk } from "./change-risk.js";

type Risks = { readonly [K in ExclusionChange["kind"]]: (change: Extract<ExclusionChange, { kind: K }>) => Risk };

const risk = (level: Risk["level"], affected: string, what: string): Risk => ({ level, affected, what });

export const EXCLUSION_RISKS: Risks = {
  "exclude-user": ({ target }) =>
    risk(
      "high",
      target.users.map(({ name }) => name).join(", "),
      `"${target.policyName}" asks nothing of them any more: their passwords alone open what it protects, unless another policy stands before it.`,
    ),
  "exclude-role": ({ target }) =>
    risk(
      "high",
      "every account with one of the roles named, now and later",
      `"${target.policyName}" asks nothing of them any more: their passwords alone open what it protects, unless another policy stands before it.`,
    ),
  "exclude-group": ({ target }) =>
    risk(
      "high",
      `everybody in the group "${target.groupName}", now and later`,
      `"${target.policyName}" asks nothing of them any more: their passwords alone open what it protects. Whoever may change who is in the group decides who is excluded.`,
    ),
  "end-exclusion": ({ target }) =>
    risk(
      "medium",
      target.entries.map(({ name }) => name).join(", "),
      `"${target.policyName}" binds them again. What signs in without a person, as synchronisation does, fails where the policy asks for one.`,
    ),
  "create-group": ({ target }) =>
    risk(
      "low",
      target.groupName,
      "An empty group changes nothing. Only who may assign roles can put somebody into it.",
    ),
  "delete-group": ({ target }) =>
    risk("medium", `whoever is in the group "${target.groupName}"`, "What they have through the group ends."),
  "add-group-member": ({ target }) =>
    risk(
      "high",
      target.memberName,
      `Every policy that excludes the group "${target.groupName}", now and later, asks nothing of this account any more.`,
    ),
  "remove-group-member": ({ target }) =>
    risk(
      "medium",
      target.memberName,
      `Every policy that excludes the group "${target.groupName}" binds this account again. What signs in without a person, as synchronisation does, fails where such a policy asks for one.`,
    ),
  "mark-exclusion": ({ target }) =>
    risk(
      "low",
      target.userPrincipalName,
      "None is known: nothing but this program reads the mark. Whoever may change the account can change it.",
    ),
};
