// What a change of a server's identity must have in a journal.
import * as z from "zod";
import type { IdentityChange } from "../shapes/identity-change.js";
import type { Form } from "./change-form.js";

const text = z.string();
const nothing = z.null();
const enabled = z.looseObject({ accountEnabled: z.boolean() });
const deleted = z.looseObject({ deletedDateTime: text });
const restored = z.looseObject({ deletedDateTime: nothing });
const roleIds = z.array(text);

const user = z.looseObject({ name: text, userId: text });
const application = z.looseObject({ name: text, applicationId: text, appId: text, servicePrincipalId: text });
const identity = z.discriminatedUnion("type", [
  user.extend({ type: z.literal("user") }),
  application.extend({ type: z.literal("application") }),
]);
const appRole = { resourceId: text, resourceName: text, appRoleId: text };
const note = z.looseObject({ disabledAt: text, provenAt: text.nullable() });

export const IDENTITY_FORMS: { readonly [K in IdentityChange["kind"]]: Form } = {
  "set-identity-enabled": [identity, enabled, enabled],
  "note-quarantine": [identity, note.nullable(), z.looseObject({ stage: z.enum(["begun", "proven"]) }).nullable()],
  "delete-sync-user": [user, enabled.extend({ roleIds }), nothing],
  "restore-sync-user": [user, deleted, restored],
  "delete-sync-application": [
    application,
    enabled.extend({ roleIds, appRoles: z.array(z.looseObject(appRole)) }),
    nothing,
  ],
  "restore-sync-application": [application, deleted, restored],
  "restore-sync-principal": [application, deleted, restored],
  "grant-sync-app-role": [application.extend(appRole), nothing, z.looseObject({ granted: z.literal(true) })],
};
