// The handlers' services, from the app's settings. Nothing is read or connected before it is needed.
import { randomUUID } from "node:crypto";
import { tableJournals } from "../changes/table-journals.js";
import { leaseTenant } from "../changes/tenant-lease.js";
import { readDiscovery } from "../cloud/discovery.js";
import { type Clock, systemClock } from "../shapes/clock.js";
import { UsageError } from "../shapes/errors.js";
import { isGuid } from "../shapes/ids.js";
import type { Channel } from "./channels/channel.js";
import { mailChannel } from "./channels/mail.js";
import { slackChannel } from "./channels/slack.js";
import { teamsChannel } from "./channels/teams.js";
import { webhookChannel } from "./channels/webhook.js";
import { configuredMeter } from "./configured-meter.js";
import { type Home, openHome } from "./home.js";
import type { Log } from "./log.js";
import type { Services } from "./services.js";
import { channelsIn } from "./settings/channel-settings.js";
import { type Environment, isOn, wholeNumber } from "./settings/environment.js";
import { signInSettings } from "./settings/sign-in-settings.js";
import { tenantInTable, tenantsInSettings, tenantsInTable } from "./settings/tenant-settings.js";
import { tenantStore } from "./state/tenant-store.js";
import { openTenant } from "./tenant-session.js";

const DAY_MS = 86_400_000;
/** A duplicate of a message waits for the first; whoever waits longer is tried again by the queue. */
const LEASE_WAIT_MS = 3 * 60_000;

/**
 * Opens nothing but the way to Azure's own services.
 * @throws {UsageError} where the app's settings do not say what is needed; from its methods, too
 */
export async function appServices(environment: Environment, clock: Clock = systemClock): Promise<Services> {
  const home = await openHome(environment, clock);
  const state = home.table("aadcstate");
  const ids = new Map<string, string>();
  return {
    clock,
    async tenants() {
      const named = tenantsInSettings(environment);
      return named?.map(({ tenant }) => tenant) ?? tenantsInTable(home.table("aadctenants"));
    },
    async settingsOf(tenant) {
      const named = tenantsInSettings(environment);
      if (named === null) return tenantInTable(home.table("aadctenants"), tenant, environment);
      return named.find((one) => one.tenant === tenant.toLowerCase()) ?? null;
    },
    async tenantIdOf(tenant) {
      if (isGuid(tenant)) return tenant.toLowerCase();
      const known = ids.get(tenant) ?? (await idOf(tenant, home, environment));
      ids.set(tenant, known);
      return known;
    },
    store: (tenantId) => tenantStore(state, tenantId),
    lease: (tenantId, signal) =>
      leaseTenant({ table: state, tenantId, uuid: randomUUID, clock, signal, waitMs: LEASE_WAIT_MS }),
    journals: (tenantId, lease) => tableJournals({ runs: home.table("aadcruns"), state, tenantId, clock, lease }),
    open: (tenantId, signal) => openTenant(home, environment, tenantId, clock, signal),
    channels: (log) => channelsOf(environment, home, clock, log),
    meter: configuredMeter(environment, home),
    now: () => state.now(),
    allowsWrites: () => isOn(environment, "AADC_ALLOW_WRITES"),
    retentionMs: () => wholeNumber(environment, "AADC_RETENTION_DAYS", 30, 1) * DAY_MS,
  };
}

function channelsOf(environment: Environment, home: Home, clock: Clock, log: Log): readonly Channel[] {
  return channelsIn(environment).flatMap((settings): readonly Channel[] => {
    if (settings instanceof UsageError) {
      log.error({ event: "channel-misconfigured", message: settings.message, remedy: settings.remedy });
      return [];
    }
    if (settings.kind === "mail") return [mailChannel(settings, () => home.graph())];
    home.redactor.hide(settings.url);
    if (settings.kind === "teams") return [teamsChannel(settings, home.channelTransport)];
    if (settings.kind === "slack") return [slackChannel(settings, home.channelTransport)];
    return [webhookChannel(settings, home.channelTransport, () => clock.epoch())];
  });
}

async function idOf(tenant: string, home: Home, environment: Environment): Promise<string> {
  const { tenantId } = (await readDiscovery(home.transport, signInSettings(environment).cloud, tenant)).value;
  if (tenantId !== null) return tenantId.toLowerCase();
  throw new UsageError(`Which tenant ${tenant} is one of the domains of is not told.`, {
    code: "tenant-unconfirmed",
    remedy: "Name the tenant by its id.",
  });
}
