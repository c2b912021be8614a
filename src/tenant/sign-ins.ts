// The log of sign-ins: who signed in to what, from where, and which policies that met.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { literal, query } from "../cloud/odata.js";
import type { ServiceClient } from "../cloud/service-client.js";

const wire = z.object({
  id: z.string(),
  createdDateTime: z.string(),
  appId: z.string().nullish(),
  appDisplayName: z.string().nullish(),
  resourceId: z.string().nullish(),
  ipAddress: z.string().nullish(),
  isInteractive: z.boolean().nullish(),
  status: z.object({ errorCode: z.number().nullish() }).nullish(),
  location: z.object({ countryOrRegion: z.string().nullish() }).nullish(),
  appliedConditionalAccessPolicies: z
    .array(z.object({ id: z.string().nullish(), result: z.string().nullish() }))
    .nullish(),
});

export interface SeenSignIn {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly createdDateTime: string;
  /** The client; null where the log does not say. */
  readonly appId: string | null;
  readonly appDisplayName: string | null;
  /** App id of the resource, in lower case; null where the log does not say. */
  readonly resourceId: string | null;
  readonly ipAddress: string | null;
  /** Two letters; null where the log does not say. */
  readonly country: string | null;
  readonly isInteractive: boolean | null;
  /** Number of the AADSTS error; 0: it succeeded; null where the log does not say. */
  readonly errorCode: number | null;
  /** Null where whoever reads the log is not told of policies. */
  readonly policies: readonly { readonly id: string; readonly result: string }[] | null;
}

/** Whose sign-ins: of a user by object id, or of an application by its service principal's. */
export type WhoSignsIn =
  | { readonly kind: "user"; readonly userId: string; readonly events: "all" | "interactive" }
  | { readonly kind: "application"; readonly servicePrincipalId: string };

/** More than an engine's in some hours; newest first. */
const NEWEST = 50;

/**
 * The newest sign-ins since a moment (ISO 8601), 50 at most, newest first. Asked of Graph beta: v1.0 lists interactive ones of
 * users only ("List signIns"). Needs Microsoft Entra ID P1, else Graph refuses.
 */
export async function readSignIns(
  graph: ServiceClient,
  who: WhoSignsIn,
  since: string,
): Promise<Read<readonly SeenSignIn[]>> {
  const parts = [whose(who), events(who), `createdDateTime ge ${since.replace(/\.\d+Z$/, "Z")}`];
  const { value, source } = await graph.get(
    `/beta/auditLogs/signIns${query({ $filter: parts.join(" and "), $top: NEWEST })}`,
    z.object({ value: z.array(wire) }),
    "read-sign-ins",
  );
  return {
    source,
    value: value.value.map(signInOf).toSorted((a, b) => Date.parse(b.createdDateTime) - Date.parse(a.createdDateTime)),
  };
}

function whose(who: WhoSignsIn): string {
  return who.kind === "user"
    ? `userId eq ${literal(who.userId)}`
    : `servicePrincipalId eq ${literal(who.servicePrincipalId)}`;
}

function events(who: WhoSignsIn): string {
  const is = (type: string) => `signInEventTypes/any(t: t eq ${literal(type)})`;
  if (who.kind === "application") return is("servicePrincipal");
  return who.events === "all" ? `(${is("interactiveUser")} or ${is("nonInteractiveUser")})` : is("interactiveUser");
}

function signInOf(one: z.infer<typeof wire>): SeenSignIn {
  return {
    id: one.id,
    createdDateTime: one.createdDateTime,
    appId: one.appId?.toLowerCase() ?? null,
    appDisplayName: one.appDisplayName ?? null,
    resourceId: one.resourceId?.toLowerCase() ?? null,
    ipAddress: one.ipAddress || null,
    country: one.location?.countryOrRegion || null,
    isInteractive: one.isInteractive ?? null,
    errorCode: one.status?.errorCode ?? null,
    policies:
      one.appliedConditionalAccessPolicies?.map(({ id, result }) => ({
        id: (id ?? "").toLowerCase(),
        result: result ?? "unknown",
      })) ?? null,
  };
}
