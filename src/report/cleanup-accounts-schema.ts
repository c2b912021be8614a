// The result of `cleanup-accounts`: every identity that servers synchronise with, and what may become of it.
import * as z from "zod";
import { changing } from "./envelope-schema.js";
import { fact } from "./fact-schema.js";

const quarantine = z.strictObject({
  disabledAt: z.string(),
  provenAt: z.string().nullable(),
  /** From when on it can be deleted, if it is proven by then. */
  until: z.string(),
  /** Whether the audit log or a journal tells of the disabling, too: without that it is not deleted, but begins anew. */
  witnessed: fact(z.boolean()),
  /** `over`: it can be deleted. `worse`: synchronisation got worse since. */
  state: z.enum(["unproven", "proven", "worse", "over"]),
});

const identity = z.strictObject({
  id: z.string(),
  type: z.enum(["user", "application"]),
  name: z.string(),
  appId: z.string().nullable(),
  server: z.string().nullable(),
  installation: z.string().nullable(),
  class: z.enum([
    "active",
    "standby",
    "superseded",
    "decommissioned",
    "orphan",
    "cloud-sync",
    "first-party",
    "unknown",
  ]),
  because: z.string(),
  /** What would make it known; empty where it is. */
  remedy: z.string(),
  enabled: fact(z.boolean()),
  /** Names of the synchronisation roles that it holds. */
  roles: z.array(z.string()),
  /** Whether it has the app role of the synchronisation service. */
  hasAppRole: z.boolean(),
  /** When its last certificate ends; null: it has none. */
  certificateEnd: fact(z.string().nullable()),
  /** Null: none since `writesSince`. */
  lastWrite: fact(z.string().nullable()),
  /** Nothing older was looked at: seven days, or less where the log is too long to be read back. */
  writesSince: fact(z.string()),
  lastSignIn: fact(z.string().nullable()),
  /** Null: it is in none. */
  quarantine: fact(quarantine.nullable()),
  /** Whether its class lets it go; guards may still refuse. */
  removable: z.boolean(),
  /** What to type for it next: the words after the program's name; null: nothing. */
  next: z.array(z.string()).nullable(),
});

export const cleanupAccountsSchema = z.strictObject({
  schema: z.literal("aadc-cloud/cleanup-accounts@1"),
  ...changing,
  /** Null: none, or it is not sure which. */
  activeServer: fact(z.string().nullable()),
  identities: z.array(identity),
  /** What no cloud tool can remove, in this order. */
  checklist: z.array(z.strictObject({ what: z.string(), names: z.array(z.string()), how: z.string() })),
});
