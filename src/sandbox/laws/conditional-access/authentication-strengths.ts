// The authentication strengths that every tenant has: "Overview of Microsoft Entra authentication strengths" and the
// examples of "List authenticationStrengthPolicies".
import type { Tenant } from "../../store/tenant-state.js";

export interface AuthenticationStrength {
  readonly id: string;
  readonly createdDateTime: string;
  readonly modifiedDateTime: string;
  readonly displayName: string;
  readonly description: string;
  readonly policyType: "builtIn" | "custom";
  readonly requirementsSatisfied: string;
  readonly allowedCombinations: readonly string[];
}

const PHISHING_RESISTANT = ["windowsHelloForBusiness", "fido2", "x509CertificateMultiFactor"];
const PASSWORDLESS = [...PHISHING_RESISTANT, "deviceBasedPush"];
const MULTIFACTOR = [
  ...PASSWORDLESS,
  "temporaryAccessPassOneTime",
  "temporaryAccessPassMultiUse",
  "password,microsoftAuthenticatorPush",
  "password,softwareOath",
  "password,hardwareOath",
  "password,sms",
  "password,voice",
  "federatedMultiFactor",
  "microsoftAuthenticatorPush,federatedSingleFactor",
  "softwareOath,federatedSingleFactor",
  "hardwareOath,federatedSingleFactor",
  "sms,federatedSingleFactor",
  "voice,federatedSingleFactor",
];

export const BUILT_IN_STRENGTHS: readonly AuthenticationStrength[] = [
  builtIn(
    2,
    "Multifactor authentication",
    "Combinations of methods that satisfy strong authentication, such as a password + SMS",
    MULTIFACTOR,
  ),
  builtIn(
    3,
    "Passwordless MFA",
    "Passwordless methods that satisfy strong authentication, such as Passwordless sign-in with the Microsoft Authenticator",
    PASSWORDLESS,
  ),
  builtIn(
    4,
    "Phishing-resistant MFA",
    "Phishing-resistant, Passwordless methods for the strongest authentication, such as a FIDO2 security key",
    PHISHING_RESISTANT,
  ),
];

/** A built-in strength, or one that the tenant has made. */
export function authenticationStrength(tenant: Tenant, id: string): AuthenticationStrength | undefined {
  const own = tenant.authenticationStrengths.find((one) => one.id === id);
  if (own === undefined) return BUILT_IN_STRENGTHS.find((one) => one.id === id);
  const textAt = (name: string, otherwise: string) => (typeof own[name] === "string" ? own[name] : otherwise);
  return {
    id: own.id,
    createdDateTime: textAt("createdDateTime", tenant.organization.createdDateTime),
    modifiedDateTime: textAt("modifiedDateTime", tenant.organization.createdDateTime),
    displayName: own.displayName,
    description: textAt("description", ""),
    policyType: own["policyType"] === "builtIn" ? "builtIn" : "custom",
    requirementsSatisfied: textAt("requirementsSatisfied", "mfa"),
    allowedCombinations: own.allowedCombinations,
  };
}

function builtIn(
  number: number,
  displayName: string,
  description: string,
  allowedCombinations: readonly string[],
): AuthenticationStrength {
  return {
    id: `00000000-0000-0000-0000-00000000000${number}`,
    createdDateTime: "2021-12-01T08:00:00Z",
    modifiedDateTime: "2021-12-01T08:00:00Z",
    displayName,
    description,
    policyType: "builtIn",
    requirementsSatisfied: "mfa",
    allowedCombinations,
  };
}
