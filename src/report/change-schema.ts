// One change of each kind, as results and saved plans hold it: what is read from a file is checked by the same schema.
import * as z from "zod";
import { DEPLOYMENT_CHANGES } from "./deployment-change-schema.js";
import { EXCLUSION_CHANGES } from "./exclusion-change-schema.js";
import { IDENTITY_CHANGES } from "./identity-change-schema.js";
import { LOCK_CHANGES } from "./lock-change-schema.js";
import { REGISTRATION_CHANGES } from "./registration-change-schema.js";

const text = z.string();
const account = { userPrincipalName: text };
/** The id is null as long as the user is to be made by an earlier change. */
const ofAccount = z.strictObject({ ...account, userId: text.nullable() });
const existing = z.strictObject({ ...account, userId: text });
const roleForm = z.strictObject({
  roleDefinitionId: text,
  roleName: text,
  directoryScopeId: z.literal("/"),
  how: z.enum(["direct", "active", "eligible"]),
  /** ISO 8601; null: without an end. */
  duration: text.nullable(),
});
const enabled = z.strictObject({ accountEnabled: z.boolean() });

/** What every change has besides kind, target, before and after. */
const said = { summary: text, reversible: z.boolean() };

const ACCOUNT_CHANGES = [
  z.strictObject({
    kind: z.literal("create-user"),
    target: z.strictObject(account),
    ...said,
    before: z.null(),
    after: z.strictObject({
      displayName: text,
      mailNickname: text,
      accountEnabled: z.literal(true),
      passwordPolicies: z.literal("DisablePasswordExpiration"),
    }),
  }),
  z.strictObject({
    kind: z.literal("delete-user"),
    target: existing,
    ...said,
    before: z.strictObject({ displayName: text, accountEnabled: z.boolean() }),
    after: z.null(),
  }),
  z.strictObject({
    kind: z.literal("restore-user"),
    target: existing,
    ...said,
    before: z.strictObject({ deletedDateTime: text }),
    after: z.strictObject({ deletedDateTime: z.null() }),
  }),
  z.strictObject({
    kind: z.literal("set-account-enabled"),
    target: existing,
    ...said,
    before: enabled,
    after: enabled,
  }),
  z.strictObject({
    kind: z.literal("reset-password"),
    target: existing,
    ...said,
    before: z.strictObject({ lastPasswordChangeDateTime: text.nullable() }),
    after: z.strictObject({
      passwordPolicies: z.literal("DisablePasswordExpiration"),
      forceChangePasswordNextSignIn: z.literal(false),
    }),
  }),
  z.strictObject({
    kind: z.literal("mark-account"),
    target: ofAccount,
    ...said,
    before: z.null(),
    after: z.strictObject({ purpose: z.literal("service-account") }),
  }),
  z.strictObject({
    kind: z.literal("unmark-account"),
    target: existing,
    ...said,
    before: z.strictObject({ purpose: text }),
    after: z.null(),
  }),
  z.strictObject({
    kind: z.literal("assign-role"),
    target: ofAccount,
    ...said,
    before: z.null(),
    after: roleForm,
  }),
  z.strictObject({
    kind: z.literal("unassign-role"),
    target: existing,
    ...said,
    before: roleForm,
    after: z.null(),
  }),
  z.strictObject({
    kind: z.literal("create-pass"),
    target: ofAccount,
    ...said,
    before: z.null(),
    after: z.strictObject({ lifetimeInMinutes: z.int().min(1) }),
  }),
  z.strictObject({
    kind: z.literal("delete-pass"),
    target: z.strictObject({ ...account, userId: text, passId: text }),
    ...said,
    before: z.strictObject({ startDateTime: text.nullable(), lifetimeInMinutes: z.number().nullable() }),
    after: z.null(),
  }),
] as const;

const ofPrincipal = z.strictObject({ principalId: text, name: text, assignmentId: text });
const azureRole = z.strictObject({ roleName: text, roleDefinitionId: text });

export const changeSchema = z.discriminatedUnion("kind", [
  ...ACCOUNT_CHANGES,
  ...EXCLUSION_CHANGES,
  ...LOCK_CHANGES,
  z.strictObject({
    kind: z.literal("remove-health-server"),
    target: z.strictObject({ serviceName: text, serviceMemberId: text, machineName: text }),
    ...said,
    /** The whole entry as Connect Health answered it. */
    before: z.json(),
    after: z.null(),
  }),
  z.strictObject({
    kind: z.literal("disable-health-server"),
    target: z.strictObject({ serviceName: text, serviceMemberId: text, machineName: text }),
    ...said,
    before: z.json(),
    after: z.strictObject({ disabled: z.literal(true) }),
  }),
  ...DEPLOYMENT_CHANGES,
  z.strictObject({
    kind: z.literal("assign-health-role"),
    target: ofPrincipal,
    ...said,
    before: z.null(),
    after: azureRole,
  }),
  z.strictObject({
    kind: z.literal("unassign-health-role"),
    target: ofPrincipal,
    ...said,
    before: azureRole,
    after: z.null(),
  }),
  ...IDENTITY_CHANGES,
  ...REGISTRATION_CHANGES,
]);
