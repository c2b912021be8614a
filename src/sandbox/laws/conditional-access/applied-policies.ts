// The policies that a sign-in met, in the shape that the sign-in log shows: "appliedConditionalAccessPolicy resource
// type".
import type { Tenant } from "../../store/tenant-state.js";
import { authenticationStrength } from "./authentication-strengths.js";
import { type Control, canBeDoneOnTheSpot, demandedControls, missingControls } from "./controls.js";
import { evaluatePolicies, type PolicyResult } from "./evaluation.js";
import type { SignIn } from "./sign-in.js";

export interface AppliedPolicy {
  readonly id: string;
  readonly displayName: string;
  readonly enforcedGrantControls: readonly string[];
  readonly enforcedSessionControls: readonly string[];
  readonly result: AppliedResult;
}

type AppliedResult =
  | "success"
  | "failure"
  | "notApplied"
  | "notEnabled"
  | "reportOnlySuccess"
  | "reportOnlyFailure"
  | "reportOnlyNotApplied"
  | "reportOnlyInterrupted";

export interface SignInProof {
  /** Grant controls that the sign-in brought along, in lower case: `mfa`, `strength`, `compliantdevice` and so on. */
  readonly satisfied?: readonly Control[];
  /** Somebody is there who could do what is missing. */
  readonly isInteractive?: boolean;
}

/**
 * All policies of the tenant with what became of them in this sign-in, as a sign-in of the log lists them.
 * The sign-in fails when one of them says `failure`.
 */
export function appliedPolicies(
  tenant: Tenant,
  signIn: SignIn,
  { satisfied = [], isInteractive = false }: SignInProof = {},
): readonly AppliedPolicy[] {
  const brought = new Set(satisfied);
  return evaluatePolicies(tenant, signIn).map((found) => ({
    id: found.policy.id,
    displayName: found.policy.displayName,
    enforcedGrantControls: found.applies ? grantNames(tenant, found) : [],
    enforcedSessionControls: found.applies ? found.form.sessionControls.map(sessionName) : [],
    result: resultOf(found, brought, isInteractive),
  }));
}

function resultOf(found: PolicyResult, brought: ReadonlySet<Control>, isInteractive: boolean): AppliedResult {
  if (found.reason === "policyNotEnabled") return "notEnabled";
  const isReportOnly = found.form.state !== "enabled";
  if (!found.applies) return isReportOnly ? "reportOnlyNotApplied" : "notApplied";
  const missing = missingControls(found.form, brought);
  if (missing.length === 0) return isReportOnly ? "reportOnlySuccess" : "success";
  if (!isReportOnly) return "failure";
  return isInteractive && canBeDoneOnTheSpot(missing) ? "reportOnlyInterrupted" : "reportOnlyFailure";
}

/** As the log names them; seen in exports of sign-in logs, not documented. */
const GRANT_NAMES: ReadonlyMap<Control, string> = new Map([
  ["block", "Block"],
  ["mfa", "Mfa"],
  ["compliantdevice", "RequireCompliantDevice"],
  ["domainjoineddevice", "RequireDomainJoinedDevice"],
  ["approvedapplication", "RequireApprovedApp"],
  ["compliantapplication", "RequireCompliantApp"],
  ["passwordchange", "PasswordChange"],
  ["riskremediation", "RiskRemediation"],
  ["termsofuse", "TermsOfUse"],
  ["custom", "CustomControls"],
]);

function grantNames(tenant: Tenant, { form }: PolicyResult): readonly string[] {
  return demandedControls(form).map((control) => {
    if (control !== "strength") return GRANT_NAMES.get(control) ?? control;
    const strength =
      form.grant.strength === undefined ? undefined : authenticationStrength(tenant, form.grant.strength);
    return `Require authentication strength - ${strength?.displayName ?? form.grant.strength ?? ""}`;
  });
}

function sessionName(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
