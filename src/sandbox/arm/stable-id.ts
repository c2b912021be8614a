// Ids of things that the state does not name one by one: the same whenever they are asked for.
import { createHash } from "node:crypto";

export function stableId(...parts: readonly string[]): string {
  const hex = createHash("sha256").update(parts.join("\n"), "utf8").digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
