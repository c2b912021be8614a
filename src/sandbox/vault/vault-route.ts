// What every route of a key vault does before and after its own work: which vault, sign-in, version, access policy.
import { randomUUID } from "node:crypto";
import { principalAndItsGroups } from "../laws/azure-rbac.js";
import { type Caller, readAccessToken } from "../login/access-token.js";
import type { Answer, Call, Method, Route } from "../routes.js";
import type { Tenant } from "../store/tenant-state.js";
import type { VaultStore } from "../store/vault-store.js";
import type { World, Worlds } from "../world.js";
import { badParameter, VaultError, vaultErrorAnswer } from "./vault-error.js";

type Vault = Tenant["vaults"][number];
type VaultPermission = Vault["access"][number]["permissions"][number];

export interface VaultCall extends Call {
  readonly world: World;
  readonly caller: Caller;
  /** `NAME.vault.azure.net`. */
  readonly host: string;
  readonly store: VaultStore;
  /** Tenant time in whole seconds. */
  readonly now: number;
}

export interface VaultRoute {
  readonly method: Method;
  readonly path: string;
  readonly note: string;
  readonly permission: VaultPermission;
  readonly handle: (call: VaultCall) => Answer | Promise<Answer>;
}

/** "Azure Key Vault REST API": of each operation on secrets. */
const API_VERSIONS = ["7.4", "7.5", "7.6", "2025-07-01"];

export function asVaultRoutes(worlds: Worlds, store: VaultStore, routes: readonly VaultRoute[]): readonly Route[] {
  return routes.map((route) => ({
    method: route.method,
    host: "vault" as const,
    path: route.path,
    note: route.note,
    handle: (call: Call) => answerVault(worlds, store, route, call),
  }));
}

async function answerVault(worlds: Worlds, store: VaultStore, route: VaultRoute, call: Call): Promise<Answer> {
  const host = call.url.hostname.toLowerCase();
  const owned = vaultNamed(worlds, call, host);
  const now = (owned?.world ?? worlds.primary).store.tenantNow();
  const headers = {
    date: new Date(now).toUTCString(),
    "cache-control": "no-cache",
    "x-ms-request-id": randomUUID(),
    "x-ms-client-request-id": call.header("x-ms-client-request-id") ?? randomUUID(),
    "x-ms-keyvault-region": "westeurope",
  };
  try {
    if (owned === undefined) throw noSuchVault(host);
    const { world, vault } = owned;
    const caller = authenticated(worlds, call, world);
    call.trail.caller = { kind: caller.kind, permissions: caller.permissions };
    checkApiVersion(call.url);
    checkAccess(world, vault, caller, route.permission);
    const answer = await route.handle({ ...call, world, caller, host, store, now: Math.floor(now / 1000) });
    return { ...answer, headers: { ...headers, ...answer.headers } };
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    const answer = vaultErrorAnswer(error);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  }
}

function vaultNamed(worlds: Worlds, call: Call, host: string): { world: World; vault: Vault } | undefined {
  for (const world of worlds.all) {
    if (world.store.tenant.cloud !== call.cloud) continue;
    const vault = world.store.tenant.vaults.find((one) => `${one.name}.${world.hosts.vaultSuffix}` === host);
    if (vault !== undefined) return { world, vault };
  }
  return undefined;
}

/** The real name would not resolve; here the connection is there before anybody knows. */
function noSuchVault(host: string): VaultError {
  return new VaultError(404, "VaultNotFound", `No tenant of the sandbox has a key vault at ${host}.`);
}

/**
 * Clients ask without a token first, to be told tenant and resource ("Authentication, requests and responses",
 * authentication challenge).
 */
function authenticated(worlds: Worlds, call: Call, world: World): Caller {
  const found = readAccessToken(worlds, call, "vault");
  if (found?.world === world) return found.caller;
  const { login, vaultSuffix } = world.hosts;
  const challenge = `Bearer authorization="https://${login}/${world.store.tenant.organization.id}", resource="https://${vaultSuffix}"`;
  const message =
    call.header("authorization") === undefined
      ? "AKV10000: Request is missing a Bearer or PoP token."
      : "The access token is invalid: audience, issuer, signature or lifetime.";
  throw new VaultError(401, "Unauthorized", message, { headers: { "www-authenticate": challenge } });
}

function checkApiVersion(url: URL): void {
  const asked = url.searchParams.get("api-version");
  if (asked === null || asked === "") throw badParameter("api-version must be specified");
  if (API_VERSIONS.includes(asked)) return;
  throw badParameter(
    `The specified version (${asked.slice(0, 100)}) is not recognized. Supported here: ${API_VERSIONS.join(", ")}.`,
  );
}

/** "Assign a Key Vault access policy": to a user, an application, or a group. */
function checkAccess(world: World, vault: Vault, caller: Caller, permission: VaultPermission): void {
  const principals = principalAndItsGroups(world.store.tenant, caller.principalId);
  const isAllowed = vault.access.some((one) => principals.has(one.principalId) && one.permissions.includes(permission));
  if (isAllowed) return;
  throw new VaultError(
    403,
    "Forbidden",
    `The user, group or application 'appid=${caller.appId};oid=${caller.principalId}' does not have secrets ${permission} permission on key vault '${vault.name}'.`,
    { innerCode: "ForbiddenByPolicy" },
  );
}
