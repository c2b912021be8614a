// The tenant's default policy for credentials of applications ("tenantAppManagementPolicy resource type").
import * as z from "zod";
import { durationMs, restrictionsSchema } from "../../laws/app-management.js";
import type { Answer } from "../../routes.js";
import type { Tenant } from "../../store/tenant-state.js";
import { noteChange } from "../directory/directory-objects-audit.js";
import { type GraphCall, type GraphRoute, graphUrl, isRecord } from "../graph-call.js";
import { badRequest, notImplemented } from "../graph-error.js";
import type { Properties } from "../odata/odata-page.js";
import { writtenBody } from "../written-body.js";

const PATH = "/policies/defaultAppManagementPolicy";
const NONE = { passwordCredentials: [], keyCredentials: [] };

const policySchema = z
  .strictObject({
    isEnabled: z.boolean(),
    applicationRestrictions: restrictionsSchema.nullable(),
    servicePrincipalRestrictions: restrictionsSchema.nullable(),
  })
  .partial();

export const appManagementPolicyRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: PATH,
    note: "",
    handle: (call) => ({
      status: 200,
      body: {
        "@odata.context": `${graphUrl(call)}/$metadata#policies/defaultAppManagementPolicy/$entity`,
        ...policyProperties(call.tenant),
      },
    }),
  },
  { method: "PATCH", path: PATH, note: "the whole of each kind of restrictions, 204", handle: updatePolicy },
];

function updatePolicy(call: GraphCall): Answer {
  const wanted = writtenBody(call, policySchema, {
    resource: "TenantAppManagementPolicy",
    notTaken: ["displayName", "description"],
  });
  for (const restrictions of [wanted.applicationRestrictions, wanted.servicePrincipalRestrictions]) {
    for (const one of [...(restrictions?.passwordCredentials ?? []), ...(restrictions?.keyCredentials ?? [])]) {
      const isLifetime = one.restrictionType.endsWith("Lifetime");
      const isDuration = one.maxLifetime != null && durationMs(one.maxLifetime) !== undefined;
      if (isLifetime ? !isDuration : one.maxLifetime != null) {
        throw badRequest("Invalid value specified for property 'maxLifetime' of resource 'TenantAppManagementPolicy'.");
      }
      if (one.excludeActors != null) throw notImplemented("excludeActors of an app management policy");
    }
  }
  call.world.store.change((draft) => {
    for (const [name, value] of Object.entries(wanted))
      if (value !== undefined) draft.appManagementPolicy[name] = value;
    noteChange(call, draft, {
      activity: "Update policy",
      category: "Policy",
      operation: "Update",
      targets: [{ id: "00000000-0000-0000-0000-000000000000", type: "Policy", displayName: DISPLAY_NAME }],
    });
  });
  return { status: 204 };
}

const DISPLAY_NAME = "Default app management tenant policy";

function policyProperties(tenant: Tenant): Properties {
  const { isEnabled, applicationRestrictions, servicePrincipalRestrictions } = tenant.appManagementPolicy;
  return {
    id: "00000000-0000-0000-0000-000000000000",
    deletedDateTime: null,
    displayName: DISPLAY_NAME,
    description:
      "Default tenant policy that enforces app management restrictions on applications and service principals. To apply policy to targeted resources, create a new policy under appManagementPolicies collection.",
    isEnabled,
    applicationRestrictions: isRecord(applicationRestrictions) ? { ...NONE, ...applicationRestrictions } : NONE,
    servicePrincipalRestrictions: isRecord(servicePrincipalRestrictions)
      ? { ...NONE, ...servicePrincipalRestrictions }
      : NONE,
  };
}
