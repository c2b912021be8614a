// What a policy demands. Source: "Conditional Access: Grant", "Conditional Access: Session".
import type { Policy } from "../tenant/policies.js";
import { type Answer, lower, no, perhaps, yes } from "./binding-answer.js";

/** As people read them: `mfa`, `block`, `termsOfUse`, `authenticationStrength: NAME`. */
export function controlsOf({ grantControls }: Policy): readonly string[] {
  if (grantControls === null || grantControls === undefined) return [];
  const strength = grantControls.authenticationStrength;
  return [
    ...grantControls.builtInControls,
    ...grantControls.customAuthenticationFactors,
    ...grantControls.termsOfUse.map(() => "termsOfUse"),
    ...(strength === null || strength === undefined ? [] : [`authenticationStrength: ${strength.displayName ?? ""}`]),
  ];
}

/** Of users nobody sits before an engine: none of these can it give. A person before the wizard may, and is bound all the same. */
const BUILT_IN: ReadonlySet<string> = new Set([
  ...["block", "mfa", "compliantdevice", "domainjoineddevice", "approvedapplication", "compliantapplication"],
  ...["passwordchange", "riskremediation"],
]);

/** Does it demand something for access that cannot be given? */
export function demandsOfUser(policy: Policy): Answer {
  const { grantControls } = policy;
  const controls = controlsOf(policy);
  if (controls.length === 0) return demandsOfSession(policy);
  if (lower(controls).includes("block")) return yes("it blocks");
  const strange = grantControls?.builtInControls.find((control) => !BUILT_IN.has(control.toLowerCase()));
  if (strange === undefined) return yes("it demands something");
  const allOfThem = grantControls?.operator?.toLowerCase() === "and";
  return allOfThem && controls.length > 1 && controls.some((control) => isKnown(policy, control))
    ? yes("it demands something")
    : perhaps(`it demands "${strange}", which this version does not know`);
}

function isKnown({ grantControls }: Policy, control: string): boolean {
  return BUILT_IN.has(control.toLowerCase()) || grantControls?.builtInControls.includes(control) !== true;
}

/** An engine has its password at hand whenever it is asked for; a token that is bound to a device it may not get. */
function demandsOfSession({ sessionControls }: Policy): Answer {
  if (sessionControls?.secureSignInSession?.isEnabled === true)
    return perhaps("it demands token protection, and what that does to this sign-in is not documented");
  const frequency = sessionControls?.signInFrequency;
  if (frequency?.isEnabled === true && frequency.frequencyInterval === "everyTime")
    return no("it demands nothing for access, only a new sign-in every time");
  return no("it demands nothing for access");
}

/** "Block access is the only available option" ("Conditional Access for workload identities"). */
export function demandsOfWorkload(policy: Policy): Answer {
  const controls = controlsOf(policy);
  if (controls.length === 0) return no("it demands nothing for access");
  if (lower(controls).includes("block")) return yes("it blocks");
  return perhaps(`it demands ${controls.join(", ")}, and of applications nothing but blocking is documented`);
}

/** Whether it does anything at all, be it to the session: one that does not never applies. */
export function asksForAnything(policy: Policy): Answer {
  const { sessionControls } = policy;
  const session = Object.values(sessionControls ?? {}).some(
    (control) => control === true || (isFields(control) && control["isEnabled"] !== false),
  );
  return session || controlsOf(policy).length > 0 ? yes("it demands something") : no("it demands nothing at all");
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
