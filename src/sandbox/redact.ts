// Takes secrets out of what the request log keeps.

import { emulatedHost } from "./hosts.js";

/** What stands in the place of a secret. */
export const HIDDEN = "***";

const SECRET_KEYS: ReadonlySet<string> = new Set([
  "client_secret",
  "client_assertion",
  "refresh_token",
  "device_code",
  "access_token",
  "id_token",
  "password",
  "newpassword",
  "currentpassword",
  "secrettext",
  "assertion",
  "temporaryaccesspass",
]);

/** In a form or a query `code` is an authorization code; in JSON it is an error code and stays. */
const SECRET_FORM_KEYS: ReadonlySet<string> = new Set([...SECRET_KEYS, "id_token_hint", "code", "code_verifier"]);

const SECRET_NAME = new RegExp(`"(?:${[...SECRET_KEYS].join("|")})"\\s*:`, "iu");

/** Does a JSON text hold a member with a secret's name? */
export function mayHoldSecret(json: string): boolean {
  return SECRET_NAME.test(json);
}

export function redactJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redactJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      SECRET_KEYS.has(key.toLowerCase()) && inner !== null ? HIDDEN : redactJson(inner),
    ]),
  );
}

/** Of a key vault's bodies also whatever is in `value`; where that is a list, the objects in it are not secrets. */
export function redactSecrets(value: unknown): unknown {
  return isObject(value) ? withoutValues(redactJson(value)) : HIDDEN;
}

function withoutValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => (isObject(one) ? withoutValues(one) : HIDDEN));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key.toLowerCase() === "value" && !Array.isArray(inner) ? HIDDEN : withoutValues(inner),
    ]),
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

export function redactForm(form: URLSearchParams): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...form].map(([key, value]) => [key, SECRET_FORM_KEYS.has(key.toLowerCase()) ? HIDDEN : value]),
  );
}

/** A body that is neither JSON nor a form may be anything, a secret in a form that nobody reads among it. */
export function redactText(text: string): string {
  return `${HIDDEN} (${text.length} characters)`;
}

/** Of a page, the hidden fields that would post a code or a token. */
export function redactPage(page: string): string {
  return page.replace(/(name="(?:code|id_token|access_token)" value=")[^"]*/gu, `$1${HIDDEN}`);
}

export function redactUrl(url: URL): string {
  const isSecret = (key: string) => SECRET_FORM_KEYS.has(key) || (key === "value" && isVaultUrl(url));
  const secret = [...url.searchParams.keys()].filter((key) => isSecret(key.toLowerCase()));
  if (secret.length === 0) return url.pathname + url.search;
  const copy = new URL(url);
  for (const key of secret) copy.searchParams.set(key, HIDDEN);
  return copy.pathname + copy.search;
}

function isVaultUrl(url: URL): boolean {
  return emulatedHost(url.hostname)?.role === "vault";
}
