// Compares the sandbox's permission table with Microsoft's: nothing weaker may be accepted, and the least-privileged
// permission must be.
import type { Report } from "./findings.js";
import { listAt, objectAt, textAt } from "./json.js";

/** As the sandbox keeps it: each inner list is sufficient, and all of it is needed. */
export interface PermissionRow {
  readonly request: string;
  readonly delegated: readonly (readonly string[])[];
  readonly application: readonly (readonly string[])[];
}

const SCHEMES = [
  ["delegated", "DelegatedWork"],
  ["application", "Application"],
] as const;

interface Permission {
  readonly name: string;
  readonly isLeast: boolean;
  /** One of them is needed besides; none when empty. */
  readonly alsoRequires: readonly string[];
}

/**
 * @param file the parsed permissions file: path → method → permissions with their schemes
 * @param report is told of what is accepted and too weak, what is refused and sufficient, and of rows the file lacks
 */
export function checkPermissions(rows: readonly PermissionRow[], file: unknown, report: Report): void {
  const paths = objectAt(file, "paths");
  for (const row of rows) {
    const [method = "", path = ""] = row.request.split(" ");
    const listed = listAt(paths[fileKey(path)], method);
    if (listed.length === 0) {
      report("permission", `absent: ${row.request}`, "the permissions file has no such row");
      continue;
    }
    for (const [scheme, name] of SCHEMES) {
      checkScheme(`${row.request} ${scheme}`, row[scheme], permissionsOf(listed, name), report);
    }
  }
}

function checkScheme(
  subject: string,
  alternatives: readonly (readonly string[])[],
  permissions: readonly Permission[],
  report: Report,
): void {
  for (const held of alternatives) {
    const isEnough = permissions.some(
      ({ name, alsoRequires }) =>
        held.includes(name) && (alsoRequires.length === 0 || alsoRequires.some((one) => held.includes(one))),
    );
    if (!isEnough) report("permission", `too weak: ${subject} ${held.join("+")}`, "accepted, but not in the file");
  }
  for (const { name, isLeast, alsoRequires } of permissions) {
    if (!isLeast) continue;
    const isAccepted = alternatives.some((needed) => needed.every((one) => one === name || alsoRequires.includes(one)));
    if (!isAccepted) report("permission", `refused: ${subject} ${name}`, "the least-privileged one is not accepted");
  }
}

function permissionsOf(listed: readonly unknown[], scheme: string): readonly Permission[] {
  return listed
    .filter((one) => listAt(one, "schemes").includes(scheme))
    .map((one) => ({
      name: textAt(one, "permission") ?? "",
      isLeast: listAt(one, "least").includes(scheme),
      alsoRequires: listAt(one, "alsoRequires").filter((other) => typeof other === "string"),
    }));
}

/** `/users/:id` → `/users/{id}`, `/servicePrincipals(appId=:id)` → `/serviceprincipals(appid={value})`; no `/$ref`. */
function fileKey(path: string): string {
  return path
    .replace(/\/\$ref$/u, "")
    .replace(/\((\w+)=:\w+\)/gu, "($1={value})")
    .replace(/:\w+/gu, "{id}")
    .toLowerCase();
}
