// The changes of servers' identities, and of their entries in Connect Health, as results and saved plans hold them.
import * as z from "zod";

const text = z.string();
const said = { summary: text, reversible: z.boolean() };
const user = { name: text, userId: text };
const application = { name: text, applicationId: text, appId: text, servicePrincipalId: text };
const ofApplication = z.strictObject(application);
const identity = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("user"), ...user }),
  z.strictObject({ type: z.literal("application"), ...application }),
]);
const enabled = z.strictObject({ accountEnabled: z.boolean() });
const roleIds = z.array(text);
const appRole = { resourceId: text, resourceName: text, appRoleId: text };
const deleted = z.strictObject({ deletedDateTime: text });
const restored = z.strictObject({ deletedDateTime: z.null() });

export const IDENTITY_CHANGES = [
  z.strictObject({
    kind: z.literal("set-identity-enabled"),
    target: identity,
    ...said,
    before: enabled,
    after: enabled,
  }),
  z.strictObject({
    kind: z.literal("note-quarantine"),
    target: identity,
    ...said,
    before: z.strictObject({ disabledAt: text, provenAt: text.nullable() }).nullable(),
    /** Null: nothing is said of a quarantine any more. */
    after: z.strictObject({ stage: z.enum(["begun", "proven"]) }).nullable(),
  }),
  z.strictObject({
    kind: z.literal("delete-sync-user"),
    target: z.strictObject(user),
    ...said,
    before: enabled.extend({ roleIds }),
    after: z.null(),
  }),
  z.strictObject({
    kind: z.literal("restore-sync-user"),
    target: z.strictObject(user),
    ...said,
    before: deleted,
    after: restored,
  }),
  z.strictObject({
    kind: z.literal("delete-sync-application"),
    target: ofApplication,
    ...said,
    before: enabled.extend({ roleIds, appRoles: z.array(z.strictObject(appRole)) }),
    after: z.null(),
  }),
  z.strictObject({
    kind: z.literal("restore-sync-application"),
    target: ofApplication,
    ...said,
    before: deleted,
    after: restored,
  }),
  z.strictObject({
    kind: z.literal("restore-sync-principal"),
    target: ofApplication,
    ...said,
    before: deleted,
    after: restored,
  }),
  z.strictObject({
    kind: z.literal("grant-sync-app-role"),
    target: ofApplication.extend(appRole),
    ...said,
    before: z.null(),
    after: z.strictObject({ granted: z.literal(true) }),
  }),
] as const;
