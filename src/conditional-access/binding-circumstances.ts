// Device, flow and risks of a sign-in, and whatever conditions are still to come. Source: "Conditional Access: Conditions".
import type { Policy } from "../tenant/policies.js";
import { type Answer, flagsOf, no, perhaps, yes } from "./binding-answer.js";
import { unregisteredDeviceFits } from "./binding-device-rule.js";
import type { UserSubject } from "./subject.js";

/** An engine signs in by itself, without any device that is registered. Before a wizard a person may have one that is. */
export function isForDevice({ conditions: { devices } }: Policy, { attended }: UserSubject): Answer {
  const filter = devices?.deviceFilter;
  if (filter === null || filter === undefined) return yes("it applies with every device");
  const mode = filter.mode.toLowerCase();
  const fits = unregisteredDeviceFits(filter.rule);
  if (attended === true || fits === "unknown" || (mode !== "include" && mode !== "exclude"))
    return perhaps("it depends on the device, by a filter");
  if (mode === "include")
    return fits === "yes"
      ? yes("its filter takes in devices that are not registered")
      : no("it is about certain devices");
  return fits === "yes" ? no("its filter excludes devices that are not registered") : yes("its filter excludes others");
}

/** Neither wizard nor engine signs in by a code on another device, or takes a sign-in over from one. */
export function isForFlow({ conditions: { authenticationFlows } }: Policy): Answer {
  const flows = flagsOf(authenticationFlows?.transferMethods);
  if (flows.length === 0) return yes("it applies to every flow");
  const strange = flows.find((flow) => flow !== "devicecodeflow" && flow !== "authenticationtransfer");
  if (strange !== undefined)
    return perhaps(`it depends on the authentication flow "${strange}", which this version does not know`);
  return no("it is about sign-ins by device code or transfer");
}

/** Of users; Graph's risk levels change by the hour, and the next sign-in's is known to nobody. */
export function isForRisk({ conditions }: Policy): Answer {
  if (isSet(conditions.signInRiskLevels) || isSet(conditions.userRiskLevels))
    return perhaps("it depends on the risk that Microsoft sees");
  return flagsOf(conditions.insiderRiskLevels).length > 0 ? perhaps("it depends on insider risk") : NO_RISK;
}

export function isForWorkloadRisk({ conditions: { servicePrincipalRiskLevels } }: Policy): Answer {
  return isSet(servicePrincipalRiskLevels) ? perhaps("it depends on the risk that Microsoft sees") : NO_RISK;
}

const NO_RISK = yes("it applies whatever the risk is");

/** Any condition that is not dealt with here, of today or of tomorrow, makes the answer open. */
export function meetsOtherConditions({ conditions }: Policy): Answer {
  const other = Object.entries(conditions).find(
    ([name, value]) => !UNDERSTOOD.has(name) && !name.includes("@odata") && isSet(value),
  );
  return other === undefined ? yes("it has no other conditions") : perhaps(`it has a condition on ${other[0]}`);
}

/** Those about users do not concern a workload identity, nor the other way round, whatever they hold. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  ...["users", "applications", "clientAppTypes", "locations", "platforms", "devices", "authenticationFlows"],
  ...["signInRiskLevels", "userRiskLevels", "insiderRiskLevels"],
  ...["clientApplications", "servicePrincipalRiskLevels"],
]);

function isSet(value: unknown): boolean {
  return value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);
}
