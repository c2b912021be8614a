// What the handlers need; handed in, so that they run without a Functions host.
import type { Journals } from "../changes/journal.js";
import type { TenantLease } from "../changes/tenant-lease.js";
import type { Session } from "../commands/session.js";
import type { Clock } from "../shapes/clock.js";
import type { Channel } from "./channels/channel.js";
import type { Log } from "./log.js";
import type { Meter } from "./meter.js";
import type { TenantSettings } from "./settings/tenant-settings.js";
import type { TenantStore } from "./state/tenant-store.js";

export interface Services {
  readonly clock: Clock;
  /** Tenants as the settings name them. @throws {UsageError} where the settings do not */
  tenants(): Promise<readonly string[]>;
  /** @returns null: the tenant is not among them, or no more */
  settingsOf(tenant: string): Promise<TenantSettings | null>;
  /** The id of a tenant that may be named by a domain. @throws {ServiceError} where the login host does not tell */
  tenantIdOf(tenant: string): Promise<string>;
  store(tenantId: string): TenantStore;
  /** The turn in this tenant. @throws {GuardError} `locked` */
  lease(tenantId: string, signal: AbortSignal): Promise<TenantLease>;
  journals(tenantId: string, lease: TenantLease | null): Journals;
  open(tenantId: string, signal: AbortSignal): Promise<Session>;
  /** What is configured; what is so wrongly is logged. */
  channels(log: Log): readonly Channel[];
  readonly meter: Meter;
  /** Milliseconds since 1970 by the storage's clock. */
  now(): number;
  /** Whether exclusions may be taken back, and identities be enabled again. */
  allowsWrites(): boolean;
  /** How long outcomes are kept. */
  retentionMs(): number;
}
