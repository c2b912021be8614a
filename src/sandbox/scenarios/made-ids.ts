// Ids that a scenario does not name: made from what they stand for, the same ones every time.
import { createHash } from "node:crypto";

/** A GUID of version 4's form. */
export function madeGuid(...parts: readonly string[]): string {
  const hex = digest(parts).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}

/** As assignments of app roles and grants of permissions have them, which are no GUIDs. */
export function madeKey(...parts: readonly string[]): string {
  return digest(parts).toString("base64url");
}

function digest(parts: readonly string[]): Buffer {
  return createHash("sha256").update(JSON.stringify(parts)).digest();
}
