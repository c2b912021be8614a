import * as z from "zod";
import { envelope } from "./envelope-schema.js";
import { fact } from "./fact-schema.js";

export const identity = z.strictObject({
  id: z.string(),
  name: z.string(),
  kind: z.enum(["legacy-user", "application", "cloud-sync"]),
  server: z.string().nullable(),
  enabled: z.boolean().nullable(),
  boundBy: z.array(z.string()),
  perhapsBoundBy: z.array(z.string()),
});

/** With what an application proves itself; no key, no hint of a secret. */
const applicationCredentials = z.strictObject({
  certificates: z.array(
    z.strictObject({ keyId: z.string(), start: z.string().nullable(), end: z.string().nullable() }),
  ),
  secrets: z.int().min(0),
  federated: z.int().min(0),
  owners: z.int().min(0),
});
const connectorIdentity = identity.extend({
  /** Of an application what was found of it; null for a user. */
  application: fact(
    z.strictObject({
      appId: z.string().nullable(),
      /** Value null: the application is not in this tenant. */
      credentials: fact(applicationCredentials.nullable()),
      /** Whether it has an app role `PasswordWriteback.*`. */
      passwordWriteback: fact(z.boolean()),
    }),
  ).nullable(),
});

const finding = z.strictObject({
  id: z.string(),
  title: z.string(),
  severity: z.enum(["error", "warning", "info"]),
  result: z.enum(["pass", "fail", "unknown", "not-applicable"]),
  evidence: z.string(),
  remedy: z.string(),
  doc: z.string(),
  why: z.string(),
  link: z.string(),
});

const count = z.int().min(0);
const alert = z.strictObject({
  alertId: z.string(),
  level: z.string().nullable(),
  title: z.string(),
  serverId: z.string().nullable(),
  since: z.string().nullable(),
});
const agent = z.strictObject({
  id: z.string(),
  machineName: z.string(),
  externalIp: z.string().nullable(),
  status: z.string().nullable(),
});
const objectType = z.enum(["user", "group", "contact"]);
const provisioningErrors = z.strictObject({
  total: count,
  causes: z.array(z.strictObject({ objectType, category: z.string(), property: z.string(), count })),
  /** The first hundred; new ones first where there is a baseline. */
  listed: z.array(
    z.strictObject({
      objectId: z.string(),
      objectType,
      name: z.string(),
      category: z.string(),
      property: z.string(),
      value: z.string(),
      since: z.string().nullable(),
    }),
  ),
  unread: z.array(z.strictObject({ objectType, reason: z.string(), remedy: z.string() })),
});
const deletedObjects = z.strictObject({
  total: count,
  days: z.array(z.strictObject({ day: z.string(), count })),
  /** The newest thousand: what is restored is restored by this list. */
  listed: z.array(
    z.strictObject({
      id: z.string(),
      type: z.enum(["user", "group"]),
      name: z.string(),
      deletedAt: z.string(),
      restorableUntil: z.string(),
    }),
  ),
});
/** What each source says about who is active. */
const signals = z.exactOptional(
  z.array(
    z.strictObject({
      source: z.enum(["last-export", "audit-log", "connect-health"]),
      server: z.string(),
      at: z.string().nullable(),
      says: z.string(),
    }),
  ),
);

const transitionKind = z.enum([
  "active-server",
  "first-export",
  "version",
  "last-sync",
  "new-finding",
  "finding-gone",
  "new-errors",
  "errors-gone",
  "poll-failed",
  "poll-works",
]);
const healthVerdict = z.enum(["live", "staging", "stale", "never-reported", "disabled", "unknown"]);

const domain = z.strictObject({
  name: z.string(),
  authenticationType: z.string().nullable(),
  isVerified: z.boolean().nullable(),
  isDefault: z.boolean().nullable(),
  isInitial: z.boolean().nullable(),
});

