// A tenant as large as Conditional Access allows: 240 policies, each for groups of 5,000 members. What one request per second
// allows is the bound; the time is the tenant's, so that nobody waits.
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import type { TestTime } from "../support/cli-time.js";
import { isWrite } from "../support/is-write.js";

const POLICIES = 240;
const MEMBERS = 5_000;
/** Every so many of them binds the accounts that synchronise; the others include a group in which they are not. */
const BINDING = 12;

/** Policies, and named locations. */
const READ = 2;
/** Two accounts, four resources. */
const WHAT_IF = 8;
/** Requests that a busy machine lets arrive together, so that one is refused and sent again. */
const AGAIN = 3;

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ tenant: large });
});
afterAll(() => stage.close());

function large(tenant: TenantState): void {
  const [model] = tenant.conditionalAccessPolicies;
  const [group] = tenant.groups;
  if (model === undefined || group === undefined) throw new Error("Contoso has changed.");
  const members = Array.from({ length: MEMBERS }, () => randomUUID());
  const groups = Array.from({ length: 20 }, (_, index) => ({
    ...group,
    id: randomUUID(),
    displayName: `People ${index}`,
    mailNickname: `people-${index}`,
    memberIds: members,
  }));
  tenant.groups.push(...groups);
  tenant.conditionalAccessPolicies = Array.from({ length: POLICIES }, (_, index) => {
    const policy = structuredClone(model);
    const users = (policy.conditions as { users: Record<string, unknown> }).users;
    if (index % (POLICIES / BINDING) !== 0) {
      users["includeUsers"] = [];
      users["includeGroups"] = [groups[index % groups.length]?.id];
    }
    return { ...policy, id: randomUUID(), displayName: `CA${String(index).padStart(3, "0")}` };
  });
}

/** What is on its way arrives before time goes on: else requests that were spaced in time arrive at the same moment. */
const ARRIVES_WITHIN_MS = 100;

/** The stage's time for whoever lets requests arrive. */
function patientTime(): TestTime {
  const { time } = stage;
  return {
    ...time,
    clock: (onSleep) => {
      const clock = time.clock(onSleep);
      return {
        ...clock,
        async sleep(ms, signal) {
          await delay(ARRIVES_WITHIN_MS);
          await clock.sleep(ms, signal);
        },
      };
    },
  };
}

/** Runs it, and sets the time that it took against its requests in the lane of Conditional Access. */
async function measured(...argv: readonly string[]) {
  stage.time.pass(10_000);
  stage.newRequests();
  const began = stage.time.now();
  const outcome = await stage.cli([...argv, "-o", "json"], { time: patientTime() });
  const seconds = (stage.time.now() - began) / 1_000;
  const all = stage.newRequests();
  const lane = all.filter(({ url }) => url.includes("/identity/conditionalAccess/"));
  expect(outcome.code, outcome.stderr.slice(-2_000)).toBe(0);
  // Whom the groups hold is never listed: what an account belongs to is asked of the account.
  expect(all.filter(({ url }) => url.includes("embers"))).toEqual([]);
  expect(process.memoryUsage().heapUsed).toBeLessThan(400 * 2 ** 20);
  // To the second that passes before the first of them, one more.
  expect(seconds).toBeLessThan(1.1 * lane.length + 1);
  return { ...outcome, lane };
}

test("status", async () => {
  const { stdout, lane } = await measured("mfa-exclusion", "status");
  expect(resultIn("mfa-exclusion-status", stdout).policies.length).toBeGreaterThanOrEqual(POLICIES);
  expect(lane.length).toBeLessThanOrEqual(READ + WHAT_IF + AGAIN);
});

test("add", async () => {
  const { stdout, lane } = await measured("mfa-exclusion", "add", "--yes");
  expect(resultIn("mfa-exclusion-add", stdout).plan).toHaveLength(BINDING);
  // A look and a write for each policy, five looks at the end, and all is asked once more to prove it.
  expect(lane.filter(isWrite)).toHaveLength(BINDING);
  expect(lane.length).toBeLessThanOrEqual(2 * (READ + WHAT_IF) + 2 * BINDING + 5 + AGAIN);
});
