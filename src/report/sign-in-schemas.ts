// The JSON of login, logout and whoami. No token, ever.
import * as z from "zod";

const operator = z.strictObject({ id: z.string(), name: z.string(), authKind: z.string() });
const common = { toolVersion: z.string(), ticket: z.string().optional() };
const tenant = z.strictObject({ displayName: z.string(), initialDomain: z.string(), cloud: z.string() });

/** Why the file is not kept from others any more; left out where it is. */
const exposed = z.string().optional();

/** How the tokens lie on the disk. */
const protection = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("keyring"), exposed }),
  z.strictObject({ kind: z.literal("plain"), reason: z.string(), exposed }),
]);

const session = {
  cloud: z.string(),
  tenantId: z.string(),
  tenantNames: z.array(z.string()),
  clientId: z.string(),
  kind: z.enum(["device-code", "browser"]),
  userName: z.string(),
  signedInAt: z.iso.datetime(),
};

const damaged = z.strictObject({ file: z.string(), reason: z.string() });

export const SIGN_IN_SCHEMAS = {
  login: z.strictObject({
    schema: z.literal("aadc-cloud/login@1"),
    tenantId: z.string(),
    /** Null where the organization may not be read. */
    tenant: tenant.nullable(),
    /** Null where no service said what time it is. */
    at: z.iso.datetime().nullable(),
    operator,
    ...common,
    dryRun: z.boolean(),
    session: z.strictObject(session),
    /** Null in a dry run: nothing was saved. */
    protection: protection.nullable(),
    /** Whether Azure Resource Manager, and so Connect Health, can be asked too. */
    azure: z.discriminatedUnion("state", [
      z.strictObject({ state: z.literal("ready") }),
      z.strictObject({ state: z.literal("not-offered") }),
      z.strictObject({ state: z.literal("refused"), reason: z.string(), remedy: z.string() }),
    ]),
    /** Commands to type next; none in a dry run. */
    next: z.array(z.string()),
    notes: z.array(z.string()),
  }),
  logout: z.strictObject({
    schema: z.literal("aadc-cloud/logout@1"),
    /** Of what was removed, where that is one tenant. Nobody is asked, so that there is neither time nor operator. */
    tenantId: z.string().nullable(),
    at: z.null(),
    operator: z.null(),
    ...common,
    dryRun: z.boolean(),
    removed: z.array(z.strictObject(session)),
    removedDamaged: z.array(damaged),
    /** What is still saved. */
    left: z.array(z.strictObject(session)),
    leftDamaged: z.array(damaged),
  }),
  whoami: z.strictObject({
    schema: z.literal("aadc-cloud/whoami@1"),
    tenantId: z.string().nullable(),
    /** Null where the organization may not be read. */
    tenant: tenant.nullable(),
    tenantUnread: z.strictObject({ reason: z.string(), remedy: z.string() }).nullable(),
    at: z.iso.datetime().nullable(),
    operator,
    ...common,
    signIn: z.strictObject({
      kind: z.string(),
      reason: z.string().nullable(),
      isSaved: z.boolean(),
      cloud: z.string(),
      clientId: z.string().nullable(),
      principal: z.enum(["person", "application"]).nullable(),
      /** Scopes of a person's token, app roles of an application's; null: the token does not tell. */
      permissions: z.array(z.string()).nullable(),
      /** Directory roles held when the token was issued; null: the token does not tell. */
      roles: z.array(z.strictObject({ id: z.string(), name: z.string().nullable() })).nullable(),
      tokenEndsAt: z.iso.datetime().nullable(),
    }),
    stateDir: z.string(),
    sessions: z.array(
      z.strictObject({
        ...session,
        isUsed: z.boolean(),
        /** Null where its file cannot be read any more. */
        protection: protection.nullable(),
      }),
    ),
    damaged: z.array(damaged),
  }),
} as const;
