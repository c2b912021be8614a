// All checks of doctor, and what they come to.
import type { OperationName } from "../knowledge/operations.js";
import type { OperatorFinding } from "./checks/check.js";
import { runCheck } from "./checks/check.js";
import { cloudOfTenant } from "./checks/cloud.js";
import { conditionalAccessLicence, connectHealthLicence } from "./checks/licences.js";
import { armHost, clock, graphHost, loginHost, tlsInspection } from "./checks/network.js";
import { requirementFindings } from "./checks/requirements.js";
import { armSignIn, renewal, savedSession, signIn } from "./checks/sign-in.js";
import { tenantRead } from "./checks/tenant.js";
import { SEVERITIES, weightOf } from "./operations-asked.js";
import type { OperatorSnapshot } from "./operator-snapshot.js";

const BEFORE = [
  signIn,
  armSignIn,
  savedSession,
  renewal,
  loginHost,
  graphHost,
  armHost,
  clock,
  tlsInspection,
  cloudOfTenant,
  tenantRead,
];
const AFTER = [conditionalAccessLicence, connectHealthLicence];

export function judgeOperator(snapshot: OperatorSnapshot): readonly OperatorFinding[] {
  return [
    ...BEFORE.flatMap((check) => runCheck(check, snapshot)),
    ...requirementFindings(snapshot),
    ...AFTER.flatMap((check) => runCheck(check, snapshot)),
  ];
}

export type OperationVerdict = "pass" | "fail" | "unknown";

/** Whether one operation can be carried out: nothing that it needs, and that weighs as much as it does, is missing. */
export function verdictOf(
  operation: OperationName,
  findings: readonly OperatorFinding[],
  named: boolean,
): OperationVerdict {
  const weight = SEVERITIES.indexOf(weightOf(operation, named));
  const against = findings
    .filter(({ neededBy, severity }) => neededBy.includes(operation) && SEVERITIES.indexOf(severity) <= weight)
    .map(({ result }) => result);
  return against.includes("fail") ? "fail" : against.includes("unknown") ? "unknown" : "pass";
}

/** Over all findings: not knowing whether something that is wanted is there is not having it. */
export function overallVerdict(findings: readonly OperatorFinding[], failOn: "error" | "warning"): OperationVerdict {
  const counts = (result: OperatorFinding["result"], severities: readonly string[]) =>
    findings.some((one) => one.result === result && severities.includes(one.severity));
  if (counts("fail", failOn === "warning" ? ["error", "warning"] : ["error"])) return "fail";
  return counts("unknown", ["error"]) ? "unknown" : "pass";
}
