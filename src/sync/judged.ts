// What a check is given: the snapshot, what was decided about it elsewhere, and what the operator wishes.
import type { ConnectVersions } from "../knowledge/connect-versions.js";
import type { Fact } from "../shapes/fact.js";
import type { ActiveServer } from "./active-server.js";
import type { Snapshot } from "./snapshot.js";

/** A sync identity as the checks see it: decided in `accounts`, and whether MFA binds it in `conditional-access`. */
export interface IdentityView {
  /** Object id of the user or service principal. */
  readonly id: string;
  readonly name: string;
  readonly kind: "legacy-user" | "application" | "cloud-sync";
  readonly server: string | null;
  readonly enabled: boolean | null;
  /** Policies that bind it, and such as may; empty for an application, which user policies never reach. */
  readonly boundBy: readonly string[];
  readonly perhapsBoundBy: readonly string[];
}

/** A server as Connect Health shows it: decided in `health`. */
export interface HealthView {
  readonly id: string;
  readonly name: string;
  readonly verdict: "live" | "staging" | "stale" | "never-reported" | "disabled" | "unknown";
  readonly lastUpload: string | null;
}

export interface CheckWishes {
  /** Server that should be active; null: not said. */
  readonly expectedServer: string | null;
  /** Version below which a server is too old for the operator; null: not said. */
  readonly minVersion: string | null;
  /** In the place of 3 and 6 intervals; null: those. */
  readonly maxAge: { readonly warningMs: number | null; readonly errorMs: number | null };
}

export const NO_WISHES: CheckWishes = {
  expectedServer: null,
  minVersion: null,
  maxAge: { warningMs: null, errorMs: null },
};

export interface Judged {
  /** The snapshot's time, epoch milliseconds. */
  readonly at: number;
  readonly snapshot: Snapshot;
  /** An earlier snapshot of the same tenant to compare with. */
  readonly baseline: Snapshot | null;
  readonly identities: Fact<readonly IdentityView[]>;
  readonly activeServer: Fact<ActiveServer>;
  readonly health: Fact<readonly HealthView[]>;
  /** Why this tenant has no Connect Health (cloud, licence); null where it has. */
  readonly healthNotOffered: string | null;
  /** Whether Microsoft Entra ID P1 or P2 is there; null: Graph does not tell. */
  readonly premium: boolean | null;
  readonly wishes: CheckWishes;
  /** What is known of the versions of Entra Connect. */
  readonly knowledge: ConnectVersions;
}
