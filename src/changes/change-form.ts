// What a change of each kind must have in a journal, so that whatever goes by it finds what it looks for. Later versions may
// add to it, and may know other kinds: those are told where they are met.
import * as z from "zod";
import type { Change } from "../shapes/change.js";
import { EXCLUSION_FORMS } from "./exclusion-forms.js";
import { IDENTITY_FORMS } from "./identity-forms.js";
import { LOCK_FORMS } from "./lock-form.js";

const text = z.string();
const nothing = z.null();
const anything = z.json();
const flag = z.boolean();
const texts = z.array(text);

function of(...keys: readonly string[]) {
  return z.looseObject(Object.fromEntries(keys.map((key) => [key, text])));
}

/** The id is null as long as an earlier change is to make the account. */
const account = z.looseObject({ userPrincipalName: text, userId: text.nullable() });
const existing = of("userPrincipalName", "userId");
const enabled = z.looseObject({ accountEnabled: flag });
const role = z.looseObject({
  ...{ roleDefinitionId: text, roleName: text, directoryScopeId: text },
  ...{ how: z.enum(["direct", "active", "eligible"]), duration: text.nullable() },
});
const deleted = of("deletedDateTime");
const restored = z.looseObject({ deletedDateTime: nothing });

const healthRole = of("principalId", "name", "assignmentId");
const registration = ["uniqueName", "name"] as const;
const application = [...registration, "applicationId"] as const;
const certificates = z.looseObject({ certificates: texts });
const certificate = z.looseObject({ file: text, thumbprint: text.nullable(), days: z.int() });
const access = z.looseObject({ id: text, type: z.enum(["Scope", "Role"]) });
const form = z.looseObject({
  ...{ signInAudience: text, publicClient: flag, redirectUris: texts, permissions: texts },
  requiredResourceAccess: z.array(z.looseObject({ resourceAppId: text, resourceAccess: z.array(access) })),
});
const federated = z.looseObject({ name: text, issuer: text, subject: text, audiences: texts });
const scopes = z.looseObject({ scopes: texts });

export type Form = readonly [target: z.ZodType, before: z.ZodType, after: z.ZodType];

const FORMS: { readonly [K in Change["kind"]]: Form } = {
  ...LOCK_FORMS,
  "create-user": [
    of("userPrincipalName"),
    nothing,
    enabled.extend({ displayName: text, mailNickname: text, passwordPolicies: text }),
  ],
  "delete-user": [existing, enabled.extend({ displayName: text }), nothing],
  "restore-user": [existing, deleted, restored],
  "set-account-enabled": [existing, enabled, enabled],
  "reset-password": [
    existing,
    z.looseObject({ lastPasswordChangeDateTime: text.nullable() }),
    z.looseObject({ passwordPolicies: text, forceChangePasswordNextSignIn: flag }),
  ],
  "mark-account": [account, nothing, of("purpose")],
  "unmark-account": [existing, of("purpose"), nothing],
  "assign-role": [account, nothing, role],
  "unassign-role": [existing, role, nothing],
  "create-pass": [account, nothing, z.looseObject({ lifetimeInMinutes: z.number() })],
  "delete-pass": [
    of("userPrincipalName", "userId", "passId"),
    z.looseObject({ startDateTime: text.nullable(), lifetimeInMinutes: z.number().nullable() }),
    nothing,
  ],
  ...EXCLUSION_FORMS,
  "remove-health-server": [of("serviceName", "serviceMemberId", "machineName"), anything, nothing],
  "disable-health-server": [
    of("serviceName", "serviceMemberId", "machineName"),
    anything,
    z.looseObject({ disabled: z.literal(true) }),
  ],
  "register-provider": [of("subscriptionId", "namespace"), of("state"), of("state")],
  "create-resource-group": [of("subscriptionId", "group"), nothing, of("location")],
  "deploy-template": [
    of("subscriptionId", "group", "deployment"),
    nothing,
    z.looseObject({
      template: text,
      parameters: z.record(text, text),
      foreseen: z.array(of("resourceId", "type")).nullable(),
    }),
  ],
  "push-package": [
    of("subscriptionId", "group", "deployment"),
    nothing,
    z.looseObject({ package: text, bytes: z.int() }),
  ],
  "assign-health-role": [healthRole, nothing, of("roleName", "roleDefinitionId")],
  "unassign-health-role": [healthRole, of("roleName", "roleDefinitionId"), nothing],
  ...IDENTITY_FORMS,
  "create-application": [
    of(...registration),
    nothing,
    form.extend({ tags: texts, certificate: certificate.nullable() }),
  ],
  "update-application": [of(...application), form, form],
  "create-service-principal": [of(...registration), nothing, enabled],
  "add-certificate": [of(...application), certificates, z.looseObject({ certificate })],
  "add-federated-credential": [of(...registration), nothing, federated],
  "grant-scopes": [of(...registration, "resourceId", "resourceName"), scopes.nullable(), scopes],
  "revoke-scopes": [of(...registration, "grantId", "resourceId", "resourceName"), scopes, nothing],
  "grant-app-role": [of(...registration, "resourceId", "appRoleId"), nothing, of("permission")],
  "revoke-app-role": [of(...registration, "assignmentId", "resourceId", "appRoleId"), of("permission"), nothing],
  "delete-application": [of(...application, "appId"), anything, nothing],
  "restore-application": [of(...application, "appId"), deleted, restored],
  "restore-service-principal": [of(...registration, "servicePrincipalId", "appId"), deleted, restored],
  "delete-service-principal": [of(...registration, "servicePrincipalId", "appId"), enabled, nothing],
  "remove-certificate": [of(...application, "thumbprint"), certificates, certificates],
  "remove-federated-credential": [of(...application), federated, nothing],
};

interface Told {
  readonly kind: string;
  readonly target: unknown;
  readonly before: unknown;
  readonly after: unknown;
}

/** Whether a change of a kind that is known here has what that kind has. */
export function hasItsForm({ kind, ...parts }: Told): boolean {
  if (!Object.hasOwn(FORMS, kind)) return true;
  const [target, before, after] = FORMS[kind as Change["kind"]];
  return (
    target.safeParse(parts.target).success &&
    before.safeParse(parts.before).success &&
    after.safeParse(parts.after).success
  );
}
