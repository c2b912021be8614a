// One finding for each right that an operation needs: permission, directory role, Azure role.
import { type OperationName, operationNamed } from "../../knowledge/operations.js";
import { type Need, permissionFor } from "../../knowledge/permissions.js";
import { holdingOf, type OperatorRights } from "../held.js";
import type { Holding } from "../holding.js";
import { inPortalOnly, needsOf } from "../operations-asked.js";
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
  const { permission, role, azure } = holdingOf(need, rights, commands);
  const isPerson = rights.grants.kind === "person";
  const rows = [
    // In the portal a person's roles count, and no application's permissions.
    ...(isPerson && inPortalOnly(neededBy)
      ? []
      : [{ id: `PERM-${key}`, title: `Permission to ${purpose}`, holding: permission }]),
    { id: `ROLE-${key}`, title: `Directory role to ${purpose}`, holding: role },
    { id: `RBAC-${key}`, title: `Azure role to ${purpose}`, holding: azure },
  ];
  return rows.flatMap(({ id, title, holding }) => {
    const absent = holding === azure ? noConnectHealth(snapshot) : undefined;
    const verdict = absent ?? provedBy(need, snapshot) ?? verdictOf(holding, rights);
    // Nobody can give an application what Microsoft documents for none: the commands say what stays open without it.
    const gentle = application === null && !isPerson && holding === permission ? { severity: "warning" as const } : {};
    return verdict === undefined || holding.state === "not-needed"
      ? []
      : [findingOf({ id, title }, { ...verdict, ...gentle, neededBy }, snapshot)];
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

function noConnectHealth(snapshot: OperatorSnapshot): Verdict | undefined {
  if (!snapshot.hasConnectHealth)
    return { result: "not-applicable", evidence: "Connect Health is not offered in the China cloud." };
  if (isPremium(snapshot) === false)
    return { result: "not-applicable", evidence: "The tenant has no licence for Connect Health." };
  return undefined;
}
