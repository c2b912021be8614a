import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";
import type { Json } from "../shapes/change.js";

const ids = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);

/** As `ids`, of conditions that most policies do not have. */
const list = z.array(z.string()).nullish();
const text = z.string().nullish();
const filter = z.looseObject({ mode: z.string(), rule: z.string() }).nullish();

const guests = z
  .looseObject({
    guestOrExternalUserTypes: text,
    externalTenants: z.looseObject({ membershipKind: text, members: list }).nullish(),
  })
  .nullish();

const users = z.looseObject({
  includeUsers: ids,
  excludeUsers: ids,
  includeGroups: ids,
  excludeGroups: ids,
  includeRoles: ids,
  excludeRoles: ids,
  includeGuestsOrExternalUsers: guests,
  excludeGuestsOrExternalUsers: guests,
});

const applications = z.looseObject({
  includeApplications: ids,
  excludeApplications: ids,
  includeUserActions: ids,
  includeAuthenticationContextClassReferences: ids,
  applicationFilter: filter,
});

const clientApplications = z.looseObject({
  includeServicePrincipals: list,
  excludeServicePrincipals: list,
  servicePrincipalFilter: filter,
});

const conditions = z.looseObject({
  users: users.nullish(),
  applications: applications.nullish(),
  clientApplications: clientApplications.nullish(),
  clientAppTypes: ids,
  locations: z.looseObject({ includeLocations: ids, excludeLocations: ids }).nullish(),
  platforms: z.looseObject({ includePlatforms: ids, excludePlatforms: ids }).nullish(),
  devices: z.looseObject({ deviceFilter: filter }).nullish(),
  authenticationFlows: z.looseObject({ transferMethods: text }).nullish(),
  signInRiskLevels: list,
  userRiskLevels: list,
  servicePrincipalRiskLevels: list,
  insiderRiskLevels: text,
});

const grantControls = z.looseObject({
  operator: text,
  builtInControls: ids,
  customAuthenticationFactors: ids,
  termsOfUse: ids,
  authenticationStrength: z.looseObject({ displayName: text }).nullish(),
});

const sessionControls = z.looseObject({
  signInFrequency: z.looseObject({ isEnabled: z.boolean().nullish(), frequencyInterval: text }).nullish(),
  secureSignInSession: z.looseObject({ isEnabled: z.boolean().nullish() }).nullish(),
});

const policy = z.looseObject({
  id: z.string(),
  displayName: text.transform((name) => name ?? ""),
  state: z.string(),
  conditions,
  grantControls: grantControls.nullish(),
  sessionControls: sessionControls.nullish(),
});

/** A Conditional Access policy as far as this program understands it, and `whole`: everything that Graph answered. */
export type Policy = z.infer<typeof policy> & {
  readonly whole: Json;
  /**
   * Where the answer has a form that this version does not know, such as `conditions.users.includeUsers`. What stands
   * there is left out of the rest, so nothing may be concluded from it, nor written back. Absent: nowhere.
   */
  readonly strange?: readonly string[];
};

/**
 * All policies by one listing: the lane allows one request a second. A policy in a form that this version does not know is
 * among them, with `strange`: one new kind of policy must not hide all others.
 */
export async function readPolicies(graph: ServiceClient): Promise<Read<readonly Policy[]>> {
  return readAll(graph.pages("/v1.0/identity/conditionalAccess/policies", item, "read-policies"));
}

/** A policy out of what Graph answered once, `whole`. Undefined: that was no policy. */
export function policyIn(whole: Json): Policy | undefined {
  return item.safeParse(whole).data;
}

const item = z.json().transform((whole, context): Policy => {
  const strange: string[] = [];
  let understood: unknown = whole;
  for (;;) {
    const parsed = policy.safeParse(understood);
    if (parsed.success) return { ...parsed.data, whole, ...(strange.length === 0 ? {} : { strange }) };
    const issue = parsed.error.issues[0];
    const path = namesIn(issue?.path ?? []);
    if (path.length === 0 || path[0] === "id" || strange.includes(path.join("."))) {
      context.addIssue({ code: "custom", path: [...(issue?.path ?? [])], message: issue?.message ?? "" });
      return z.NEVER;
    }
    strange.push(path.join("."));
    understood = replaced(understood, path, insteadOf(path.join(".")));
  }
});

/** The property that is not understood; of a list the whole list. */
function namesIn(path: readonly PropertyKey[]): readonly string[] {
  const end = path.findIndex((step) => typeof step !== "string");
  return path.slice(0, end === -1 ? undefined : end).map(String);
}

/** What must be there is put there empty; all else is left out. */
function insteadOf(path: string): unknown {
  if (path === "state") return "";
  return path === "conditions" ? {} : undefined;
}

function replaced(value: unknown, [name, ...rest]: readonly string[], instead: unknown): unknown {
  if (name === undefined) return instead;
  const fields = typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  return { ...fields, [name]: replaced(Object.hasOwn(fields, name) ? fields[name] : undefined, rest, instead) };
}
