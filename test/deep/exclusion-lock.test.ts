// Locks over several runs, and what somebody else does to them meanwhile: longer than what the suite has room for.
import { afterAll, beforeAll, expect, test } from "vitest";
import { resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { type Administrator, administrator, type Ground, groundOf, putBack } from "../support/exclusion-ground.js";

const BOTH = "203.0.113.10,203.0.113.11";

let stage: Stage;
let admin: Administrator;
let before: Ground;
beforeAll(async () => {
  stage = await startStage();
  admin = await administrator(stage);
  before = await groundOf(admin);
});
afterAll(() => stage.close());

async function add(...argv: readonly string[]) {
  const { code, stdout, stderr } = await stage.cli(["mfa-exclusion", "add", "--yes", ...argv, "-o", "json"]);
  expect(code, stderr + stdout).toBe(0);
  return resultIn("mfa-exclusion-add", stdout);
}

async function rollBack(runId: string | null) {
  const { code, stdout, stderr } = await stage.cli(["runs", "rollback", runId ?? "", "--yes", "-o", "json"]);
  expect(code, stderr + stdout).toBe(0);
  return resultIn("runs-rollback", stdout);
}

const lockKinds = ({ plan }: Awaited<ReturnType<typeof add>>) =>
  plan.map(({ kind }) => kind).filter((kind) => !kind.startsWith("exclude"));
const ids = (list: readonly Readonly<Record<string, unknown>>[]) => list.map(({ id }) => id);
const theLock = async () => (await admin.policies()).find(({ id }) => !ids(before.policies).includes(id));
const thePlace = async () => (await admin.locations()).find(({ id }) => !ids(before.locations).includes(id));

test("first it reports, then it is extended, then it blocks and is extended no more without proof; each run is taken back to exactly what was before", async () => {
  const first = await add("--lock-to", BOTH);
  expect(lockKinds(first)).toEqual(["create-named-location", "create-lock"]);
  expect(await thePlace()).toMatchObject({ isTrusted: false });
  expect(await theLock()).toMatchObject({
    state: "enabledForReportingButNotEnforced",
    conditions: {
      users: { includeRoles: [], includeGroups: [] },
      locations: { includeLocations: ["All"], excludeLocations: [(await thePlace())?.["id"]] },
    },
    grantControls: { builtInControls: ["block"] },
  });

  const second = await add("--lock-to", "2001:db8:7::/64");
  expect(lockKinds(second)).toEqual(["set-location-ranges"]);
  expect((await thePlace())?.["ipRanges"]).toMatchObject([{}, {}, { cidrAddress: "2001:db8:7::/64" }]);

  const third = await add("--lock-to", BOTH, "--enforce");
  expect(lockKinds(third)).toEqual(["set-lock-state"]);
  expect(await theLock()).toMatchObject({ state: "enabled" });
  expect((await add("--lock-to", BOTH, "--enforce")).plan).toEqual([]);

  const wider = await add("--lock-to", "2001:db8:8::/64");
  expect(wider.plan).toEqual([]);
  expect(wider.warnings.join("\n")).toMatch(/blocks already/);
  expect((await thePlace())?.["ipRanges"]).toHaveLength(3);

  const early = await rollBack(first.runId);
  expect(early.steps.map(({ verdict }) => verdict)).toContain("left-alone");
  expect(await theLock()).toMatchObject({ state: "enabled" });

  await rollBack(third.runId);
  expect(await theLock()).toMatchObject({ state: "enabledForReportingButNotEnforced" });
  await rollBack(second.runId);
  expect((await thePlace())?.["ipRanges"]).toHaveLength(2);
  await putBack(admin, before);
});

test("a lock whose users somebody has changed stays, and its place with it", async () => {
  const made = await add("--lock-to", BOTH, "--enforce");
  const lock = await theLock();
  const { users } = (lock?.["conditions"] ?? {}) as { readonly users: { readonly includeUsers: readonly string[] } };
  await admin.policy(String(lock?.["id"]), {
    conditions: { users: { includeUsers: users.includeUsers.slice(0, 1) } },
  });
  const { steps } = await rollBack(made.runId);
  expect(steps.map(({ verdict }) => verdict)).toEqual(["take-back", "left-alone", "left-alone"]);
  expect(await theLock()).toMatchObject({ state: "enabled" });
  await putBack(admin, before);
});
