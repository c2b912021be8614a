import { PREMIUM_P1_PLANS } from "../../knowledge/directory.js";
import type { OperationName } from "../../knowledge/operations.js";
import { permissionFor } from "../../knowledge/permissions.js";
import { needingAzure, needsOf } from "../operations-asked.js";
import type { OperatorSnapshot } from "../operator-snapshot.js";
import type { Check, Verdict } from "./check.js";

/** Without the licence there are no policies that could bind, so nothing is stopped: a warning at most. */
export const conditionalAccessLicence: Check = {
  id: "LIC-CONDITIONAL-ACCESS",
  title: "Licence for Conditional Access (P1 or P2)",
  judge: (snapshot) => {
    const licensed = [...needsOf(snapshot.operations)].filter(([need]) => permissionFor(need).licence !== undefined);
    const wanting = licensed.flatMap(([, operations]) => operations);
    return judgeLicence(
      snapshot,
      wanting,
      "The tenant has neither P1 nor P2: Graph refuses to change policies, of which there can be none.",
      "Nothing is to be excluded then: security defaults leave the synchronisation accounts out. To use Conditional Access, buy Microsoft Entra ID P1 (admin center > Billing).",
    );
  },
};

/** Source: learn.microsoft.com, "Microsoft Entra Connect Health FAQ" (licensing). */
export const connectHealthLicence: Check = {
  id: "LIC-CONNECT-HEALTH",
  title: "Licence for Connect Health (P1 or P2)",
  judge: (snapshot) => {
    if (!snapshot.hasConnectHealth) return undefined;
    return judgeLicence(
      snapshot,
      needingAzure(snapshot.operations),
      "The tenant has neither P1 nor P2, so it has no Connect Health: there is nothing to verify or to clean up in it.",
      "Connect without it, or buy Microsoft Entra ID P1 (admin center > Billing).",
    );
  },
};

/** Whether a premium licence is in force; undefined where that could not be read. */
export function isPremium({ organization }: OperatorSnapshot): boolean | undefined {
  if (organization.state === "unknown") return undefined;
  return organization.value.servicePlans.some((plan) => PREMIUM_P1_PLANS.includes(plan));
}

function judgeLicence(
  snapshot: OperatorSnapshot,
  wanting: readonly OperationName[],
  evidence: string,
  remedy: string,
): Verdict | undefined {
  const { organization, signIn } = snapshot;
  if (wanting.length === 0 || signIn.state === "failed") return undefined;
  if (organization.state === "unknown")
    return {
      result: "unknown",
      severity: "warning",
      evidence: organization.reason,
      remedy: organization.remedy,
      neededBy: [],
    };
  return isPremium(snapshot) === true
    ? { result: "pass", evidence: "Microsoft Entra ID P1 or P2 is in force.", neededBy: wanting }
    : { result: "fail", severity: "warning", evidence, remedy, neededBy: [] };
}
