// Whom a rollback binds to MFA again: those that synchronise, and whoever else it takes an exclusion from. Reads only.
import type { ServiceClient } from "../cloud/service-client.js";
import type { EndedEntry } from "../conditional-access/ending.js";
import type { Change } from "../shapes/change.js";
import { PermissionError, ServiceError } from "../shapes/errors.js";
import { readOrganization } from "../tenant/organization.js";
import { type Policy, readPolicies } from "../tenant/policies.js";
import { warnOfBoundPersons } from "./bound-person-survey.js";
import { surveyConnectors } from "./connector-survey.js";
import { warnOfThoseInUse } from "./ending-guard.js";
import { findIfThere } from "./exclusion-subjects.js";

/** No guard holds a rollback: what it does is told, and what cannot be told, too. */
export async function warnOfThoseBound(
  graph: ServiceClient,
  policies: readonly Policy[],
  changes: readonly Change[],
): Promise<readonly string[]> {
  if (!changes.some(({ kind }) => MAY_BIND.has(kind))) return [];
  try {
    const connectors = await surveyConnectors(graph, await readOrganization(graph));
    // Where only members of a group are taken back, no step was about a policy.
    const ground = { ...connectors, policies: policies.length > 0 ? policies : (await readPolicies(graph)).value };
    const tenant = { graph, organization: ground.organization.value, identities: ground.identities };
    const subjects = await Promise.all([...freedBy(changes)].map((id) => findIfThere(tenant, id)));
    return [
      ...(await warnOfThoseInUse(graph, ground, changes)),
      ...(await warnOfBoundPersons(
        graph,
        { subjects: subjects.flat(), ground },
        { changes, entries: changes.flatMap(endedBy) },
      )),
    ];
  } catch (error) {
    if (!(error instanceof PermissionError || error instanceof ServiceError)) throw error;
    return [`Whom MFA binds again is not known: ${error.message} ${error.remedy}`];
  }
}

const MAY_BIND: ReadonlySet<Change["kind"]> = new Set([
  ...(["end-exclusion", "exclude-role", "exclude-user", "exclude-group"] as const),
  ...(["remove-group-member", "delete-group"] as const),
]);

/** Ids of accounts that lose an exclusion. */
function freedBy(changes: readonly Change[]): ReadonlySet<string> {
  return new Set([
    ...changes.flatMap(endedBy).map(({ id }) => id.toLowerCase()),
    ...changes.flatMap((change) =>
      change.kind === "remove-group-member" ? [change.target.memberId.toLowerCase()] : [],
    ),
  ]);
}

function endedBy(change: Change): readonly EndedEntry[] {
  if (change.kind !== "end-exclusion" || change.target.list !== "excludeUsers") return [];
  const { entries, ...target } = change.target;
  return entries.map((entry) => ({ ...target, ...entry, by: "journal" }));
}
