// Every route that the sandbox says it has must have been used, and have answered with success: what no test calls, and
// what is always refused, no schema was held against.
import type { Exchange } from "./exchange.js";
import type { Report } from "./findings.js";
import { type JsonObject, textAt } from "./json.js";

/** Which routes occurred, and which of them with success. */
export interface RouteUse {
  note(exchange: Exchange): void;
  /** @param support rows of `/$support`; its own controls are left out */
  check(support: readonly JsonObject[], report: Report): void;
}

/** Collects the routes of exchanges by their names in the log. */
export function createRouteUse(): RouteUse {
  const used = new Set<string>();
  const successful = new Set<string>();
  return {
    note({ route, status, isFault }) {
      if (route === undefined) return;
      used.add(route);
      if (!isFault && status < 400) successful.add(versionless(route));
    },
    check(support, report) {
      for (const row of support) {
        const name = `${textAt(row, "method") ?? ""} ${textAt(row, "path") ?? ""}`;
        if (/ \/\$(?:support|sandbox)/u.test(name)) continue;
        if (!used.has(name)) report("support", name, "no test has called it");
        else if (!successful.has(versionless(name))) {
          report("support", `success: ${versionless(name)}`, "no test has called it with success");
        }
      }
    },
  };
}

/** Both versions of Graph are served by one handler: success with one of them shows what it answers. */
function versionless(route: string): string {
  return route.replace(/ \/(?:v1\.0|beta)\//u, " /");
}
