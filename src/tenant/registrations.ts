// Reading app registrations: the application, and what proves it.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { literal, path, query } from "../cloud/odata.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";
import { orNull } from "./observe.js";

const NEED = "register-applications";

const keyCredential = z.object({
  keyId: z.string(),
  displayName: z.string().nullish(),
  customKeyIdentifier: z.string().nullish(),
  endDateTime: z.string().nullish(),
  startDateTime: z.string().nullish(),
  type: z.string().nullish(),
  usage: z.string().nullish(),
  key: z.string().nullish(),
});

const uris = z.object({ redirectUris: z.array(z.string()).nullish() }).nullish();

const application = z.object({
  id: z.string(),
  appId: z.string(),
  displayName: z.string().nullish(),
  uniqueName: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  signInAudience: z.string().nullish(),
  isFallbackPublicClient: z.boolean().nullish(),
  publicClient: uris,
  web: uris,
  spa: uris,
  requiredResourceAccess: z
    .array(
      z.object({
        resourceAppId: z.string(),
        resourceAccess: z.array(z.object({ id: z.string(), type: z.string().nullish() })),
      }),
    )
    .nullish(),
  keyCredentials: z.array(keyCredential).nullish(),
  passwordCredentials: z.array(z.object({ keyId: z.string().nullish(), displayName: z.string().nullish() })).nullish(),
});

const SELECT =
  "id,appId,displayName,uniqueName,tags,signInAudience,isFallbackPublicClient,publicClient,web,spa,requiredResourceAccess,keyCredentials,passwordCredentials";

/** A certificate of an application. */
interface ApplicationKey {
  readonly keyId: string;
  readonly displayName: string;
  /** As Entra ID keeps it: by default the SHA-1 thumbprint, 40 hexadecimal digits. */
  readonly identifier: string;
  /** The certificate, base64 of its DER; null where the service leaves it out, as in lists. */
  readonly der: string | null;
  readonly endDateTime: string | null;
  /** As the service gave it, to be handed back unchanged: a list of certificates is replaced whole. */
  readonly whole: Readonly<Record<string, string | null | undefined>>;
}

export interface Application {
  /** Object id. */
  readonly id: string;
  /** Client id. */
  readonly appId: string;
  readonly displayName: string;
  readonly uniqueName: string | null;
  readonly tags: readonly string[];
  readonly signInAudience: string;
  readonly publicClient: boolean;
  readonly redirectUris: readonly string[];
  /** Redirect addresses of web and single-page applications, which a registration made here has none of. */
  readonly otherRedirectUris: readonly string[];
  readonly requiredResourceAccess: readonly {
    readonly resourceAppId: string;
    readonly resourceAccess: readonly { readonly id: string; readonly type: string }[];
  }[];
  readonly keys: readonly ApplicationKey[];
  /** Names of its client secrets. */
  readonly secrets: readonly string[];
}

/**
 * Applications with this unique name, one that begins with the prefix, or this display name; each once.
 */
export async function readApplicationsNamed(
  graph: ServiceClient,
  names: { readonly unique: string; readonly prefix: string; readonly display: string },
): Promise<Read<readonly Application[]>> {
  const filters = [
    `uniqueName eq ${literal(names.unique)}`,
    `startswith(uniqueName,${literal(names.prefix)})`,
    `displayName eq ${literal(names.display)}`,
  ];
  const reads = await Promise.all(
    filters.map(($filter) =>
      readAll(graph.pages(`/v1.0/applications${query({ $filter, $select: SELECT })}`, application, NEED)),
    ),
  );
  const all = new Map(reads.flatMap(({ value }) => value).map((one) => [one.id, applicationOf(one)]));
  return { value: [...all.values()], source: reads[0]?.source ?? { request: "GET /v1.0/applications" } };
}

const deleted = z.object({ uniqueName: z.string().nullish() });

/** Unique names that deleted applications still hold ("List deletedItems"). */
export async function readDeletedUniqueNames(graph: ServiceClient): Promise<Read<readonly string[]>> {
  const address = `/v1.0/directory/deletedItems/microsoft.graph.application${query({ $select: "id,uniqueName" })}`;
  const { value, source } = await readAll(graph.pages(address, deleted, NEED));
  return { value: value.flatMap(({ uniqueName }) => uniqueName ?? []), source };
}

/** Null where no replica that answered knows it. */
export async function readApplicationByUniqueName(
  graph: ServiceClient,
  uniqueName: string,
): Promise<Read<Application | null>> {
  const asked = query({ $filter: `uniqueName eq ${literal(uniqueName)}`, $select: SELECT });
  const { value, source } = await readAll(graph.pages(`/v1.0/applications${asked}`, application, NEED));
  const [first] = value;
  return { value: first === undefined ? null : applicationOf(first), source };
}

/** One application, with its certificates: the service gives them only where one application is asked for by name. */
export async function readApplication(graph: ServiceClient, id: string): Promise<Read<Application | null>> {
  const address = path`/v1.0/applications/${id}`;
  const { value, source } = await orNull(
    graph.get(address + query({ $select: SELECT }), application, NEED),
    `GET ${address}`,
  );
  return { value: value === null ? null : applicationOf(value), source };
}

export interface FederatedCredential {
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
}

const federated = z.object({
  name: z.string(),
  issuer: z.string(),
  subject: z.string().nullish(),
  audiences: z.array(z.string()),
});

/** Other issuers' tokens that the application trusts. */
export async function readFederatedCredentials(
  graph: ServiceClient,
  applicationId: string,
): Promise<Read<readonly FederatedCredential[]>> {
  const pages = graph.pages(path`/v1.0/applications/${applicationId}/federatedIdentityCredentials`, federated, NEED);
  const { value, source } = await readAll(pages);
  return { value: value.map((one) => ({ ...one, subject: one.subject ?? "" })), source };
}

function applicationOf(one: z.infer<typeof application>): Application {
  return {
    id: one.id,
    appId: one.appId,
    displayName: one.displayName ?? "",
    uniqueName: one.uniqueName ?? null,
    tags: one.tags ?? [],
    signInAudience: one.signInAudience ?? "",
    publicClient: one.isFallbackPublicClient === true,
    redirectUris: one.publicClient?.redirectUris ?? [],
    otherRedirectUris: [...(one.web?.redirectUris ?? []), ...(one.spa?.redirectUris ?? [])],
    requiredResourceAccess: (one.requiredResourceAccess ?? []).map(({ resourceAppId, resourceAccess }) => ({
      resourceAppId: resourceAppId.toLowerCase(),
      resourceAccess: resourceAccess.map(({ id, type }) => ({ id: id.toLowerCase(), type: type ?? "" })),
    })),
    keys: (one.keyCredentials ?? []).map((whole) => ({
      keyId: whole.keyId,
      displayName: whole.displayName ?? "",
      identifier: whole.customKeyIdentifier ?? "",
      der: whole.key ?? null,
      endDateTime: whole.endDateTime ?? null,
      whole,
    })),
    secrets: (one.passwordCredentials ?? []).map(({ displayName, keyId }) => displayName ?? keyId ?? "without a name"),
  };
}
