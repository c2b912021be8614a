// What is asked about, and what is answered: who signs in, from where, to what, and whether a policy binds that.
import type { Fact } from "../shapes/fact.js";
import type { NamedLocation } from "../tenant/named-locations.js";
import type { Memberships } from "../tenant/users.js";

/** A user who signs in without a person at hand, or the account that runs the wizard; it need not exist yet. */
export interface UserSubject {
  readonly kind: "user";
  readonly name: string;
  /** Null while there is no such user: then no policy can name it, and it is in no group. */
  readonly userId: string | null;
  /** Template ids of roles that it holds for certain, tenant-wide and active. */
  readonly roleIds: readonly string[];
  /** All groups (nested ones included) and roles of the directory that it belongs to. */
  readonly memberships: Fact<Memberships>;
  /** Whether the user type is Guest; null where Graph does not say. `#EXT#` in the name tells who signs in elsewhere. */
  readonly guest: boolean | null;
  /** A person sits before it, as before the wizard: on which device is then not known. Absent: an engine, by itself. */
  readonly attended?: boolean;
}

/** An application that synchronises: policies for users never reach it, those for workload identities may. */
export interface ApplicationSubject {
  readonly kind: "application";
  readonly name: string;
  readonly servicePrincipalId: string;
  /** Policies reach those only that belong to this tenant and to no other; null where Graph does not say. */
  readonly ownTenantOnly: boolean | null;
}

export type Subject = UserSubject | ApplicationSubject;

/** What is known of the sign-ins that are asked about, beside who signs in. */
export interface SignInFacts {
  /** For which a token is asked: Conditional Access matches these, not the client. */
  readonly resources: readonly { readonly appId: string; readonly name: string }[];
  /** From which the subject's server signs in, as IP addresses; unknown where nobody can tell. */
  readonly addresses: Fact<readonly string[]>;
  readonly locations: Fact<readonly NamedLocation[]>;
}

export type Applies = "yes" | "no" | "unknown";

export interface Binding {
  readonly policyId: string;
  readonly policyName: string;
  /** The name of the subject. */
  readonly subject: string;
  readonly verdict: "binds" | "report-only" | "does-not-bind" | "unknown";
  /** Why, as one sentence. */
  readonly reason: string;
  /** What the policy demands, such as `mfa` or `block`. */
  readonly controls: readonly string[];
  /** True when the policy includes the subject by its id or its sync role, on purpose, rather than by All. */
  readonly named: boolean;
  /** Whether it applies to a sign-in to each resource, whatever its state is: what other witnesses are compared with. */
  readonly resources: readonly { readonly appId: string; readonly applies: Applies; readonly because: string }[];
  /** It blocks clients without modern authentication: nothing is ever excluded from it. */
  readonly blocksLegacyClients: boolean;
}
