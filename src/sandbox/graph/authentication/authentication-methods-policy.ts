// The authentication methods policy, and in it the settings of Temporary Access Passes.
import * as z from "zod";
import { LIFETIME_BOUNDS } from "../../laws/temporary-access-pass.js";
import { type Answer, param } from "../../routes.js";
import type { Tenant } from "../../store/tenant-state.js";
import { type GraphCall, type GraphRoute, jsonBody } from "../graph-call.js";
import { GraphError, notFound, notImplemented } from "../graph-error.js";
import { contextUrl, type Properties } from "../odata/odata-page.js";

const POLICY = "/policies/authenticationMethodsPolicy";
const CONFIGURATION = `${POLICY}/authenticationMethodConfigurations/:id`;
const PASS_ID = "TemporaryAccessPass";

type Policy = Tenant["authenticationMethodsPolicy"];

export const authenticationMethodsPolicyRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: POLICY,
    note: "with the states of all methods, and the settings of Temporary Access Passes",
    handle: (call) => {
      const policy = call.tenant.authenticationMethodsPolicy;
      const configurations = { authenticationMethodConfigurations: configurationsOf(policy) };
      const context = contextUrl(call, "policies/authenticationMethodsPolicy/$entity");
      return { status: 200, body: { "@odata.context": context, ...policyForm(policy), ...configurations } };
    },
  },
  {
    method: "GET",
    path: CONFIGURATION,
    note: "temporaryAccessPass with its settings, of others the state",
    handle: (call) => {
      const id = param(call, "id");
      const found = configurationsOf(call.tenant.authenticationMethodsPolicy).find(
        (one) => String(one["id"]).toLowerCase() === id,
      );
      if (found === undefined) throw notFound(id.slice(0, 80));
      const context = contextUrl(call, "authenticationMethodConfigurations/$entity");
      return { status: 200, body: { "@odata.context": context, ...found } };
    },
  },
  { method: "PATCH", path: CONFIGURATION, note: "temporaryAccessPass only; 204", handle: changeConfiguration },
];

const minutes = z.int().min(LIFETIME_BOUNDS.least).max(LIFETIME_BOUNDS.most);
const id = z.string().max(100);
const targetType = z.enum(["user", "group"]);

const patchSchema = z.strictObject({
  "@odata.type": z.literal("#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"),
  id: id.optional(),
  state: z.enum(["enabled", "disabled"]).optional(),
  defaultLength: z.int().min(8).max(48).optional(),
  defaultLifetimeInMinutes: minutes.optional(),
  minimumLifetimeInMinutes: minutes.optional(),
  maximumLifetimeInMinutes: minutes.optional(),
  isUsableOnce: z.boolean().optional(),
  includeTargets: z
    .array(z.strictObject({ id, targetType, isRegistrationRequired: z.boolean().default(false) }))
    .max(1000)
    .optional(),
  excludeTargets: z.array(z.strictObject({ id, targetType })).max(1000).optional(),
});

async function changeConfiguration(call: GraphCall): Promise<Answer> {
  if (param(call, "id") !== PASS_ID.toLowerCase())
    throw notImplemented("changing other methods than TemporaryAccessPass");
  const parsed = patchSchema.safeParse(jsonBody(call));
  if (!parsed.success)
    throw invalid(`Invalid value for '${String(parsed.error.issues[0]?.path[0] ?? "").slice(0, 80)}'.`);
  const { "@odata.type": _type, id: _id, ...given } = parsed.data;
  const wanted = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  call.world.store.change(({ authenticationMethodsPolicy: policy }) => {
    Object.assign(policy.temporaryAccessPass, wanted);
    const { minimumLifetimeInMinutes, defaultLifetimeInMinutes, maximumLifetimeInMinutes } = policy.temporaryAccessPass;
    if (minimumLifetimeInMinutes > defaultLifetimeInMinutes || defaultLifetimeInMinutes > maximumLifetimeInMinutes) {
      throw invalid("The default lifetime has to lie between the minimum and the maximum lifetime.");
    }
    policy.lastModifiedDateTime = new Date(call.now).toISOString();
  });
  return { status: 204 };
}

function configurationsOf(policy: Policy): readonly Properties[] {
  const others = Object.entries(policy.otherMethods).map(([name, state]) => ({
    "@odata.type": `#microsoft.graph.${name.charAt(0).toLowerCase()}${name.slice(1)}AuthenticationMethodConfiguration`,
    id: name,
    state,
    excludeTargets: [],
  }));
  const pass = {
    "@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration",
    id: PASS_ID,
    ...policy.temporaryAccessPass,
  };
  return [...others, pass];
}

function policyForm(policy: Policy): Properties {
  return {
    id: "authenticationMethodsPolicy",
    displayName: "Authentication Methods Policy",
    description: "Which authentication methods are allowed in the tenant.",
    lastModifiedDateTime: policy.lastModifiedDateTime,
    policyVersion: "1.5",
    policyMigrationState: "migrationComplete",
    registrationEnforcement: {
      authenticationMethodsRegistrationCampaign: {
        snoozeDurationInDays: 1,
        state: "default",
        excludeTargets: [],
        includeTargets: [
          { id: "all_users", targetType: "group", targetedAuthenticationMethod: "microsoftAuthenticator" },
        ],
      },
    },
  };
}

function invalid(message: string): GraphError {
  return new GraphError(400, "badRequest", message);
}
