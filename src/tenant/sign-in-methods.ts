// How accounts sign in: what the tenant demands and allows, and what one account has.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { path } from "../cloud/odata.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";

/** Whether security defaults are on. */
export async function readSecurityDefaults(graph: ServiceClient): Promise<Read<boolean>> {
  const address = "/v1.0/policies/identitySecurityDefaultsEnforcementPolicy";
  const { value, source } = await graph.get(address, z.object({ isEnabled: z.boolean() }), "read-security-defaults");
  return { value: value.isEnabled, source };
}

const target = z.object({ id: z.string() });
const configuration = z.object({
  id: z.string(),
  state: z.string().nullish(),
  minimumLifetimeInMinutes: z.number().nullish(),
  maximumLifetimeInMinutes: z.number().nullish(),
  isUsableOnce: z.boolean().nullish(),
  includeTargets: z.array(target).nullish(),
  excludeTargets: z.array(target).nullish(),
});

/** What the tenant says of Temporary Access Passes. */
export interface PassSettings {
  readonly enabled: boolean;
  /** Minutes; null where Graph does not say. */
  readonly shortest: number | null;
  readonly longest: number | null;
  /** Passes that serve more than once are forbidden. */
  readonly onlyOnce: boolean;
  /** Ids of groups, or `all_users`. */
  readonly for: readonly string[];
  readonly notFor: readonly string[];
}

export interface MethodSettings {
  /** Ids of the methods that are on, such as `Fido2`. */
  readonly enabled: readonly string[];
  readonly pass: PassSettings;
}

/** Source: Microsoft Graph, "Get authenticationMethodsPolicy". */
export async function readMethodSettings(graph: ServiceClient): Promise<Read<MethodSettings>> {
  const { value, source } = await graph.get(
    "/v1.0/policies/authenticationMethodsPolicy",
    z.object({ authenticationMethodConfigurations: z.array(configuration) }),
    "read-sign-in-settings",
  );
  const all = value.authenticationMethodConfigurations;
  const pass = all.find(({ id }) => id === "TemporaryAccessPass");
  return {
    source,
    value: {
      enabled: all.filter(({ state }) => state === "enabled").map(({ id }) => id),
      pass: {
        enabled: pass?.state === "enabled",
        shortest: pass?.minimumLifetimeInMinutes ?? null,
        longest: pass?.maximumLifetimeInMinutes ?? null,
        onlyOnce: pass?.isUsableOnce === true,
        for: (pass?.includeTargets ?? []).map(({ id }) => id),
        notFor: (pass?.excludeTargets ?? []).map(({ id }) => id),
      },
    },
  };
}

/** `disabled`, `enabled` or `enforced`. In Graph beta only. */
export async function readPerUserMfa(graph: ServiceClient, userId: string): Promise<Read<string>> {
  const { value, source } = await graph.get(
    path`/beta/users/${userId}/authentication/requirements`,
    z.object({ perUserMfaState: z.string() }),
    "read-sign-in-settings",
  );
  return { value: value.perUserMfaState, source };
}

const TYPE = /^#microsoft\.graph\.(.+)AuthenticationMethod$/;

/** Kinds of what an account has registered, the password included, such as `fido2`. */
export async function readMethods(graph: ServiceClient, userId: string): Promise<Read<readonly string[]>> {
  const item = z.object({ "@odata.type": z.string() });
  const { value, source } = await readAll(
    graph.pages(path`/v1.0/users/${userId}/authentication/methods`, item, "read-methods"),
  );
  return { value: value.map((one) => TYPE.exec(one["@odata.type"])?.[1] ?? one["@odata.type"]), source };
}

export interface Pass {
  readonly id: string;
  readonly usable: boolean;
  /** When it ends, ISO 8601; null: Graph does not tell. */
  readonly until: string | null;
}

/** Temporary Access Passes of an account: it has one at most. What they are, nobody is told again. */
export async function readPasses(graph: ServiceClient, userId: string): Promise<Read<readonly Pass[]>> {
  const item = z.object({
    id: z.string(),
    isUsable: z.boolean().nullish(),
    startDateTime: z.string().nullish(),
    lifetimeInMinutes: z.number().nullish(),
  });
  const { value, source } = await readAll(
    graph.pages(path`/v1.0/users/${userId}/authentication/temporaryAccessPassMethods`, item, "issue-passes"),
  );
  const passes = value.map(({ id, isUsable, startDateTime, lifetimeInMinutes }) => ({
    ...{ id, usable: isUsable === true },
    until: endOf(startDateTime ?? "", lifetimeInMinutes ?? Number.NaN),
  }));
  return { value: passes, source };
}

function endOf(start: string, minutes: number): string | null {
  const end = new Date(Date.parse(start) + minutes * 60_000);
  return Number.isNaN(end.getTime()) ? null : end.toISOString();
}
