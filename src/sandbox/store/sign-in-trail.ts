// The sign-in log as it is kept: what differs from the ordinary of each sign-in, oldest first. Reading adds the rest
// (graph/sign-ins.ts).
//
// Source: "signIn resource type" (beta).
import { randomUUID } from "node:crypto";
import type { TenantState } from "./tenant-state.js";

/** More than the pages of any client read; when it is passed, the oldest third goes at one stroke. */
const MOST_ENTRIES = 3000;

export type SignInEventType = "interactiveUser" | "nonInteractiveUser" | "servicePrincipal" | "managedIdentity";

/** A policy of Conditional Access and what came of it at this sign-in. */
export interface AppliedPolicy {
  readonly id: string;
  readonly displayName: string;
  readonly result:
    | "success"
    | "failure"
    | "notApplied"
    | "notEnabled"
    | "reportOnlySuccess"
    | "reportOnlyFailure"
    | "reportOnlyNotApplied"
    | "reportOnlyInterrupted";
  readonly enforcedGrantControls: readonly string[];
  readonly enforcedSessionControls: readonly string[];
}

export interface SignInEntry {
  /** Tenant time in milliseconds. */
  readonly at: number;
  readonly eventType: SignInEventType;
  /** Who signed in; the client besides stands in `client`. */
  readonly who:
    | {
        readonly kind: "user";
        readonly id: string;
        readonly userPrincipalName: string;
        readonly displayName: string;
        readonly userType?: string;
      }
    | {
        readonly kind: "application";
        readonly servicePrincipalId: string;
        readonly displayName: string;
        readonly credential?: { readonly keyId: string; readonly thumbprint: string | null };
      };
  readonly client: { readonly appId: string; readonly displayName: string };
  readonly resource: { readonly appId: string; readonly displayName: string; readonly servicePrincipalId?: string };
  readonly ipAddress: string;
  /** The number of the AADSTS error; 0 for success. */
  readonly errorCode: number;
  readonly failureReason?: string;
  readonly policies?: readonly AppliedPolicy[];
  /** `deviceCode`, `oAuth2` and so on; `none` where nothing is said. */
  readonly protocol?: string;
  readonly clientCredentialType?: "none" | "clientSecret" | "clientAssertion" | "certificate" | "managedIdentity";
  readonly userAgent?: string;
  readonly multiFactor?: boolean;
}

/** Notes a sign-in, whether it succeeded or not. */
export function recordSignIn(draft: Pick<TenantState, "signIns">, entry: SignInEntry): void {
  draft.signIns.push(signInForm(entry, randomUUID(), randomUUID()));
  if (draft.signIns.length > MOST_ENTRIES) {
    // In one assignment: taking entries from the front one by one would write the whole list to the change log each time.
    draft.signIns = draft.signIns.slice(-Math.ceil((MOST_ENTRIES * 2) / 3));
  }
}

/** What differs from the ordinary, under Graph's names. User principal names are in lower case in this log. */
export function signInForm(entry: SignInEntry, id: string, correlationId: string) {
  const { who, client, resource, policies = [] } = entry;
  return {
    id,
    correlationId,
    createdDateTime: new Date(entry.at).toISOString().replace(/\.\d+Z$/u, "Z"),
    signInEventTypes: [entry.eventType],
    isInteractive: entry.eventType === "interactiveUser",
    appId: client.appId,
    appDisplayName: client.displayName,
    resourceId: resource.appId,
    resourceDisplayName: resource.displayName,
    resourceServicePrincipalId: resource.servicePrincipalId ?? null,
    ipAddress: entry.ipAddress,
    status: {
      errorCode: entry.errorCode,
      failureReason: entry.failureReason ?? (entry.errorCode === 0 ? "Other." : ""),
      additionalDetails: null,
    },
    conditionalAccessStatus: conditionalAccessStatus(policies),
    appliedConditionalAccessPolicies: policies.map((one) => ({
      ...one,
      enforcedGrantControls: [...one.enforcedGrantControls],
      enforcedSessionControls: [...one.enforcedSessionControls],
    })),
    authenticationProtocol: entry.protocol ?? "none",
    clientCredentialType: entry.clientCredentialType ?? "none",
    authenticationRequirement: entry.multiFactor === true ? "multiFactorAuthentication" : "singleFactorAuthentication",
    userAgent: entry.userAgent ?? null,
    ...(who.kind === "user"
      ? {
          userId: who.id,
          userPrincipalName: who.userPrincipalName.toLowerCase(),
          userDisplayName: who.displayName,
          userType: who.userType === "Guest" ? "guest" : "member",
          servicePrincipalId: "",
          servicePrincipalName: null,
        }
      : {
          userId: "00000000-0000-0000-0000-000000000000",
          userPrincipalName: null,
          userDisplayName: null,
          servicePrincipalId: who.servicePrincipalId,
          servicePrincipalName: who.displayName,
          servicePrincipalCredentialKeyId: who.credential?.keyId ?? null,
          servicePrincipalCredentialThumbprint: who.credential?.thumbprint ?? null,
        }),
  };
}

function conditionalAccessStatus(policies: readonly AppliedPolicy[]): "success" | "failure" | "notApplied" {
  if (policies.some((one) => one.result === "failure")) return "failure";
  return policies.some((one) => one.result === "success") ? "success" : "notApplied";
}
