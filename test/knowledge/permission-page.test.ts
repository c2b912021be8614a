import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { documentedPermissions, permissionMarkdown } from "../../scripts/permission-table.mjs";
import type { RoleKey } from "../../src/knowledge/directory.js";
import { OPERATIONS, type OperationName } from "../../src/knowledge/operations.js";
import { type Need, permissionFor } from "../../src/knowledge/permissions.js";
import { leastSet, type OperatorKind, roleName, rolesFor } from "../../src/rights/least.js";

const page = readFileSync(new URL("../../docs/permissions.md", import.meta.url), "utf8");
const written = permissionMarkdown({
  operations: OPERATIONS,
  permissionFor: (need) => permissionFor(need as Need),
  leastSet: (name: string, kind: OperatorKind) => leastSet([name as OperationName], kind),
  rolesFor: (need, kind) => rolesFor(need as Need, kind),
  roleName: (role) => roleName(role as RoleKey),
});

test("docs/permissions.md says what the program says (else: npm run docs:permissions)", () => {
  expect(documentedPermissions(page)).toBe(written);
});

test.each(Object.keys(OPERATIONS) as OperationName[])("%s has its section, with every right of both kinds", (name) => {
  const title = `\`${name}\``;
  const section = written.split(/(?:^|\n)## /).find((one) => one.startsWith(`${title}\n`)) ?? "";
  for (const kind of ["person", "application"] as const) {
    const { permissions, roles } = leastSet([name], kind);
    for (const right of [...permissions, ...roles.map(roleName)]) expect(section).toContain(right);
  }
});
