// Secrets as Key Vault shows them ("SecretBundle", "SecretItem", "DeletedSecretBundle"), and what is written of them.
import * as z from "zod";
import type { SecretVersion, StoredSecret } from "../store/vault-store.js";
import { badParameter } from "./vault-error.js";
import type { VaultCall } from "./vault-route.js";

/** "About Azure Key Vault secrets": up to 25 KB. */
const LONGEST_VALUE_BYTES = 25_600;
/** Soft-deleted secrets stay for 90 days unless the vault was made with fewer ("Azure Key Vault soft-delete overview"). */
export const RECOVERABLE_DAYS = 90;

const writtenSchema = z.object({
  value: z.string(),
  contentType: z.string().max(255).nullish(),
  tags: z.record(z.string().max(512), z.string().max(256)).nullish(),
  attributes: z.object({ enabled: z.boolean().nullish(), nbf: z.int().nullish(), exp: z.int().nullish() }).nullish(),
});

/** The body of "Set Secret"; a VaultError 400 when it is not one. */
export function writtenSecret(call: VaultCall): Omit<SecretVersion, "version" | "created"> {
  const parsed = call.body.kind === "json" ? writtenSchema.safeParse(call.body.value) : undefined;
  if (parsed?.success !== true) throw badParameter("The request body is not a secret.");
  const { value, contentType, tags, attributes } = parsed.data;
  if (Buffer.byteLength(value) > LONGEST_VALUE_BYTES) {
    throw badParameter(`The secret value is longer than ${LONGEST_VALUE_BYTES} bytes.`);
  }
  if (Object.keys(tags ?? {}).length > 15) throw badParameter("A secret can have up to 15 tags.");
  return {
    value,
    contentType: contentType ?? null,
    tags: tags ?? {},
    enabled: attributes?.enabled ?? true,
    notBefore: attributes?.nbf ?? null,
    expires: attributes?.exp ?? null,
  };
}

export function secretBody(host: string, secret: StoredSecret, version: SecretVersion) {
  return { value: version.value, ...secretItem(host, secret, version, true) };
}

/** Without the value; `id` with or without the version. */
export function secretItem(host: string, { name }: StoredSecret, version: SecretVersion, withVersion: boolean) {
  const { contentType, tags } = version;
  const id = `https://${host}/secrets/${name}`;
  return {
    id: withVersion ? `${id}/${version.version}` : id,
    ...(contentType === null ? {} : { contentType }),
    attributes: {
      enabled: version.enabled,
      ...(version.notBefore === null ? {} : { nbf: version.notBefore }),
      ...(version.expires === null ? {} : { exp: version.expires }),
      created: version.created,
      updated: version.created,
      recoveryLevel: "Recoverable+Purgeable",
      recoverableDays: RECOVERABLE_DAYS,
    },
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
  };
}

export function deletedBody(
  host: string,
  secret: StoredSecret,
  deleted: NonNullable<StoredSecret["deleted"]>,
  withVersion: boolean,
) {
  return {
    recoveryId: `https://${host}/deletedsecrets/${secret.name}`,
    deletedDate: deleted.at,
    scheduledPurgeDate: deleted.purgedAt,
    ...secretItem(host, secret, currentOf(secret), withVersion),
  };
}

export function currentOf(secret: StoredSecret): SecretVersion {
  const version = secret.versions.at(-1);
  if (version === undefined) throw new Error(`The secret ${secret.name} has no version.`);
  return version;
}
