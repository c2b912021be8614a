// One worker at a time in a tenant: whoever waits, whoever dies, whoever is cut off from the table.
import { beforeEach, describe, expect, test } from "vitest";
import { holderIn, leaseTenant } from "../../src/changes/tenant-lease.js";
import { GuardError, ServiceError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { type ManualClock, manualClock } from "../support/manual-clock.js";
import { type MemoryTable, memoryTable } from "../support/memory-table.js";

const TENANT = "4e3a2bd8-6c51-4f0a-9d27-b1c8e05f7a34";
const never = new AbortController().signal;

let clock: ManualClock;
let table: MemoryTable;
beforeEach(() => {
  clock = manualClock({ holds: true });
  table = memoryTable("aadcstate", () => clock.epoch());
});

const lease = (waitMs = 0, signal = never) =>
  leaseTenant({ table, tenantId: TENANT, uuid: () => crypto.randomUUID(), clock, signal, waitMs });

/** Lets what is under way come to its next wait. */
const settle = async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

async function pass(ms: number, step = 1_000): Promise<void> {
  for (let done = 0; done < ms; done += step) {
    clock.advance(step);
    await settle();
  }
}

test("one at a time, and the next one when it is given back", async () => {
  const first = await lease();
  const error = await caught(GuardError, lease());
  expect(error.code).toBe("locked");
  expect(error.message).toContain(`process ${process.pid}`);
  await first.release();
  await (await lease()).release();
  expect(table.dump(TENANT)).toEqual([]);
});

test("another tenant's is another one", async () => {
  const first = await lease();
  const other = await leaseTenant({
    ...{ table, tenantId: "other", uuid: () => crypto.randomUUID(), clock, signal: never, waitMs: 0 },
  });
  await Promise.all([first.release(), other.release()]);
});

test("who waits gets it when it is given back", async () => {
  const first = await lease();
  const second = lease(60_000);
  await settle();
  await first.release();
  await pass(3_000);
  await (await second).release();
});

test("of many at once exactly one gets it", async () => {
  const all = await Promise.allSettled(Array.from({ length: 10 }, () => lease()));
  const won = all.filter((one) => one.status === "fulfilled");
  expect(won).toHaveLength(1);
  await won[0]?.value.release();
});

describe("as long as it is held", () => {
  test("it is kept, however long that is", async () => {
    const held = await lease();
    await pass(10 * 60_000, 5_000);
    expect(held.signal.aborted).toBe(false);
    expect((await caught(GuardError, lease())).code).toBe("locked");
    await held.release();
  });

  test("who has it since when is told", async () => {
    const at = new Date(clock.epoch()).toISOString();
    const held = await lease();
    await pass(60_000, 5_000);
    expect(await holderIn(table, TENANT)).toMatchObject({ pid: process.pid, at });
    await held.release();
    expect(await holderIn(table, TENANT)).toBeNull();
  });
});

test("a worker that died keeps the others waiting for a minute", async () => {
  const until = new Date(clock.epoch() + 60_000).toISOString();
  const values = { owner: "dead", host: "h", pid: 1, at: new Date(clock.epoch()).toISOString(), until };
  await table.write(TENANT, [{ insert: "lease", values }]);
  const next = lease(120_000);
  await pass(59_000);
  expect(await holderIn(table, TENANT)).toMatchObject({ host: "h" });
  await pass(4_000);
  await (await next).release();
});

test("who is cut off from the table stops before anybody else can begin", async () => {
  const held = await lease();
  table.before = () => {
    throw new ServiceError("unreachable", { code: "network", remedy: "" });
  };
  let elapsed = 0;
  while (!held.signal.aborted && elapsed < 120_000) {
    await pass(1_000);
    elapsed += 1_000;
  }
  expect(elapsed).toBeLessThanOrEqual(60_000);
  expect(held.signal.reason).toMatchObject({ code: "lease-lost" });
  await held.release();
});

test("a table that does not answer at all ends it in time, too", async () => {
  const held = await lease();
  expect(clock.timeLimits).toEqual([55_000]);
  table.before = () => new Promise(() => undefined);
  await pass(30_000);
  expect(held.signal.aborted).toBe(false);
  clock.runOut();
  expect(held.signal.reason).toMatchObject({ code: "lease-lost" });
});

test("once it is given back nothing of it is left running", async () => {
  const held = await lease();
  await pass(45_000);
  await held.release();
  await settle();
  expect(clock.timeLimits).toEqual([]);
});

test("a moment without the table does not end it", async () => {
  const held = await lease();
  let failures = 0;
  table.before = () => {
    failures += 1;
    if (failures < 2) throw new ServiceError("unreachable", { code: "network", remedy: "" });
  };
  await pass(120_000, 2_000);
  expect(failures).toBeGreaterThan(2);
  expect(held.signal.aborted).toBe(false);
  await held.release();
});

test("who finds that somebody else has it stops, and leaves it to them", async () => {
  const held = await lease();
  const row = table.dump(TENANT)[0];
  await table.write(TENANT, [{ put: "lease", values: { ...row?.values, owner: "another" } }]);
  await pass(21_000);
  expect(held.signal.reason).toMatchObject({ code: "lease-lost" });
  await held.release();
  expect(table.dump(TENANT)).toHaveLength(1);
});

test("whose answer to the taking got lost has it, and no second one", async () => {
  table.after = () => {
    table.after = () => undefined;
    throw new ServiceError("no answer", { code: "time-out", remedy: "", carriedOut: "unknown" });
  };
  await caught(ServiceError, lease());
  // The transport sends such a writing again: this one has given up, and its lease ends by itself.
  const next = lease(120_000);
  await pass(63_000);
  await (await next).release();
});

test("a worker's wrong clock takes nobody's lease away", async () => {
  const held = await lease();
  const ahead = manualClock({ epoch: clock.epoch() + 86_400_000 });
  const options = { table, tenantId: TENANT, uuid: () => crypto.randomUUID(), clock: ahead, signal: never };
  expect((await caught(GuardError, leaseTenant({ ...options, waitMs: 0 }))).code).toBe("locked");
  await held.release();
});

test("waiting ends with the signal", async () => {
  const held = await lease();
  const gone = new GuardError("the host stops", { code: "stop", remedy: "" });
  expect(await caught(GuardError, lease(60_000, AbortSignal.abort(gone)))).toBe(gone);
  await held.release();
});
