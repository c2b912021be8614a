// Every route that the sandbox says it has must have been used: what no test calls, no schema was held against.
import type { Exchange } from "./exchange.js";
import type { Report } from "./findings.js";
import { type JsonObject, textAt } from "./json.js";

/** @param support rows of `/$support`; those on any host are the sandbox's own controls */
export function checkSupport(support: readonly JsonObject[], exchanges: Iterable<Exchange>, report: Report): void {
  const used = new Set<string>();
  for (const { route } of exchanges) if (route !== undefined) used.add(route);
  for (const row of support) {
    const name = `${textAt(row, "method") ?? ""} ${textAt(row, "path") ?? ""}`;
    if (textAt(row, "host") !== "any" && !used.has(name)) report("support", name, "no test has called it");
  }
}
