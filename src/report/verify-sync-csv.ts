import { csv } from "./csv.js";
import type { ResultOf } from "./result-schemas.js";

const COLUMNS = ["id", "title", "severity", "result", "evidence", "remedy", "doc"] as const;

/** A line for each check, whatever came of it. */
export function verifySyncCsv({ findings }: ResultOf<"verify-sync">): string {
  return csv(COLUMNS, findings);
}
