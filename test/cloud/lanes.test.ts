import { describe, expect, test } from "vitest";
import { createLanes } from "../../src/cloud/lanes.js";
import { manualClock } from "../support/manual-clock.js";

const POLICIES = "https://graph.microsoft.com/v1.0/identity/conditionalAccess/policies";
const POLICY = "https://graph.microsoft.com/beta/identity/conditionalAccess/policies/7c7f";
const AUDITS = "https://graph.microsoft.com/v1.0/auditLogs/directoryAudits?$top=1";
const SIGN_INS = "https://graph.microsoft.com/beta/auditLogs/signIns";
const USERS = "https://graph.microsoft.com/v1.0/users";

function lanesUnderTest() {
  const clock = manualClock();
  const lanes = createLanes(clock);
  const signal = new AbortController().signal;
  /** The time at which a request may start. */
  const start = async (url: string, tenant = "contoso.example"): Promise<number> => {
    await lanes.enter(tenant, new URL(url), signal);
    return clock.elapsed();
  };
  const pause = (url: string, ms: number, tenant = "contoso.example") => lanes.pause(tenant, new URL(url), ms);
  return { clock, lanes, start, pause };
}

describe("Conditional Access", () => {
  test("starts one request a second at most, five per cent aside, in the order of asking", async () => {
    const { start } = lanesUnderTest();
    const order: string[] = [];
    const starts = await Promise.all(
      ["a", "b", "c", "d"].map(async (name, index) => {
        const at = await start(index % 2 === 0 ? POLICIES : POLICY);
        order.push(name);
        return at;
      }),
    );
    expect(starts).toEqual([0, 1_050, 2_100, 3_150]);
    expect(order).toEqual(["a", "b", "c", "d"]);
  });

  test("waits only for what is left of the second", async () => {
    const { clock, start } = lanesUnderTest();
    await start(POLICIES);
    clock.advance(1_000);
    expect(await start(POLICIES)).toBe(1_050);
    clock.advance(5_000);
    expect(await start(POLICIES)).toBe(6_050);
    expect(clock.sleeps).toEqual([50]);
  });

  test("does not hold another tenant, nor other addresses of the same one", async () => {
    const { clock, start } = lanesUnderTest();
    await start(POLICIES);
    expect(await Promise.all([start(POLICIES, "fabrikam.example"), start(USERS), start(AUDITS)])).toEqual([0, 0, 0]);
    expect(clock.sleeps).toEqual([]);
  });

  test("knows a tenant by any spelling and the path in any case", async () => {
    const { start } = lanesUnderTest();
    await start(POLICIES, "Contoso.example");
    expect(await start(POLICIES.toLowerCase(), "CONTOSO.EXAMPLE")).toBe(1_050);
  });
});

describe("audit logs", () => {
  test("let five start at once and the sixth when the first is ten seconds old", async () => {
    const { clock, start } = lanesUnderTest();
    const starts: number[] = [];
    for (let number = 0; number < 4; number++) starts.push(await start(AUDITS));
    clock.advance(4_000);
    for (let number = 0; number < 4; number++) starts.push(await start(SIGN_INS));
    expect(starts).toEqual([0, 0, 0, 0, 4_000, 10_500, 10_500, 10_500]);
    expect(await start(AUDITS)).toBe(10_500);
    expect(await start(AUDITS)).toBe(14_500);
  });

  test("serve every one of a dozen parallel callers, never more than five a window", async () => {
    const { start } = lanesUnderTest();
    const starts = await Promise.all(Array.from({ length: 12 }, () => start(AUDITS)));
    expect(starts).toEqual([0, 0, 0, 0, 0, 10_500, 10_500, 10_500, 10_500, 10_500, 21_000, 21_000]);
  });
});

describe("a pause", () => {
  test("holds everybody in the lane, those who wait already included, then lets them in one by one", async () => {
    const { start, pause } = lanesUnderTest();
    expect(await start(POLICIES)).toBe(0);
    const waiting = [start(POLICIES), start(POLICY)];
    pause(POLICIES, 20_000);
    const late = start(POLICIES);
    expect((await Promise.all([...waiting, late])).sort((a, b) => a - b)).toEqual([20_000, 21_050, 22_100]);
  });

  test("is not shortened by a shorter one", async () => {
    const { start, pause } = lanesUnderTest();
    pause(AUDITS, 9_000);
    pause(AUDITS, 1_000);
    expect(await start(SIGN_INS)).toBe(9_000);
  });

  test("touches neither other lanes nor addresses without one", async () => {
    const { start, pause } = lanesUnderTest();
    pause(POLICIES, 9_000);
    pause(USERS, 9_000);
    expect(await Promise.all([start(AUDITS), start(USERS), start(POLICIES, "fabrikam.example")])).toEqual([0, 0, 0]);
  });
});

test("who cancels while waiting gives up the turn to the next", async () => {
  const clock = manualClock({ holds: true });
  const lanes = createLanes(clock);
  const impatient = new AbortController();
  const patient = new AbortController();
  const url = new URL(POLICIES);
  await lanes.enter("contoso.example", url, patient.signal);
  const first = lanes.enter("contoso.example", url, impatient.signal);
  const second = lanes.enter("contoso.example", url, patient.signal);
  impatient.abort(new Error("enough"));
  await expect(first).rejects.toThrow("enough");
  clock.advance(1_050);
  await second;
  expect(clock.sleeps).toEqual([1_050, 1_050]);
});
