// Security defaults: one switch of the tenant.
import * as z from "zod";
import { maySecurityDefaultsBeEnabled } from "../../laws/security-defaults.js";
import type { Answer } from "../../routes.js";
import { type GraphCall, type GraphRoute, jsonBody } from "../graph-call.js";
import { GraphError } from "../graph-error.js";
import { contextUrl } from "../odata/odata-page.js";

const PATH = "/policies/identitySecurityDefaultsEnforcementPolicy";

const patchSchema = z.strictObject({
  "@odata.type": z.literal("#microsoft.graph.identitySecurityDefaultsEnforcementPolicy").optional(),
  isEnabled: z.boolean(),
});

export const securityDefaultsRoutes: readonly GraphRoute[] = [
  {
    method: "GET",
    path: PATH,
    note: "",
    handle: (call) => ({
      status: 200,
      body: {
        "@odata.context": contextUrl(call, "policies/identitySecurityDefaultsEnforcementPolicy/$entity"),
        // The same id in every tenant ("Get identitySecurityDefaultsEnforcementPolicy").
        id: "00000000-0000-0000-0000-000000000005",
        deletedDateTime: null,
        displayName: "Security Defaults",
        description: "A set of basic identity security mechanisms that Microsoft recommends.",
        isEnabled: call.tenant.securityDefaultsEnabled,
      },
    }),
  },
  {
    method: "PATCH",
    path: PATH,
    note: "204; not while there is any Conditional Access policy",
    handle: switchDefaults,
  },
];

async function switchDefaults(call: GraphCall): Promise<Answer> {
  const parsed = patchSchema.safeParse(jsonBody(call));
  if (!parsed.success) throw refused("Invalid value specified for property 'isEnabled'.");
  const { isEnabled } = parsed.data;
  call.world.store.change((draft) => {
    if (isEnabled && !draft.securityDefaultsEnabled && !maySecurityDefaultsBeEnabled(draft)) {
      // The words are a choice.
      throw refused(
        "Security Defaults cannot be enabled while the tenant has Conditional Access policies, whatever their state.",
      );
    }
    draft.securityDefaultsEnabled = isEnabled;
  });
  return { status: 204 };
}

function refused(message: string): GraphError {
  return new GraphError(400, "BadRequest", message);
}
