// doctor, asked by operators who have exactly the rights of one command, and by those who lack a single one of them.
import { describe, expect, test } from "vitest";
import { type Need, PERMISSIONS } from "../../src/knowledge/permissions.js";
import type { OperatorKind } from "../../src/rights/least.js";
import { operationsAsked } from "../../src/rights/operations-asked.js";
import { COMMANDS } from "../permissions/commands.js";
import { asOperator, eachOwnMissing, exactly, type Rights, withRights } from "../permissions/exact-operator.js";
import { listedUnder } from "../permissions/listed-requests.js";
import { OPENS_WHAT_NOBODY_SAYS } from "../permissions/one-right-less.js";
import { resultIn } from "../support/cli-result-schemas.js";
import { startStage } from "../support/cli-stage.js";

const KINDS: readonly OperatorKind[] = ["person", "application"];
// A command's name asks for all the ways to use it.
const CASES = COMMANDS.filter(({ again }) => again !== true).flatMap(({ operation }) =>
  KINDS.map((kind) => ({ operation, kind, rights: exactly(operationsAsked([operation]), kind) })),
);

async function examine(operation: string, rights: Rights) {
  const stage = await startStage({
    tenant: (tenant) => {
      withRights(tenant, rights);
    },
  });
  try {
    const { code, stdout } = await asOperator(stage, rights, ["doctor", "--for", operation, "-o", "json"]);
    const { findings } = resultIn("doctor", stdout);
    const lacking = findings.filter(({ id, result }) => /^(PERM|ROLE|RBAC)-/.test(id) && result !== "pass");
    return { code, lacking, requests: stage.newRequests() };
  } finally {
    await stage.close();
  }
}

describe("doctor", () => {
  test.each(CASES)("$operation as a $kind with exactly its rights: nothing is missing", async (one) => {
    const { code, lacking, requests } = await examine(one.operation, one.rights);
    // Documented for people only, and with roles that are in dispute: not held, and no reason to stop.
    const right = one.rights.kind === "person" ? "ROLE" : "PERM";
    const open = ["READ-SYNCHRONIZATION", "READ-AGENTS"].map((need) => `${right}-${need}`);
    expect(lacking.filter(({ id }) => !open.includes(id))).toEqual([]);
    expect(code).toBe(0);
    const needs = Object.keys(PERMISSIONS) as Need[];
    const asked = requests.filter(({ host }) => !host.startsWith("login."));
    expect(asked.filter((request) => !listedUnder(needs, request))).toEqual([]);
  });

  test.each(
    CASES.flatMap(({ operation, rights }) => eachOwnMissing(operation, rights).map((less) => ({ operation, ...less }))),
  )(
    "$operation as a $rights.kind without $right: it is named, and who grants it",
    async ({ operation, right, rights }) => {
      const { code, lacking } = await examine(operation, rights);
      expect(code).toBe(1);
      const naming = lacking.filter(({ evidence, remedy }) => `${evidence} ${remedy}`.includes(right));
      // Every member may register applications, where the tenant has not turned that off.
      const open = naming.every(({ id }) => id === "ROLE-REGISTER-APPLICATIONS");
      // What it opens of the permissions no page says.
      const opened = right.includes(".") && rights.permissions.includes(OPENS_WHAT_NOBODY_SAYS);
      const expected = open ? ["unknown"] : opened ? ["unknown", "fail"] : ["fail"];
      expect(expected.some((one) => naming.some(({ result }) => result === one))).toBe(true);
      for (const { remedy } of naming) expect(remedy).not.toBe("");
    },
  );
});
