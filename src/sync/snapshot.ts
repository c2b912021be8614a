import type { Fact } from "../shapes/fact.js";
import type { Organization } from "../tenant/organization.js";
import type { LastExport, SyncSettings } from "../tenant/synchronization.js";
import type { ActiveServer } from "./active-server.js";

/** A sync identity as the checks see it: decided in `accounts`, and whether MFA binds it in `conditional-access`. */
export interface IdentityView {
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
  readonly verdict: "live" | "stale" | "never-reported" | "disabled" | "unknown";
  readonly lastUpload: string | null;
}

/** Everything that the checks look at, read at one time. */
export interface Snapshot {
  /** The service's time, epoch milliseconds. */
  readonly at: number;
  readonly organization: Organization;
  readonly lastExport: Fact<LastExport | null>;
  readonly settings: Fact<SyncSettings | null>;
  readonly lastPasswordSync: Fact<string | null>;
  readonly activeServer: Fact<ActiveServer>;
  readonly identities: Fact<readonly IdentityView[]>;
  readonly health: Fact<readonly HealthView[]>;
  /** Why this tenant has no Connect Health (cloud, licence); null where it has. */
  readonly healthNotOffered: string | null;
  /** Server that should be active, as the operator said; null: not said. */
  readonly expectedServer: string | null;
}
