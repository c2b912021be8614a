// Who is signed in, as the access token tells. For showing and for journals; nothing is decided by it.
import type { AuthKind } from "./sign-in/auth-kinds.js";

export interface Operator {
  /** Object id of the person or the application; empty where the token does not tell. */
  readonly id: string;
  readonly name: string;
  readonly authKind: AuthKind;
}

/** @param token an access token for Graph; its payload is read, not verified: the service does that */
export function operatorOf(token: string, authKind: AuthKind): Operator {
  const claims = payload(token);
  const text = (...names: readonly string[]) =>
    names.map((name) => claims[name]).find((value): value is string => typeof value === "string" && value !== "") ?? "";
  return { id: text("oid", "sub"), name: text("upn", "unique_name", "name", "app_displayname", "appid"), authKind };
}

function payload(token: string): Readonly<Record<string, unknown>> {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    return typeof decoded === "object" && decoded !== null ? (decoded as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
