// The handlers' services over tables of this process: what a host, Azure's storage and channels would be.
import type { Alert } from "../../src/alerts/alert.js";
import { tableJournals } from "../../src/changes/table-journals.js";
import { leaseTenant } from "../../src/changes/tenant-lease.js";
import type { Session } from "../../src/commands/session.js";
import type { Channel } from "../../src/functions/channels/channel.js";
import type { Log } from "../../src/functions/log.js";
import type { Measures } from "../../src/functions/meter.js";
import type { Services } from "../../src/functions/services.js";
import { type TenantStore, tenantStore } from "../../src/functions/state/tenant-store.js";
import { UsageError } from "../../src/shapes/errors.js";
import { isGuid } from "../../src/shapes/ids.js";
import { type ManualClock, manualClock } from "./manual-clock.js";
import { type MemoryTable, memoryTable } from "./memory-table.js";

interface LoggedLine {
  readonly level: "info" | "warn" | "error";
  readonly event: string;
  readonly [name: string]: unknown;
}

export interface ServicesUnderTest extends Services {
  readonly clock: ManualClock;
  readonly state: MemoryTable;
  readonly runs: MemoryTable;
  readonly sent: { readonly channel: string; readonly alert: Alert }[];
  readonly log: Log;
  readonly lines: LoggedLine[];
  readonly measures: Measures[];
  events(): readonly string[];
}

export interface ServicesSetup extends Partial<Omit<Services, "clock">> {
  readonly channelNames?: readonly string[];
  /** Called before each sending; throws to make it fail. */
  readonly sending?: (channel: string, alert: Alert) => void | Promise<void>;
  readonly session?: (signal: AbortSignal) => Promise<Session>;
  readonly epoch?: number;
}

export const TENANT = "4e3a2bd8-6c51-4f0a-9d27-b1c8e05f7a34";

/** The tests' messages are due before it. */
const AFTER_ALL_MESSAGES = Date.UTC(2026, 10, 24, 12);

export function servicesUnderTest(setup: ServicesSetup = {}): ServicesUnderTest {
  const { channelNames = ["webhook"], sending = () => undefined, session, epoch = AFTER_ALL_MESSAGES, ...more } = setup;
  const clock = manualClock({ epoch, holds: true });
  const state = memoryTable("aadcstate", () => clock.epoch());
  const runs = memoryTable("aadcruns", () => clock.epoch());
  const sent: { channel: string; alert: Alert }[] = [];
  const lines: LoggedLine[] = [];
  const measures: Measures[] = [];
  const tell =
    (level: LoggedLine["level"]) =>
    (line: { readonly event: string }): void =>
      void lines.push({ level, ...line });
  const stores = new Map<string, TenantStore>();
  return {
    clock,
    state,
    runs,
    sent,
    lines,
    measures,
    log: { info: tell("info"), warn: tell("warn"), error: tell("error") },
    events: () => lines.map(({ event }) => event),
    tenants: async () => [TENANT],
    settingsOf: async (tenant) => ({ tenant, allowUnknown: [] }),
    tenantIdOf: async (tenant) => {
      if (isGuid(tenant)) return tenant.toLowerCase();
      throw new UsageError(`${tenant} is nobody's.`, { code: "tenant-unconfirmed", remedy: "" });
    },
    store(tenantId) {
      const store = stores.get(tenantId) ?? tenantStore(state, tenantId);
      stores.set(tenantId, store);
      return store;
    },
    lease: (tenantId, signal) =>
      leaseTenant({ table: state, tenantId, uuid: () => crypto.randomUUID(), clock, signal, waitMs: 10_000 }),
    journals: (tenantId, lease) => tableJournals({ runs, state, tenantId, clock, lease }),
    open: (_, signal) => session?.(signal) ?? Promise.reject(new Error("No session is to be opened here.")),
    channels: () =>
      channelNames.map(
        (name): Channel => ({
          name,
          least: "info",
          async send(alert) {
            await sending(name, alert);
            sent.push({ channel: name, alert });
          },
        }),
      ),
    meter: { record: (one) => void measures.push(one), flush: async () => undefined },
    now: () => clock.epoch(),
    allowsWrites: () => false,
    retentionMs: () => 30 * 86_400_000,
    ...more,
  };
}
