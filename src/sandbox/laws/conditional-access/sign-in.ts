// A sign-in as Conditional Access sees it: who, for what, and under which conditions. Names and values are those of
// "conditionalAccessRoot: evaluate"; what is absent is not known.

export interface UserIdentity {
  readonly kind: "user";
  /** Absent for an external user who is no object of this tenant. */
  readonly userId?: string;
  readonly externalTenantId?: string;
  /** One of conditionalAccessGuestOrExternalUserTypes; wins over what the user object says. */
  readonly externalUserType?: string;
}

interface WorkloadIdentity {
  readonly kind: "servicePrincipal";
  readonly servicePrincipalId: string;
}

export type SignInContext =
  /** Ids of the applications (resources) that are asked for: a policy for one of them covers the sign-in. */
  | { readonly kind: "applications"; readonly appIds: readonly string[] }
  | { readonly kind: "userAction"; readonly userAction: string }
  | { readonly kind: "authContext"; readonly value: string };

export interface SignInConditions {
  readonly clientAppType?: string;
  readonly country?: string;
  readonly deviceInfo?: Readonly<Record<string, unknown>>;
  readonly devicePlatform?: string;
  readonly insiderRiskLevel?: string;
  readonly ipAddress?: string;
  readonly servicePrincipalRiskLevel?: string;
  readonly signInRiskLevel?: string;
  readonly transferMethod?: string;
  readonly userRiskLevel?: string;
}

export interface SignIn {
  readonly identity: UserIdentity | WorkloadIdentity;
  readonly context: SignInContext;
  readonly conditions: SignInConditions;
}

/** Whether a condition holds; `unknown` where the sign-in does not say enough. */
export type Verdict = "met" | "unmet" | "unknown";

/**
 * What follows from an inclusion and an exclusion: exclusion wins ("Conditional Access: Users, groups, and workload
 * identities"), and what is not known stays unknown unless the other side decides.
 */
export function included(inclusion: Verdict, exclusion: Verdict): Verdict {
  if (inclusion === "unmet" || exclusion === "met") return "unmet";
  return inclusion === "unknown" || exclusion === "unknown" ? "unknown" : "met";
}

export function anyVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("met")) return "met";
  return verdicts.includes("unknown") ? "unknown" : "unmet";
}

export function verdict(holds: boolean): Verdict {
  return holds ? "met" : "unmet";
}
