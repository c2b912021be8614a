// Secrets of Azure Key Vault: set, get, list, delete, recover, purge. Source: Azure Key Vault REST API, "Secrets".
import { randomBytes } from "node:crypto";
import { type Answer, param, type Route } from "../routes.js";
import type { StoredSecret, VaultStore } from "../store/vault-store.js";
import type { Worlds } from "../world.js";
import { currentOf, deletedBody, RECOVERABLE_DAYS, secretBody, secretItem, writtenSecret } from "./secret-bodies.js";
import { badParameter, secretNotFound, VaultError } from "./vault-error.js";
import { asVaultRoutes, type VaultCall, type VaultRoute } from "./vault-route.js";

const DAY_S = 86_400;
const LARGEST_PAGE = 25;

const routes: readonly VaultRoute[] = [
  { method: "PUT", path: "/secrets/:name", note: "a new version", permission: "set", handle: setSecret },
  { method: "GET", path: "/secrets", note: "maxresults", permission: "list", handle: listSecrets },
  { method: "GET", path: "/secrets/:name", note: "", permission: "get", handle: getSecret },
  { method: "GET", path: "/secrets/:name/versions", note: "maxresults", permission: "list", handle: listVersions },
  { method: "GET", path: "/secrets/:name/:version", note: "", permission: "get", handle: getSecret },
  { method: "DELETE", path: "/secrets/:name", note: "recoverable", permission: "delete", handle: deleteSecret },
  { method: "GET", path: "/deletedsecrets", note: "maxresults", permission: "list", handle: listDeleted },
  { method: "GET", path: "/deletedsecrets/:name", note: "", permission: "get", handle: getDeleted },
  { method: "POST", path: "/deletedsecrets/:name/recover", note: "", permission: "recover", handle: recover },
  { method: "DELETE", path: "/deletedsecrets/:name", note: "purges", permission: "purge", handle: purge },
];

export function vaultRoutes(worlds: Worlds, store: VaultStore): readonly Route[] {
  return asVaultRoutes(worlds, store, routes);
}

async function setSecret(call: VaultCall): Promise<Answer> {
  const name = /^\/+secrets\/+([^/]+)/iu.exec(call.url.pathname)?.[1] ?? "";
  if (!/^[0-9a-z-]{1,127}$/iu.test(name)) throw badParameter("The secret's name is not valid: 0-9, a-z, A-Z and -.");
  const written = { ...writtenSecret(call), version: randomBytes(16).toString("hex"), created: call.now };
  await call.store.change(call.host, (secrets) => {
    const kept = notPurged(secrets, call.now);
    const known = kept.find(named(name));
    if (known === undefined) return [...kept, { name, versions: [written], deleted: null }];
    if (known.deleted !== null) throw deletedButRecoverable(name);
    known.versions.push(written);
    return kept;
  });
  const secret = secretNamed(call, name);
  return { status: 200, body: secretBody(call.host, secret, written) };
}

/** Without a version the current one. One that is disabled is refused ("About Azure Key Vault secrets"). */
function getSecret(call: VaultCall): Answer {
  const secret = secretNamed(call, param(call, "name"));
  const wanted = call.params["version"];
  const version = wanted === undefined ? currentOf(secret) : secret.versions.find((one) => one.version === wanted);
  if (version === undefined) throw secretNotFound(`${secret.name}/${wanted ?? ""}`);
  if (!version.enabled) {
    throw new VaultError(403, "Forbidden", "Operation get is not allowed on a disabled secret.", {
      innerCode: "SecretDisabled",
    });
  }
  return { status: 200, body: secretBody(call.host, secret, version) };
}

function listSecrets(call: VaultCall): Answer {
  const living = notPurged(call.store.secrets(call.host), call.now).filter((one) => one.deleted === null);
  return page(
    call,
    byName(living).map((one) => secretItem(call.host, one, currentOf(one), false)),
  );
}

