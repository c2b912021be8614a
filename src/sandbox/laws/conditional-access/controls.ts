// What a policy demands of a sign-in to which it applies: "Conditional Access: Grant".
import type { PolicyForm } from "./policy-form.js";

/** Grant controls in lower case, as policies name them; `strength` and `termsofuse` besides, `custom` for custom ones. */
export type Control = string;

/** The controls that the policy demands and that the sign-in does not bring; none where it is let through. */
export function missingControls(form: PolicyForm, satisfied: ReadonlySet<Control>): readonly Control[] {
  const demanded = demandedControls(form);
  const missing = demanded.filter((control) => control === "block" || !satisfied.has(control));
  const isEnough = form.grant.operator === "or" && missing.length < demanded.length && !demanded.includes("block");
  return isEnough ? [] : missing;
}

export function demandedControls({ grant }: PolicyForm): readonly Control[] {
  return [
    ...grant.builtInControls,
    ...(grant.strength === undefined ? [] : ["strength"]),
    ...(grant.termsOfUse.length === 0 ? [] : ["termsofuse"]),
    ...(grant.customFactors.length === 0 ? [] : ["custom"]),
  ];
}

/** Somebody who sits in front of the screen can still do what these ask for. */
const INTERACTIVE: readonly Control[] = [
  "mfa",
  "strength",
  "termsofuse",
  "passwordchange",
  "riskremediation",
  "custom",
];

export function canBeDoneOnTheSpot(missing: readonly Control[]): boolean {
  return missing.every((control) => INTERACTIVE.includes(control));
}
