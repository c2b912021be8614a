// Graph's own answer to which policies a sign-in would meet.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import type { ServiceClient } from "../cloud/service-client.js";

/** A sign-in that is asked about: by an engine or the wizard, on Windows, without a browser and without any risk. */
export interface AskedSignIn {
  readonly who:
    | { readonly kind: "user"; readonly userId: string }
    | { readonly kind: "application"; readonly servicePrincipalId: string };
  /** App id for which the token is asked. */
  readonly resource: string;
  /** Null: not known, and then conditions about places are not judged. */
  readonly address: { readonly ip: string; readonly country: string | null } | null;
}

const wire = z.object({
  id: z.string(),
  policyApplies: z.boolean().nullish(),
  analysisReasons: z.string().nullish(),
});

export interface WhatIfAnswer {
  /** In lower case. */
  readonly policyId: string;
  /** Null where Graph does not say. */
  readonly applies: boolean | null;
  /** Members of whatIfAnalysisReasons, such as `users` or `notEnoughInformation`; none where the policy applies. */
  readonly reasons: readonly string[];
}

/** Source: Microsoft Graph, "conditionalAccessRoot: evaluate". One request of those that Conditional Access allows each second. */
export async function readWhatIf(graph: ServiceClient, signIn: AskedSignIn): Promise<Read<readonly WhatIfAnswer[]>> {
  const { value, source } = await graph.ask(
    "/v1.0/identity/conditionalAccess/evaluate",
    questionOf(signIn),
    z.object({ value: z.array(wire) }),
    "what-if",
  );
  return {
    source,
    value: value.value.map(({ id, policyApplies, analysisReasons }) => ({
      policyId: id.toLowerCase(),
      applies: policyApplies ?? null,
      reasons: (analysisReasons ?? "")
        .split(",")
        .map((one) => one.trim())
        .filter((one) => one !== "" && one !== "notSet"),
    })),
  };
}

function questionOf({ who, resource, address }: AskedSignIn): unknown {
  const place =
    address === null
      ? {}
      : { ipAddress: address.ip, ...(address.country === null ? {} : { country: address.country }) };
  const user = {
    clientAppType: "mobileAppsAndDesktopClients",
    devicePlatform: "windows",
    signInRiskLevel: "none",
    userRiskLevel: "none",
  };
  return {
    signInIdentity:
      who.kind === "user"
        ? { "@odata.type": "#microsoft.graph.userSignIn", userId: who.userId }
        : {
            "@odata.type": "#microsoft.graph.servicePrincipalSignIn",
            servicePrincipalId: who.servicePrincipalId,
          },
    signInContext: { "@odata.type": "#microsoft.graph.applicationContext", includeApplications: [resource] },
    signInConditions: { ...(who.kind === "user" ? user : { servicePrincipalRiskLevel: "none" }), ...place },
    appliedPoliciesOnly: false,
  };
}
