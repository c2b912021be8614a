// Everything that the checks look at, read at one time: plain data, so that it can be kept, sent and judged again elsewhere.
import type { Fact, Known } from "../shapes/fact.js";
import type { AuthenticationAgent } from "../tenant/authentication-agents.js";
import type { CredentialPolicy } from "../tenant/credential-policy.js";
import type { DeletedObjects } from "../tenant/deleted-objects.js";
import type { DirectoryWrites } from "../tenant/directory-audits.js";
import type { DomainState } from "../tenant/domains.js";
import type { HealthServer } from "../tenant/health.js";
import type { ExportErrorCount, HealthAlert, ServerExport } from "../tenant/health-state.js";
import type { Organization } from "../tenant/organization.js";
import type { Policy } from "../tenant/policies.js";
import type { ProvisioningErrors } from "../tenant/provisioning-errors.js";
import type { ServiceAccounts } from "../tenant/service-accounts.js";
import type { SyncApplicationState } from "../tenant/sync-applications.js";
import type { SyncApplication, SyncRoleHolder } from "../tenant/sync-identities.js";
import type { SyncSignIns } from "../tenant/sync-sign-ins.js";
import type { SyncedCounts } from "../tenant/synced-counts.js";
import type { LastExport, SyncSettings } from "../tenant/synchronization.js";
import type { Memberships } from "../tenant/users.js";

export const SNAPSHOT_SCHEMA = "aadc-cloud/sync-snapshot@1";

export interface Snapshot {
  readonly schema: typeof SNAPSHOT_SCHEMA;
  /** Names were replaced by masks; absent: they were not. */
  readonly redacted?: true;
  /** The service's time, ISO 8601 UTC: every age is as of this moment. */
  readonly takenAt: string;
  readonly toolVersion: string;
  readonly cloud: string;
  readonly takenBy: { readonly id: string; readonly name: string; readonly authKind: string };
  readonly organization: Known<Organization>;
  readonly domains: Fact<readonly DomainState[]>;
  readonly settings: Fact<SyncSettings | null>;
  readonly lastExport: Fact<LastExport | null>;
  readonly lastPasswordSync: Fact<string | null>;
  readonly syncedCounts: Fact<SyncedCounts>;
  /** Users and applications with a synchronisation role; whether each user is enabled is looked up. */
  readonly roleHolders: Fact<readonly SyncRoleHolder[]>;
  readonly syncApplications: Fact<readonly SyncApplication[]>;
  readonly applicationStates: Fact<readonly SyncApplicationState[]>;
  /** Microsoft's own application that synchronisation signs in to; null: it is not in this tenant. */
  readonly syncService: Fact<{ readonly enabled: boolean | null } | null>;
  readonly credentialPolicy: Fact<CredentialPolicy>;
  readonly policies: Fact<readonly Policy[]>;
  /** What policies may ask of the sync users: groups, roles, whether they are guests. */
  readonly people: Fact<readonly PersonInPolicies[]>;
  readonly signIns: Fact<SyncSignIns>;
  readonly writes: Fact<DirectoryWrites>;
  readonly serviceAccounts: Fact<ServiceAccounts>;
  readonly agents: Fact<readonly AuthenticationAgent[]>;
  readonly provisioningErrors: Fact<ProvisioningErrors>;
  readonly deletedObjects: Fact<DeletedObjects>;
  /** Why there is no Connect Health in this cloud; null where there is. */
  readonly healthNotInCloud: string | null;
  readonly healthServers: Fact<readonly HealthServer[]>;
  readonly healthAlerts: Fact<readonly HealthAlert[]>;
  readonly healthExportErrors: Fact<readonly ExportErrorCount[]>;
  readonly healthExports: Fact<readonly ServerExport[]>;
}

export interface PersonInPolicies {
  readonly name: string;
  readonly userId: string | null;
  readonly roleIds: readonly string[];
  readonly memberships: Fact<Memberships>;
  readonly guest: boolean | null;
}
