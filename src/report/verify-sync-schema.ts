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
export const healthVerdict = z.enum(["live", "stale", "never-reported", "disabled", "unknown"]);

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
  sync: z.strictObject({
    enabled: fact(z.boolean().nullable()),
    lastSync: fact(z.string().nullable()),
    lastPasswordSync: fact(z.string().nullable()),
    clientVersion: fact(z.string().nullable()),
    activeServer: fact(
      z.discriminatedUnion("state", [
        z.strictObject({ state: z.literal("known"), server: z.string() }),
        z.strictObject({ state: z.literal("none"), last: z.string().nullable(), lastSync: z.string().nullable() }),
        z.strictObject({ state: z.literal("ambiguous"), reason: z.string() }),
      ]),
    ),
    connectorIdentity: fact(z.array(identity)),
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
  }),
});
