// What an access token says of whoever holds it. Read, not verified: the service that takes the token does that.
import type { AuthKind } from "./sign-in/auth-kinds.js";

export interface Operator {
  /** Object id of the person or the application; empty where the token does not tell. */
  readonly id: string;
  readonly name: string;
  readonly authKind: AuthKind;
}

/** The rights that a token carries (learn.microsoft.com, "Access token claims reference": idtyp, scp, roles, wids, tid). */
export interface TokenGrants {
  /** Null where the token cannot be read: what it may do is then unknown, not nothing. */
  readonly kind: "person" | "application" | null;
  /** Scopes of a person's token, app roles of an application's. Null: unknown. */
  readonly permissions: readonly string[] | null;
  /** Template ids of the directory roles held tenant-wide when the token was issued, through groups too. Null: not said. */
  readonly roleIds: readonly string[] | null;
  readonly tenantId: string | null;
  readonly clientId: string | null;
}

/** For showing and for journals. @param token an access token for Graph */
export function operatorOf(token: string, authKind: AuthKind): Operator {
  const claims = payload(token);
  const text = (...names: readonly string[]) => names.map((name) => textOf(claims[name])).find(Boolean) ?? "";
  return { id: text("oid", "sub"), name: text("upn", "unique_name", "name", "app_displayname", "appid"), authKind };
}

/** @param token an access token for Graph */
export function grantsOf(token: string): TokenGrants {
  const { scp, roles, idtyp, wids, tid, appid } = payload(token);
  const kind =
    idtyp === "app"
      ? "application"
      : idtyp === "user" || typeof scp === "string"
        ? "person"
        : listOf(roles) && "application";
  return {
    kind,
    permissions:
      kind === "person" ? (textOf(scp)?.split(" ") ?? []) : kind === "application" ? (listOf(roles) ?? []) : null,
    roleIds: listOf(wids)?.map((id) => id.toLowerCase()) ?? null,
    tenantId: textOf(tid),
    clientId: textOf(appid),
  };
}

/** How a person has signed in, for a service that asks for more. Null: the token does not tell. */
export function hasMultiFactor(token: string): boolean | null {
  const { amr, acrs, idtyp } = payload(token);
  if (idtyp === "app") return null;
  const [methods, contexts] = [listOf(amr), listOf(acrs)];
  if (methods?.includes("mfa") === true || contexts?.includes(MFA_CONTEXT) === true) return true;
  return methods === null ? null : false;
}

/** The authentication context that Azure asks for where multifactor authentication is mandatory ("Planning for mandatory MFA"). */
const MFA_CONTEXT = "p1";

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function listOf(value: unknown): readonly string[] | null {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : null;
}

function payload(token: string): Readonly<Record<string, unknown>> {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    return typeof decoded === "object" && decoded !== null ? (decoded as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
