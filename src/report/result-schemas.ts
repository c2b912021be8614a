// The shape of every JSON result, relied on by scripts. The package ships them as JSON Schemas made from here.
import * as z from "zod";
import type { Change } from "../shapes/change.js";
import { doctorSchema } from "./doctor-schema.js";
import { registrationSchema } from "./register-app-schema.js";
import { SIGN_IN_SCHEMAS } from "./sign-in-schemas.js";

const envelope = {
  tenantId: z.string(),
  tenant: z.strictObject({ displayName: z.string(), initialDomain: z.string(), cloud: z.string() }),
  at: z.iso.datetime(),
  operator: z.strictObject({ id: z.string(), name: z.string(), authKind: z.string() }),
  toolVersion: z.string(),
  ticket: z.string().optional(),
};

const change = z.strictObject({
  kind: z.enum([
    "create-user",
    "delete-user",
    "restore-user",
    "set-account-enabled",
    "reset-password",
    "mark-account",
    "unmark-account",
    "assign-role",
    "unassign-role",
    "create-pass",
    "delete-pass",
    "exclude-role",
    "remove-health-server",
    "create-application",
    "update-application",
    "create-service-principal",
    "delete-application",
    "add-certificate",
    "add-federated-credential",
    "grant-scopes",
    "revoke-scopes",
    "grant-app-role",
    "revoke-app-role",
  ]),
  target: z.record(z.string(), z.string().nullable()),
  summary: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  reversible: z.boolean(),
});

const outcome = z.strictObject({
  kind: z.string(),
  summary: z.string(),
  outcome: z.enum(["done", "done-earlier", "already-so"]),
  requestId: z.string().nullable(),
});

const changing = {
  ...envelope,
  reason: z.string().optional(),
  /** Null when nothing was carried out, so that there is no journal. */
  runId: z.string().nullable(),
  dryRun: z.boolean(),
  plan: z.array(change),
  planHash: z.string().regex(/^[0-9a-f]{64}$/),
  applied: z.array(outcome),
  changed: z.boolean(),
  guardsOverridden: z.array(z.string()),
  warnings: z.array(z.string()),
};

const source = z.strictObject({ request: z.string(), at: z.iso.datetime().optional() });
const fact = <T extends z.ZodType>(value: T) =>
  z.discriminatedUnion("state", [
    z.strictObject({ state: z.literal("known"), value, source }),
    z.strictObject({ state: z.literal("unknown"), reason: z.string(), remedy: z.string() }),
  ]);

const binding = z.strictObject({
  policyId: z.string(),
  policyName: z.string(),
  subject: z.string(),
  verdict: z.enum(["binds", "report-only", "does-not-bind", "unknown"]),
  reason: z.string(),
  controls: z.array(z.string()),
  named: z.boolean(),
});

const identity = z.strictObject({
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
});

const count = z.int().min(0);
const healthVerdict = z.enum(["live", "stale", "never-reported", "disabled", "unknown"]);

export const RESULT_SCHEMAS = {
  ...SIGN_IN_SCHEMAS,
  doctor: doctorSchema,
  "verify-sync": z.strictObject({
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
  }),
  "setup-svc-account": z.strictObject({
    schema: z.literal("aadc-cloud/setup-svc-account@1"),
    ...changing,
    account: z.strictObject({
      userPrincipalName: z.string(),
      /** Null as long as it does not exist. */
      id: z.string().nullable(),
      existedBefore: z.boolean(),
      /** Where the password of a new account was put, such as `file:PATH`; never the password. */
      passwordTo: z.string().nullable(),
    }),
    policies: z.array(binding),
  }),
  "mfa-exclusion-status": z.strictObject({
    schema: z.literal("aadc-cloud/mfa-exclusion-status@1"),
    ...envelope,
    identities: z.array(identity),
    policies: z.array(binding),
  }),
  "mfa-exclusion-add": z.strictObject({
    schema: z.literal("aadc-cloud/mfa-exclusion-add@1"),
    ...changing,
    policies: z.array(binding),
  }),
  "cleanup-health": z.strictObject({
    schema: z.literal("aadc-cloud/cleanup-health@1"),
    ...changing,
    servers: z.array(
      z.strictObject({
        id: z.string(),
        serviceName: z.string(),
        machineName: z.string(),
        machineId: z.string().nullable(),
        verdict: healthVerdict,
        reason: z.string(),
        lastUpload: z.string().nullable(),
        disabled: z.boolean(),
      }),
    ),
  }),
  "register-app": z.strictObject({
    schema: z.literal("aadc-cloud/register-app@1"),
    ...changing,
    registration: registrationSchema,
  }),
} as const;

export type ResultName = keyof typeof RESULT_SCHEMAS;
type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;
/** The schema says less of a plan than the type of a change does. */
type Planned<T> = T extends { readonly plan: unknown } ? Omit<T, "plan"> & { readonly plan: readonly Change[] } : T;
export type ResultOf<N extends ResultName> = Planned<DeepReadonly<z.infer<(typeof RESULT_SCHEMAS)[N]>>>;
export type Result = { [N in ResultName]: ResultOf<N> }[ResultName];

/** What every result begins with. */
export type Envelope = Omit<ResultOf<"mfa-exclusion-status">, "schema" | "identities" | "policies">;
/** What the result of every command that changes something has besides. */
export type Changing = Omit<ResultOf<"mfa-exclusion-add">, "schema" | "policies" | keyof Envelope>;
