// Each identity by itself, as the tenant shows it: what is refused of one hides nothing of another. Reads only.
import type { IdentityFacts } from "../accounts/identity-facts.js";
import { partsOfName } from "../accounts/inventory.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { type Fact, known, mapFact, type Source, unknown } from "../shapes/fact.js";
import { noteOfMark, noteOfNotes, roomForNoteInMark, roomForNoteInNotes } from "../shapes/quarantine-note.js";
import { readApplicationIdentity } from "../tenant/application-identity.js";
import { readMark } from "../tenant/marks.js";
import { observe } from "../tenant/observe.js";
import { readGrantedAppRoles, readSyncRegistration, type SyncRegistration } from "../tenant/sync-registration.js";
import { readUser, type User } from "../tenant/users.js";

/** One that may synchronise, or whose name says that it did. */
export interface FoundIdentity {
  readonly id: string;
  readonly type: "user" | "application";
  readonly name: string;
  readonly roleIds: readonly string[];
  readonly hasAppRole: boolean;
  readonly isCloudSync: boolean;
}

/** What is read of it alone; what it did is read of all together. */
type OwnFacts = Omit<IdentityFacts, "writes" | "lastSignIn" | "disabledAt">;

export interface LookedAt {
  readonly facts: OwnFacts;
  /** When its last certificate ends, ISO 8601; value null: it has none, or is a user. */
  readonly certificateEnd: Fact<string | null>;
}

/** @param tenantId of the tenant: an application that is registered elsewhere is another's */
export function lookAtIdentity(graph: ServiceClient, found: FoundIdentity, tenantId: string): Promise<LookedAt> {
  return found.type === "user" ? lookAtUser(graph, found) : lookAtApplication(graph, found, tenantId);
}

/** One of more than are looked at. */
export function notLookedAt(found: FoundIdentity, most: number): LookedAt {
  const none = unknown<never>(
    `There are more than ${most} identities; this one was not looked at.`,
    "Name it with --identity, or remove those of servers that are gone first.",
  );
  const { id, type, name, roleIds, hasAppRole } = found;
  return {
    certificateEnd: none,
    facts: {
      ...{ id, type, name, appId: null, ...partsOfName(name), roleIds, hasAppRole, synced: false },
      ...{ applicationId: none, ownTenant: none, enabled: none, appRoles: none, quarantine: none, roomForNote: none },
    },
  };
}

async function lookAtUser(graph: ServiceClient, { id, name, roleIds }: FoundIdentity): Promise<LookedAt> {
  const [user, mark] = await Promise.all([observe(readUser(graph, id)), observe(readMark(graph, id))]);
  const content = mapFact(mark, (value) => value?.content ?? null);
  const seen = user.state === "known" ? user.value : null;
  const principalName = seen?.userPrincipalName ?? name;
  const none: Source = { request: "a user has none" };
  return {
    certificateEnd: known(null, none),
    facts: {
      ...{ id, type: "user", name: principalName, appId: null, ...partsOfName(principalName), roleIds },
      applicationId: known(null, none),
      ownTenant: known(true, user.state === "known" ? user.source : none),
      enabled: enabledOf(user),
      synced: seen?.synced === true,
      hasAppRole: false,
      appRoles: known([], none),
      quarantine: mapFact(content, noteOfMark),
      roomForNote: mapFact(content, roomForNoteInMark),
    },
  };
}

function enabledOf(user: Fact<User | null>): Fact<boolean> {
  if (user.state === "unknown") return user;
  return user.value === null ? NOT_FOUND : known(user.value.enabled, user.source);
}

async function lookAtApplication(graph: ServiceClient, found: FoundIdentity, tenantId: string): Promise<LookedAt> {
  const [principal, appRoles] = await Promise.all([
    observe(readApplicationIdentity(graph, "id", found.id)),
    observe(readGrantedAppRoles(graph, found.id)),
  ]);
  const seen = principal.state === "known" ? principal.value : null;
  const missing: Fact<never> = principal.state === "unknown" ? principal : NOT_FOUND;
  const registration: Fact<SyncRegistration | null> =
    seen === null ? missing : await observe(readSyncRegistration(graph, seen.appId));
  const told = <T>(value: T | null | undefined, what: string): Fact<T> => {
    if (principal.state === "unknown" || seen === null) return missing;
    return value === null || value === undefined
      ? unknown(`Graph does not say ${what}.`, "")
      : known(value, principal.source);
  };
  const name = seen === null || seen.displayName === "" ? found.name : seen.displayName;
  const ownTenant = seen?.ownerTenantId == null ? null : seen.ownerTenantId === tenantId.toLowerCase();
  return {
    certificateEnd: mapFact(registration, (value) => value?.certificateEnd ?? null),
    facts: {
      ...{ id: found.id, type: "application", name, appId: seen?.appId ?? null, ...partsOfName(name) },
      ...{ roleIds: found.roleIds, hasAppRole: found.hasAppRole, synced: false },
      applicationId: mapFact(registration, (value) => value?.id ?? null),
      ownTenant: told(ownTenant, "in which tenant it is registered"),
      enabled: told(seen?.enabled, "whether it is enabled"),
      appRoles,
      quarantine: mapFact(registration, (value) => noteOfNotes(value?.notes ?? null)),
      roomForNote: mapFact(registration, (value) => (value === null ? null : roomForNoteInNotes(value.notes))),
    },
  };
}

const NOT_FOUND = unknown<never>(
  "It is listed, but was not found: it may have been deleted just now.",
  "Run the command again in some minutes.",
);
