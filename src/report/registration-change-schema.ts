// The changes of app registrations, as results and saved plans hold them.
import * as z from "zod";

const text = z.string();
const said = { summary: text, reversible: z.boolean() };
const target = { uniqueName: text, name: text };
const existing = { ...target, applicationId: text };
const scopes = z.strictObject({ scopes: z.array(text) });
const permission = z.strictObject({ permission: text });

const form = {
  signInAudience: text,
  publicClient: z.boolean(),
  redirectUris: z.array(text),
  permissions: z.array(text),
  requiredResourceAccess: z.array(
    z.strictObject({
      resourceAppId: text,
      resourceAccess: z.array(z.strictObject({ id: text, type: z.enum(["Scope", "Role"]) })),
    }),
  ),
};
const certificate = z.strictObject({
  file: text,
  /** Null as long as it is to be made. */
  thumbprint: text.nullable(),
  days: z.int(),
});
const certificates = z.strictObject({ certificates: z.array(text) });
const federated = z.strictObject({ name: text, issuer: text, subject: text, audiences: z.array(text) });
const restored = {
  before: z.strictObject({ deletedDateTime: text }),
  after: z.strictObject({ deletedDateTime: z.null() }),
};

export const REGISTRATION_CHANGES = [
  z.strictObject({
    kind: z.literal("create-application"),
    target: z.strictObject(target),
    ...said,
    before: z.null(),
    after: z.strictObject({ ...form, tags: z.array(text), certificate: certificate.nullable() }),
  }),
  z.strictObject({
    kind: z.literal("update-application"),
    target: z.strictObject(existing),
    ...said,
    before: z.strictObject(form),
    after: z.strictObject(form),
  }),
  z.strictObject({
    kind: z.literal("create-service-principal"),
    target: z.strictObject(target),
    ...said,
    before: z.null(),
    after: z.strictObject({ accountEnabled: z.literal(true) }),
  }),
  z.strictObject({
    kind: z.literal("add-certificate"),
    target: z.strictObject(existing),
    ...said,
    before: certificates,
    after: z.strictObject({ certificate }),
  }),
  z.strictObject({
    kind: z.literal("add-federated-credential"),
    target: z.strictObject(target),
    ...said,
    before: z.null(),
    after: federated,
  }),
  z.strictObject({
    kind: z.literal("grant-scopes"),
    target: z.strictObject({ ...target, resourceId: text, resourceName: text }),
    ...said,
    before: scopes.nullable(),
    after: scopes,
  }),
  z.strictObject({
    kind: z.literal("revoke-scopes"),
    target: z.strictObject({ ...target, grantId: text, resourceId: text, resourceName: text }),
    ...said,
    before: scopes,
    after: z.null(),
  }),
  z.strictObject({
    kind: z.literal("grant-app-role"),
    target: z.strictObject({ ...target, resourceId: text, appRoleId: text }),
    ...said,
    before: z.null(),
    after: permission,
  }),
  z.strictObject({
    kind: z.literal("revoke-app-role"),
    target: z.strictObject({ ...target, assignmentId: text, resourceId: text, appRoleId: text }),
    ...said,
    before: permission,
    after: z.null(),
  }),
  z.strictObject({
    kind: z.literal("delete-application"),
    target: z.strictObject({ ...existing, appId: text }),
    ...said,
    /** What is told of the application that goes. */
    before: z.json(),
    after: z.null(),
  }),
  z.strictObject({
    kind: z.literal("restore-application"),
    target: z.strictObject({ ...existing, appId: text }),
    ...said,
    ...restored,
  }),
  z.strictObject({
    kind: z.literal("restore-service-principal"),
    target: z.strictObject({ ...target, servicePrincipalId: text, appId: text }),
    ...said,
    ...restored,
  }),
  z.strictObject({
    kind: z.literal("delete-service-principal"),
    target: z.strictObject({ ...target, servicePrincipalId: text, appId: text }),
    ...said,
    before: z.strictObject({ accountEnabled: z.boolean() }),
    after: z.null(),
  }),
  z.strictObject({
    kind: z.literal("remove-certificate"),
    target: z.strictObject({ ...existing, thumbprint: text }),
    ...said,
    before: certificates,
    after: certificates,
  }),
  z.strictObject({
    kind: z.literal("remove-federated-credential"),
    target: z.strictObject(existing),
    ...said,
    before: federated,
    after: z.null(),
  }),
] as const;