function listVersions(call: VaultCall): Answer {
  const secret = secretNamed(call, param(call, "name"));
  return page(
    call,
    secret.versions.map((one) => secretItem(call.host, secret, one, true)),
  );
}

async function deleteSecret(call: VaultCall): Promise<Answer> {
  const { name } = secretNamed(call, param(call, "name"));
  const deleted = { at: call.now, purgedAt: call.now + RECOVERABLE_DAYS * DAY_S };
  await call.store.change(call.host, (secrets) => {
    const known = secrets.find((one) => named(name)(one) && one.deleted === null);
    if (known === undefined) throw secretNotFound(name);
    known.deleted = deleted;
    return secrets;
  });
  return { status: 200, body: deletedBody(call.host, deletedNamed(call, name), deleted, true) };
}

function listDeleted(call: VaultCall): Answer {
  const items = byName(notPurged(call.store.secrets(call.host), call.now)).flatMap((one) =>
    one.deleted === null ? [] : [deletedBody(call.host, one, one.deleted, false)],
  );
  return page(call, items);
}

function getDeleted(call: VaultCall): Answer {
  const secret = deletedNamed(call, param(call, "name"));
  return { status: 200, body: deletedBody(call.host, secret, secret.deleted, true) };
}

async function recover(call: VaultCall): Promise<Answer> {
  const { name } = deletedNamed(call, param(call, "name"));
  await call.store.change(call.host, (secrets) => {
    for (const one of secrets) if (named(name)(one)) one.deleted = null;
    return secrets;
  });
  const secret = secretNamed(call, name);
  return { status: 200, body: secretItem(call.host, secret, currentOf(secret), true) };
}

async function purge(call: VaultCall): Promise<Answer> {
  const { name } = deletedNamed(call, param(call, "name"));
  await call.store.change(call.host, (secrets) => secrets.filter((one) => !named(name)(one) || one.deleted === null));
  return { status: 204 };
}

function secretNamed(call: VaultCall, name: string): StoredSecret {
  const found = call.store.secrets(call.host).find((one) => named(name)(one) && one.deleted === null);
  if (found === undefined) throw secretNotFound(name);
  return found;
}

function deletedNamed(call: VaultCall, name: string) {
  const found = notPurged(call.store.secrets(call.host), call.now).find(named(name));
  if (found === undefined || found.deleted === null) throw secretNotFound(name);
  return { ...found, deleted: found.deleted };
}

function deletedButRecoverable(name: string): VaultError {
  return new VaultError(
    409,
    "Conflict",
    `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`,
    { innerCode: "ObjectIsDeletedButRecoverable" },
  );
}

function named(name: string): (secret: StoredSecret) => boolean {
  return (secret) => secret.name.toLowerCase() === name.toLowerCase();
}

function notPurged<T extends StoredSecret>(secrets: readonly T[], now: number): T[] {
  return secrets.filter((one) => one.deleted === null || one.deleted.purgedAt > now);
}

function byName(secrets: readonly StoredSecret[]): readonly StoredSecret[] {
  return [...secrets].sort((one, other) => (one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1));
}

/** At most 25 at once; the link carries how many went before. */
function page(call: VaultCall, all: readonly unknown[]): Answer {
  const { searchParams } = call.url;
  const size = Number(searchParams.get("maxresults") ?? LARGEST_PAGE);
  const start = Number(searchParams.get("$skiptoken") ?? 0);
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_PAGE) throw badParameter("maxresults must be 1 to 25.");
  if (!Number.isInteger(start) || start < 0) throw badParameter("The continuation token is not valid.");
  const next = new URL(call.url);
  next.searchParams.set("$skiptoken", String(start + size));
  const hasMore = start + size < all.length;
  const nextLink = hasMore ? `https://${call.host}${next.pathname}${next.search}` : null;
  return { status: 200, body: { value: all.slice(start, start + size), nextLink } };
}
