// One finding for each right that an operation needs: permission, directory role, Azure role.
import { type OperationName, operationNamed } from "../../knowledge/operations.js";
import { type Need, permissionFor } from "../../knowledge/permissions.js";
import { holdingOf, type OperatorRights } from "../held.js";
import type { Holding } from "../holding.js";
import { isDisputed } from "../least.js";
import { needsOf, wantedOf } from "../operations-asked.js";
import type { OperatorSnapshot } from "../operator-snapshot.js";
import { findingOf, type OperatorFinding, type Verdict } from "./check.js";
import { isPremium } from "./licences.js";

/** In the table's order, all rights of a need together. None without a sign-in: then nothing is known of any. */
export function requirementFindings(snapshot: OperatorSnapshot): readonly OperatorFinding[] {
  const rights = rightsOf(snapshot);
  if (rights === undefined) return [];
  return [...needsOf(snapshot.operations)].flatMap(([need, neededBy]) => judgeNeed(need, neededBy, rights, snapshot));
}

/** What the snapshot tells of the operator's rights; undefined without a sign-in. */
function rightsOf(snapshot: OperatorSnapshot): OperatorRights | undefined {
  const { grants, signIn, assignedRoles, eligibleRoles, azureRoles, healthReading } = snapshot;
  if (grants === null || signIn.state === "failed") return undefined;
  return { grants, assignedRoles, eligibleRoles, azureRoles, healthReading };
}

function judgeNeed(
  need: Need,
  neededBy: readonly OperationName[],
  rights: OperatorRights,
  snapshot: OperatorSnapshot,
): readonly OperatorFinding[] {
  const { purpose, application } = permissionFor(need);
  const key = need.toUpperCase();
  const commands = [...new Set(neededBy.map((name) => operationNamed(name).command))];
  const { permission, role, azure } = holdingOf(need, rights, {
    commands,
    wanted: wantedOf(snapshot.operations),
    typed: snapshot.typed,
  });
  const isPerson = rights.grants.kind === "person";
  const rows = [
    { id: `PERM-${key}`, title: `Permission to ${purpose}`, holding: permission },
    { id: `ROLE-${key}`, title: `Directory role to ${purpose}`, holding: role },
    { id: `RBAC-${key}`, title: `Azure role to ${purpose}`, holding: azure },
  ];
  return rows.flatMap(({ id, title, holding }) => {
    const absent = holding === azure ? noConnectHealth(snapshot) : undefined;
    const proof =
      provedBy(need, snapshot) ?? (holding === role ? refusedFor(need, snapshot, permission, role) : undefined);
    const verdict = absent ?? proof ?? verdictOf(holding, rights);
    // Nobody can give an application what Microsoft documents for none, and no document settles which roles read what they
    // disagree on: the commands say what stays open without it.
    const isOpen =
      (application === null && !isPerson && holding === permission) || (isDisputed(need) && holding === role);
    const gentle = isOpen ? { severity: "warning" as const } : {};
    return verdict === undefined || holding.state === "not-needed"
      ? []
      : [findingOf({ id, title }, { ...sparing(need, neededBy, verdict), ...gentle, neededBy }, snapshot)];
  });
}

function verdictOf({ state, names, words, remedy }: Holding, { grants }: OperatorRights): Verdict | undefined {
  switch (state) {
    case "not-needed":
      return undefined;
    case "held":
      return {
        result: "pass",
        evidence: `${grants.kind === "person" ? "The operator" : "The application"} has ${names.join(" and ")}.`,
      };
    case "missing":
      return { result: "fail", evidence: words, remedy };
    case "unknown":
      return { result: "unknown", evidence: words, remedy };
  }
}

/** Whoever is answered may read, whatever the documents say of roles. */
function provedBy(need: Need, { syncReading }: OperatorSnapshot): Verdict | undefined {
  if (need !== "read-synchronization" || syncReading !== "answered") return undefined;
  return { result: "pass", evidence: "Microsoft Graph answers it." };
}

/** The same the other way round, where it is not the permission that is missing. */
function refusedFor(
  need: Need,
  { syncReading }: OperatorSnapshot,
  permission: Holding,
  { state, words, remedy }: Holding,
): Verdict | undefined {
  if (need !== "read-synchronization" || syncReading !== "refused") return undefined;
  if (permission.state !== "held" || state !== "unknown") return undefined;
  return { result: "fail", evidence: `Microsoft Graph refuses it. ${words}`, remedy };
}

/** What spares the operator the right is said first. */
function sparing(need: Need, neededBy: readonly OperationName[], verdict: Verdict): Verdict {
  const { remedy = "" } = verdict;
  const instead = new Map<string, readonly OperationName[]>();
  for (const name of neededBy) {
    const words = operationNamed(name).instead?.[need];
    if (words !== undefined) instead.set(words, [...(instead.get(words) ?? []), name]);
  }
  const said = [...instead].map(([words, names]) => `For ${names.join(", ")}: ${words}`);
  return remedy === "" ? verdict : { ...verdict, remedy: [...said, remedy].join(" ") };
}

function noConnectHealth(snapshot: OperatorSnapshot): Verdict | undefined {
  if (!snapshot.hasConnectHealth)
    return { result: "not-applicable", evidence: "Connect Health is not offered in the China cloud." };
  if (isPremium(snapshot) === false)
    return { result: "not-applicable", evidence: "The tenant has no licence for Connect Health." };
  return undefined;
}
