import { type Fingerprints, fingerprintOfError, fingerprintsIn } from "../../shapes/fingerprints.js";
import type { ProvisioningErrors } from "../../tenant/provisioning-errors.js";
import { type Check, cannotTell, type Verdict } from "./check.js";
import { listed, notInBaseline } from "./parity.js";

export const provisioningErrors: Check = {
  id: "SYNC-027",
  title: "Provisioning errors",
  why: "An object whose value another one has already lacks it in the cloud: mail goes astray, people cannot sign in.",
  link: "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-syncservice-duplicate-attribute-resiliency",
  judge: ({ baseline, snapshot: { organization, provisioningErrors: errors } }) => {
    if (organization.value.syncEnabled !== true)
      return { result: "not-applicable", evidence: "The tenant is not synchronised." };
    if (errors.state === "unknown") return cannotTell(errors);
    const { total, unread } = errors.value;
    const notRead = unread[0] === undefined ? null : cannotTell(unread[0]);
    if (total === 0) return notRead ?? { result: "pass", evidence: "No user, group or contact has one." };
    if (baseline === null) return failed("warning", `${told(errors.value)}: ${namesIn(errors.value)}.`);
    const { provisioningErrors: before, takenAt } = baseline;
    if (before.state === "unknown") return notInBaseline(before);
    const older = fingerprintsIn(before.value.fingerprints);
    const now = fingerprintsIn(errors.value.fingerprints);
    if (older.size < before.value.total || now.size < total)
      return notInBaseline({ reason: "Its list of errors is not complete." });
    const fresh = now.countNotIn(older);
    const perhapsOlder = countOfTypes(
      errors.value,
      before.value.unread.map(({ objectType }) => objectType),
    );
    if (fresh > perhapsOlder)
      return failed(
        "warning",
        `${fresh} new since ${takenAt}: ${namesIn(errors.value, older)}. In all, ${told(errors.value)}.`,
      );
    if (fresh > 0) return notInBaseline({ reason: before.value.unread[0]?.reason ?? "" });
    return notRead ?? failed("info", `None is new since ${takenAt}. ${told(errors.value)}: ${namesIn(errors.value)}.`);
  },
};

function failed(severity: "warning" | "info", evidence: string): Verdict {
  return {
    result: "fail",
    severity,
    evidence,
    remedy:
      'In Active Directory, give the value to one of the two objects only. The first hundred with their values: aadc-cloud verify-sync -o csv --query "sync.provisioningErrors.value.listed"',
  };
}

/** By cause, the most frequent first. */
function told({ causes }: ProvisioningErrors): string {
  return listed(
    causes.map(
      ({ objectType, property, count }) => `${count} at ${objectType}s by ${property || "an unnamed property"}`,
    ),
    6,
  );
}

/** Such as are not among the older ones, where these are told. */
function namesIn({ first }: ProvisioningErrors, older?: Fingerprints): string {
  const meant = first.filter((error) => older?.has(fingerprintOfError(error)) !== true).slice(0, 3);
  return meant.map(({ name, value }) => `${name} (${value})`).join(", ");
}

function countOfTypes({ causes }: ProvisioningErrors, types: readonly string[]): number {
  return causes.filter(({ objectType }) => types.includes(objectType)).reduce((sum, { count }) => sum + count, 0);
}
