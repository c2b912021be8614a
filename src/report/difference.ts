// What differs by a change, for each kind of change: only that, in the words that people use. One table, printed as
// text, Markdown and HTML alike. Texts are as the tenant has them: whoever prints them makes them harmless.
import type { Change } from "../shapes/change.js";
import { ACCOUNT_DIFFERENCES } from "./account-difference.js";
import { DEPLOYMENT_DIFFERENCES } from "./deployment-difference.js";
import type { Difference, Differences } from "./difference-parts.js";
import { EXCLUSION_DIFFERENCES, markDifference } from "./exclusion-difference.js";
import { IDENTITY_DIFFERENCES } from "./identity-difference.js";
import { LOCK_DIFFERENCES } from "./lock-difference.js";
import { REGISTRATION_DIFFERENCES } from "./registration-difference.js";

const DIFFERENCES: Differences<Change["kind"]> = {
  ...ACCOUNT_DIFFERENCES,
  ...REGISTRATION_DIFFERENCES,
  ...EXCLUSION_DIFFERENCES,
  ...LOCK_DIFFERENCES,
  ...IDENTITY_DIFFERENCES,
  ...DEPLOYMENT_DIFFERENCES,
  "assign-health-role": ({ after }) => [{ what: "role at Connect Health", before: null, after: after.roleName }],
  "unassign-health-role": ({ before }) => [{ what: "role at Connect Health", before: before.roleName, after: null }],
  "disable-health-server": ({ target }) => [
    { what: "disabled", before: "no", after: "yes" },
    { what: "id", before: target.serviceMemberId, after: target.serviceMemberId },
    { note: "the service deletes it after 30 days, unless its agent is registered anew" },
  ],
  "remove-health-server": ({ target }) => [
    { what: "service", before: target.serviceName, after: null },
    { what: "id", before: target.serviceMemberId, after: null },
  ],
};

/** @param plan what the change is a part of: its other changes know names for ids */
export function differenceOf(change: Change, plan: readonly Change[] = []): readonly Difference[] {
  if (change.kind === "mark-exclusion") return markDifference(change, plan);
  const differences = DIFFERENCES[change.kind] as (one: Change) => readonly Difference[];
  return differences(change);
}
