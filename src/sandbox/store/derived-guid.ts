import { createHash } from "node:crypto";

/** A GUID that is always the same for the same things: what is computed, or built anew, keeps its id. */
export function derivedGuid(...of: readonly (string | number)[]): string {
  const hex = createHash("sha256").update(of.join("\n")).digest("hex");
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ];
  return parts.join("-");
}
