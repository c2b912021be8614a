// The applications that synchronise: with what they prove themselves, who owns them, what else they may do.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { literal, path, query } from "../cloud/odata.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";
import { PASSWORD_WRITEBACK_ROLE_IDS, SYNC_SERVICE_APP_ID } from "../knowledge/directory.js";
import type { Fact } from "../shapes/fact.js";
import { observe, orNull } from "./observe.js";
import type { SyncApplication } from "./sync-identities.js";

interface ApplicationCertificate {
  readonly keyId: string;
  /** ISO 8601; null where Graph does not say. */
  readonly start: string | null;
  readonly end: string | null;
}

interface ApplicationCredentials {
  readonly certificates: readonly ApplicationCertificate[];
  /** How many client secrets there are. */
  readonly secrets: number;
  /** How many other issuers' tokens are trusted. */
  readonly federated: number;
  /** Names of the owners of application and service principal, each once. */
  readonly owners: readonly string[];
}

/** An application that has the sync service's app role, looked at closely. */
export interface SyncApplicationState {
  readonly principalId: string;
  readonly displayName: string;
  readonly appId: string | null;
  readonly enabled: boolean | null;
  /** Value null: the application itself is not in this tenant. */
  readonly credentials: Fact<ApplicationCredentials | null>;
  /** Ids of its app roles `PasswordWriteback.*`. */
  readonly passwordWriteback: Fact<readonly string[]>;
}

/** A tenant has 20 sync accounts at most ("Accounts and permissions"); of more applications than this only the first are looked at. */
const LOOKED_AT = 40;

const principal = z.object({
  id: z.string(),
  appId: z.string().nullish(),
  displayName: z.string().nullish(),
  accountEnabled: z.boolean().nullish(),
});

/** Microsoft's application that synchronisation signs in to; null: it is not in this tenant, or not yet. */
export async function readSyncService(
  graph: ServiceClient,
): Promise<Read<{ readonly enabled: boolean | null } | null>> {
  const address = `/v1.0/servicePrincipals(appId=${literal(SYNC_SERVICE_APP_ID)})`;
  const { value, source } = await orNull(
    graph.get(address + query({ $select: "id,accountEnabled" }), principal, "read-applications"),
    `GET ${address}`,
  );
  return { source, value: value === null ? null : { enabled: value.accountEnabled ?? null } };
}

/** Each application by itself: what is refused of one hides nothing of another. */
export async function readSyncApplicationStates(
  graph: ServiceClient,
  { value, source }: Read<readonly SyncApplication[]>,
): Promise<Read<readonly SyncApplicationState[]>> {
  const states = await Promise.all(value.slice(0, LOOKED_AT).map((application) => stateOf(graph, application)));
  return { value: states, source };
}

async function stateOf(graph: ServiceClient, { principalId, displayName }: SyncApplication) {
  const ownersOfPrincipal = ownersAt(graph, path`/v1.0/servicePrincipals/${principalId}/owners`);
  // Awaited later; what is thrown before that is heard there.
  ownersOfPrincipal.catch(() => undefined);
  const passwordWriteback = observe(readPasswordWriteback(graph, principalId));
  const found = await observe(
    graph.get(
      path`/v1.0/servicePrincipals/${principalId}` + query({ $select: "id,appId,displayName,accountEnabled" }),
      principal,
      "read-applications",
    ),
  );
  const appId = found.state === "known" ? (found.value.appId ?? null) : null;
  const credentials: Fact<ApplicationCredentials | null> =
    found.state === "unknown"
      ? found
      : appId === null
        ? { state: "unknown", reason: `Graph does not tell the client id of ${displayName}.`, remedy: "" }
        : await observe(readCredentials(graph, appId, ownersOfPrincipal));
  return {
    principalId,
    displayName,
    appId,
    enabled: found.state === "known" ? (found.value.accountEnabled ?? null) : null,
    credentials,
    passwordWriteback: await passwordWriteback,
  };
}

const key = z.object({
  keyId: z.string().nullish(),
  startDateTime: z.string().nullish(),
  endDateTime: z.string().nullish(),
});
/** Both lists must be there: one that is left out would look like none. */
const application = z.object({
  id: z.string(),
  keyCredentials: z.array(key),
  passwordCredentials: z.array(z.unknown()),
});
const NEED = "read-application-credentials";

async function readCredentials(
  graph: ServiceClient,
  appId: string,
  ownersOfPrincipal: Promise<readonly string[]>,
): Promise<Read<ApplicationCredentials | null>> {
  const address = `/v1.0/applications(appId=${literal(appId)})`;
  const asked = query({ $select: "id,keyCredentials,passwordCredentials" });
  const { value, source } = await orNull(graph.get(address + asked, application, NEED), `GET ${address}`);
  if (value === null) return { value: null, source };
  const federated = graph.pages(
    path`/v1.0/applications/${value.id}/federatedIdentityCredentials`,
    z.object({ name: z.string().nullish() }),
    NEED,
  );
  const [owners, ofPrincipal, issuers] = await Promise.all([
    ownersAt(graph, path`/v1.0/applications/${value.id}/owners`),
    ownersOfPrincipal,
    readAll(federated),
  ]);
  return {
    source,
    value: {
      certificates: value.keyCredentials.map(({ keyId, startDateTime, endDateTime }) => ({
        keyId: keyId ?? "",
        start: startDateTime ?? null,
        end: endDateTime ?? null,
      })),
      secrets: value.passwordCredentials.length,
      federated: issuers.value.length,
      owners: [...new Set([...owners, ...ofPrincipal])],
    },
  };
}

const owner = z.object({
  id: z.string(),
  displayName: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
});

async function ownersAt(graph: ServiceClient, address: string): Promise<readonly string[]> {
  const { value } = await readAll(graph.pages(address, owner, NEED));
  return value.map(({ id, displayName, userPrincipalName }) => userPrincipalName ?? displayName ?? id);
}

const assignment = z.object({ appRoleId: z.string() });

async function readPasswordWriteback(graph: ServiceClient, principalId: string): Promise<Read<readonly string[]>> {
  const address = path`/v1.0/servicePrincipals/${principalId}/appRoleAssignments`;
  const { value, source } = await readAll(graph.pages(address, assignment, NEED));
  return {
    source,
    value: value
      .map(({ appRoleId }) => appRoleId.toLowerCase())
      .filter((id) => PASSWORD_WRITEBACK_ROLE_IDS.includes(id)),
  };
}
