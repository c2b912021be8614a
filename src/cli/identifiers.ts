// What can be a tenant and what an application at all: told before anything is sent, where a slip of the keyboard would
// otherwise come back as an odd answer of the login host.
import { UsageError } from "../shapes/errors.js";

/** Entra ID's are GUIDs; what else it makes of a word is for it to say. */
const ID = /^[\w.-]{1,100}$/;
/** Labels of letters, digits and hyphens, in any script: domains may be typed as they are read. */
const DOMAIN = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}.-]*[\p{L}\p{M}\p{N}])?$/u;
/** The longest name in the DNS. */
const LONGEST = 253;

const WHAT_TO_GIVE =
  "Give the tenant's id or a verified domain, such as contoso.onmicrosoft.com (Entra admin center > Overview).";

/** Words that mean any tenant (learn.microsoft.com, "Microsoft identity platform endpoints"). */
const ANY_TENANT = ["common", "organizations", "consumers"];

/** @param from the option or variable that said it. @throws {UsageError} `tenant-malformed`, `tenant-any` */
export function checkTenant(value: string | undefined, from: string): string | undefined {
  if (value !== undefined && ANY_TENANT.includes(value.toLowerCase()))
    throw new UsageError(`${from} is "${value}", which means any tenant: one must be named.`, {
      code: "tenant-any",
      remedy: WHAT_TO_GIVE,
    });
  if (value === undefined || (value.length <= LONGEST && DOMAIN.test(value) && !value.includes(".."))) return value;
  throw new UsageError(`${from} is ${shown(value)}: neither a tenant id nor a domain.`, {
    code: "tenant-malformed",
    remedy: WHAT_TO_GIVE,
  });
}

/** @param from the option or variable that said it. @throws {UsageError} `client-id-malformed` */
export function checkClientId(value: string | undefined, from: string): string | undefined {
  if (value === undefined || ID.test(value)) return value;
  throw new UsageError(`${from} is ${shown(value)}: no application id.`, {
    code: "client-id-malformed",
    remedy: "Give the application (client) id of the app registration: 32 hexadecimal digits in five groups.",
  });
}

function shown(value: string): string {
  if (value === "") return "empty";
  return value.length > 60 ? `"${value.slice(0, 60)}…"` : `"${value}"`;
}