/** Which server is active, as far as it is known. */
export const activeServer = z.discriminatedUnion("state", [
  z.strictObject({ state: z.enum(["known", "confirmed"]), server: z.string(), signals }),
  z.strictObject({
    state: z.literal("none"),
    last: z.string().nullable(),
    lastSync: z.string().nullable(),
    signals,
  }),
  z.strictObject({ state: z.literal("ambiguous"), reason: z.string(), signals }),
  z.strictObject({ state: z.literal("several"), servers: z.array(z.string()), reason: z.string(), signals }),
]);

export const verifySyncSchema = z.strictObject({
  schema: z.literal("aadc-cloud/verify-sync@1"),
  ...envelope,
  verdict: z.enum(["pass", "fail", "unknown"]),
  summary: z.strictObject({
    pass: count,
    fail: count,
    warning: count,
    info: count,
    unknown: count,
    notApplicable: count,
  }),
  findings: z.array(finding),
  /** Ids of the findings that fail the run or leave it open; none: it passes. */
  decidedBy: z.array(z.string()),
  /** While it lasts, by the service's time, faults and open checks do not fail the run: `muted`. */
  maintenance: z.strictObject({ until: z.iso.datetime(), muted: z.boolean() }).optional(),
  /** One look among several: what is different since the one before, and what is waited for. */
  watch: z
    .strictObject({
      poll: count,
      transitions: z.array(z.strictObject({ kind: transitionKind, at: z.iso.datetime(), text: z.string() })),
      wait: z
        .strictObject({
          since: z.iso.datetime(),
          /** All conditions held at this look and at the one before. */
          held: z.boolean(),
          conditions: z.array(z.strictObject({ condition: z.string(), holds: z.boolean(), evidence: z.string() })),
        })
        .optional(),
    })
    .optional(),
  /** Not the tenant was asked, but a saved snapshot judged: its time, and the version that took it. */
  from: z.strictObject({ at: z.iso.datetime(), toolVersion: z.string(), redacted: z.boolean() }).optional(),
  /** Where the snapshot was saved. */
  saved: z.string().optional(),
  /** Of saved snapshots of this tenant, the oldest first; only where a page is made of it. */
  history: z
    .array(
      z.strictObject({
        at: z.iso.datetime(),
        lastSync: z.string().nullable(),
        lastPasswordSync: z.string().nullable(),
        activeServer: z.string().nullable(),
      }),
    )
    .optional(),
  /** The table of versions that was judged by: its day, and `built-in` or the file it comes from. */
  knowledge: z.strictObject({ asOf: z.string(), from: z.string() }),
  sync: z.strictObject({
    enabled: fact(z.boolean().nullable()),
    lastSync: fact(z.string().nullable()),
    lastPasswordSync: fact(z.string().nullable()),
    clientVersion: fact(z.string().nullable()),
    /** What that version is worth on the day; null: no version is told. */
    support: fact(
      z
        .strictObject({
          state: z.enum(["stopped", "recalled", "out-of-support", "supported", "newer-than-known", "not-in-table"]),
          stoppedOn: z.string().nullable(),
          supportEnds: z.string().nullable(),
        })
        .nullable(),
    ),
    activeServer: fact(activeServer),
    connectorIdentity: fact(z.array(connectorIdentity)),
    syncedCounts: fact(z.strictObject({ users: count, groups: count, contacts: count.nullable() })),
    provisioningErrors: fact(provisioningErrors),
    deletedObjects: fact(deletedObjects),
    pendingExports: fact(z.strictObject({ additions: count, updates: count, deletions: count }).nullable()),
    features: fact(
      z
        .strictObject({
          passwordSyncEnabled: z.boolean().nullable(),
          features: z.record(z.string(), z.boolean()),
          deletionPrevention: z.strictObject({ type: z.string(), threshold: z.number().nullable() }).nullable(),
        })
        .nullable(),
    ),
    health: fact(
      z.array(
        z.strictObject({
          id: z.string(),
          name: z.string(),
          verdict: healthVerdict,
          lastUpload: z.string().nullable(),
        }),
      ),
    ),
    healthAlerts: fact(z.array(alert)),
    exportErrors: fact(z.array(z.strictObject({ bucket: z.string(), count, truncated: z.boolean() }))),
    domains: fact(z.array(domain)),
    authenticationAgents: fact(z.array(agent)),
  }),
});
