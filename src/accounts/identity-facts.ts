// What is known of the identities that servers synchronise with, of one tenant at one moment: what they are judged by.
import type { Fact } from "../shapes/fact.js";
import type { HeldAppRole, QuarantineNote } from "../shapes/identity-change.js";

export interface IdentityFacts {
  /** Object id of the user, or of the service principal. */
  readonly id: string;
  readonly type: "user" | "application";
  /** User principal name, or display name. */
  readonly name: string;
  /** Of an application; null of a user, and where Graph does not say. */
  readonly appId: string | null;
  /** Object id of the registration in this tenant; value null: it has none here. Of a user null. */
  readonly applicationId: Fact<string | null>;
  /** False: the application is registered in another tenant, Microsoft's own for one. Of a user true. */
  readonly ownTenant: Fact<boolean>;
  /** The server in its name; null where the name does not tell. */
  readonly server: string | null;
  /** The twelve hexadecimal digits in its name, lower case: the installation. */
  readonly installation: string | null;
  readonly enabled: Fact<boolean>;
  /** A user that is synchronised from Active Directory. */
  readonly synced: boolean;
  /** Template ids of the synchronisation roles that it holds tenant-wide. */
  readonly roleIds: readonly string[];
  /** Whether it has the sync service's app role. */
  readonly hasAppRole: boolean;
  /** All app roles, for bringing them back. Of a user none. */
  readonly appRoles: Fact<readonly HeldAppRole[]>;
  /** Its writes to synchronised objects. */
  readonly writes: Fact<IdentityWrites>;
  /** The newest sign-in, successful or not, ISO 8601; value null: none since `IdentityWrites.since` at the latest. */
  readonly lastSignIn: Fact<string | null>;
  /** What the tenant keeps of its quarantine; value null: nothing. */
  readonly quarantine: Fact<QuarantineNote | null>;
  /** Bytes or characters that still fit where the quarantine is kept; null: there is no such place. */
  readonly roomForNote: Fact<number | null>;
  /** When it was disabled last, by what this machine's journals and the audit log tell, ISO 8601; value null: neither tells. */
  readonly disabledAt: Fact<string | null>;
}

export interface IdentityWrites {
  /** ISO 8601: nothing older was looked at. */
  readonly since: string;
  /** ISO 8601; null: none since then. */
  readonly last: string | null;
  /** The first write that no other identity's write follows before the next one of this identity; null: none. */
  readonly turnSince: string | null;
  /** The oldest write since `since`; null: none. */
  readonly first: string | null;
}

/** What Connect Health says of one entry. */
export interface HealthWitness {
  readonly machineName: string;
  readonly id: string;
  readonly verdict: "live" | "staging" | "stale" | "never-reported" | "disabled" | "unknown";
}

export interface Fleet {
  readonly identities: readonly IdentityFacts[];
  /** The server that synchronises; value null: none, or it is not sure which. */
  readonly activeServer: Fact<string | null>;
  /** Name of the identity that exported last, as Graph beta tells it. */
  readonly exportedBy: Fact<string | null>;
  readonly health: Fact<readonly HealthWitness[]>;
  /** End of the last synchronisation, ISO 8601; value null: never. */
  readonly lastSync: Fact<string | null>;
  /** Value null: passwords are not synchronised. */
  readonly lastPasswordSync: Fact<string | null>;
  /** Longest time between two synchronisations before something is wrong, milliseconds. */
  readonly silentAfterMs: number;
  /** The service's time, epoch milliseconds. */
  readonly at: number;
}
