// What verify-sync says of objects that went and of objects that could not come, before and after they did.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ tenant: withDeleted });
});
afterAll(() => stage.close());

/** A synchronised user and a synchronised group that went an hour ago, and a guest who was never synchronised. */
function withDeleted(tenant: TenantState): void {
  const [group] = tenant.groups;
  const user = tenant.users.find(({ onPremisesSyncEnabled }) => onPremisesSyncEnabled === true);
  if (group === undefined || user === undefined) throw new Error("Contoso has changed.");
  const deletedDateTime = new Date(Date.now() - 3_600_000).toISOString().replace(/\.\d+Z$/u, "Z");
  const gone = (id: string, name: string, onPremisesSyncEnabled: true | null) => ({
    deletedDateTime,
    user: { ...user, id, userPrincipalName: `${id.replaceAll("-", "")}${name}@contoso.com`, onPremisesSyncEnabled },
  });
  tenant.deletedUsers.push(
    gone("11111111-2222-4333-8444-555555555555", "gone", true),
    gone("21111111-2222-4333-8444-555555555555", "guest", null),
  );
  const id = "31111111-2222-4333-8444-555555555555";
  tenant.deletedGroups.push({
    deletedDateTime,
    group: { ...group, id, displayName: "=Gone too", onPremisesSyncEnabled: true },
  });
}

async function verified(...more: readonly string[]) {
  stage.time.pass(2_000);
  const { stdout } = await stage.cli(["verify-sync", "-o", "json", ...more]);
  const result = resultIn("verify-sync", stdout);
  return { ...result, of: (id: string) => result.findings.find((one) => one.id === id) };
}

test("synchronised objects that were deleted are listed, others are not", async () => {
  const { sync, of } = await verified("--save", "before.json");
  expect(of("SYNC-026")).toMatchObject({ result: "fail", severity: "info" });
  expect(of("SYNC-026")?.evidence).toContain("gone@contoso.com");
  expect(sync.deletedObjects).toMatchObject({
    state: "known",
    value: {
      total: 2,
      listed: expect.arrayContaining([expect.objectContaining({ name: "gone@contoso.com" })]) as unknown,
    },
  });
  expect(of("SYNC-023")).toMatchObject({ result: "pass" });
  expect(of("SYNC-024")).toMatchObject({ result: "pass" });
  expect(of("SYNC-025")).toMatchObject({ result: "not-applicable" });
});

test("what a baseline knew already is told apart from what is new", async () => {
  const known = await verified("--baseline", "before.json");
  expect(known.of("SYNC-025")).toMatchObject({ result: "pass" });
  expect(known.of("SYNC-026")).toMatchObject({ result: "pass" });
  const before = known.sync.provisioningErrors;
  await stage.cli(["sandbox", "do", "break", "duplicate-attributes"]);
  const { of, sync } = await verified("--baseline", "before.json");
  expect(of("SYNC-027")).toMatchObject({ result: "fail", severity: "warning" });
  expect(of("SYNC-027")?.evidence).toMatch(/^\d+ new since /);
  if (before.state !== "known" || sync.provisioningErrors.state !== "known") throw new Error("They were not read.");
  expect(sync.provisioningErrors.value.total).toBeGreaterThan(before.value.total);
});

test("the line that the remedy tells prints a table in which no name is a formula", async () => {
  stage.time.pass(2_000);
  const { stdout } = await stage.cli(["verify-sync", "-o", "csv", "--query", "sync.deletedObjects.value.listed"]);
  const [head, ...rows] = stdout.trimEnd().split("\r\n");
  expect(head).toBe("id,type,name,deletedAt,restorableUntil");
  expect(rows).toHaveLength(2);
  expect(stdout).toContain(`"'=Gone too"`);
  expect(stdout).toContain(",user,gone@contoso.com,");
});
