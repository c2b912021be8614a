// What the account will meet when a person signs in to the wizard with it.
import type { Fact } from "../shapes/fact.js";
import type { MethodSettings } from "../tenant/sign-in-methods.js";

/** A Conditional Access policy, judged for the account. */
interface PolicyMet {
  readonly policyName: string;
  readonly verdict: "binds" | "report-only" | "does-not-bind" | "unknown";
  readonly reason: string;
  readonly controls: readonly string[];
}

export interface WizardFacts {
  readonly securityDefaults: Fact<boolean>;
  readonly policies: Fact<readonly PolicyMet[]>;
  readonly methodSettings: Fact<MethodSettings>;
  /** Null: the account does not exist yet, and has neither. */
  readonly perUserMfa: Fact<string> | null;
  readonly methods: Fact<readonly string[]> | null;
  /** Whether the cloud has the admin portals that Microsoft demands a second factor in. */
  readonly mandatoryMfa: boolean;
  /** A Temporary Access Pass that it has, or gets now. */
  readonly hasPass: boolean;
}

/** The wizard signs in with passkeys from this version on, without a preview ("Microsoft Entra Connect: version history"). */
const PASSKEYS_FROM = "2.6.91.0";

/** Ids of the methods policy, and kinds of registered methods, in lower case. */
const PASSKEYS = ["fido2", "windowshelloforbusiness", "platformcredential"];
/** What the wizard's sign-in window takes as a second factor in any version. */
const OTHER_FACTORS = [
  "microsoftauthenticator",
  "phone",
  "sms",
  "voice",
  "softwareoath",
  "hardwareoath",
  "temporaryaccesspass",
];

export function wizardWarnings(facts: WizardFacts): readonly string[] {
  const bound = [...boundBy(facts), ...perUser(facts), ...defaults(facts), ...passkeysOnly(facts)];
  return [...bound, ...(facts.mandatoryMfa ? [MANDATORY] : []), ...unread(facts)];
}

/** Source: "Planning for mandatory multifactor authentication for Azure and other admin portals". */
const MANDATORY =
  "Microsoft demands a second factor of everybody in its admin portals, of this account, too; no exclusion helps. Synchronisation is not concerned.";

function boundBy({ policies, hasPass }: WizardFacts): readonly string[] {
  if (policies.state === "unknown") return [];
  const pass = hasPass ? "sign in with its Temporary Access Pass" : "use a Temporary Access Pass";
  return policies.value.flatMap(({ policyName, verdict, reason, controls }) => {
    const demand = controls.join(", ");
    if (verdict === "binds")
      return [
        `The wizard will meet "${policyName}" (${demand}): ${reason}. Register a method for the account, or ${pass}.`,
      ];
    return verdict === "unknown" ? [`The wizard may meet "${policyName}" (${demand}): ${reason}.`] : [];
  });
}

/** Source: "Enable per-user Microsoft Entra multifactor authentication". */
function perUser({ perUserMfa }: WizardFacts): readonly string[] {
  if (perUserMfa?.state !== "known" || perUserMfa.value === "disabled") return [];
  return [
    `Per-user MFA is ${perUserMfa.value} for the account: the wizard asks for a second factor, whatever the policies say.`,
  ];
}

/**
 * Only accounts that synchronise are exempt; the role of this one is not in the list of those that are asked every time.
 * Source: "Security defaults in Microsoft Entra ID".
 */
function defaults({ securityDefaults }: WizardFacts): readonly string[] {
  if (securityDefaults.state === "unknown" || !securityDefaults.value) return [];
  return [
    "Security defaults are on, and this account is not exempt: it has to register for MFA, and may be asked for it in the wizard. Sign in once in a browser and register before the wizard runs.",
  ];
}

function passkeysOnly({ methods, methodSettings }: WizardFacts): readonly string[] {
  const old = `a wizard before ${PASSKEYS_FROM} cannot sign in with them. Use that version or a newer one`;
  if (methods?.state === "known") {
    const registered = methods.value.map((one) => one.toLowerCase());
    if (registered.some(isPasskey) && !registered.some(isOtherFactor))
      return [`The account has passkeys only, and ${old}, or register another method.`];
  }
  if (methodSettings.state === "unknown") return [];
  const allowed = methodSettings.value.enabled.map((one) => one.toLowerCase());
  return allowed.some(isPasskey) && !allowed.some(isOtherFactor)
    ? [`The tenant allows passkeys only, and ${old}.`]
    : [];
}

function isPasskey(method: string): boolean {
  return PASSKEYS.includes(method);
}

function isOtherFactor(method: string): boolean {
  return OTHER_FACTORS.includes(method);
}

/** In one sentence: who has no more than the least rights may read little of it, and the set-up does not hang on it. */
function unread(facts: WizardFacts): readonly string[] {
  const policies =
    facts.policies.state === "unknown"
      ? [`Whether MFA binds the account could not be told: ${facts.policies.reason} ${facts.policies.remedy}`]
      : [];
  const others: readonly (readonly [string, Fact<unknown> | null])[] = [
    ["security defaults", facts.securityDefaults],
    ["per-user MFA", facts.perUserMfa],
    ["its registered methods", facts.methods],
    ["the methods that the tenant allows", facts.methodSettings],
  ];
  const missing = others.flatMap(([what, fact]) => (fact?.state === "unknown" ? [{ what, remedy: fact.remedy }] : []));
  if (missing.length === 0) return policies;
  const remedies = [...new Set(missing.map(({ remedy }) => remedy))];
  return [
    ...policies,
    `What else the account will meet is not fully known, since this could not be read: ${missing.map(({ what }) => what).join(", ")}. ${remedies.join(" ")}`,
  ];
}
