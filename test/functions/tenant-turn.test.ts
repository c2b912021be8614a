// The frame of all work in a tenant: what is recorded when, what is told how often, whoever comes in between.
import { beforeEach, describe, expect, test } from "vitest";
import type { Condition } from "../../src/alerts/alert.js";
import { inTurn, type Seen, type Work } from "../../src/functions/tenant-turn.js";
import { GuardError, ServiceError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { type ServicesUnderTest, servicesUnderTest, TENANT } from "../support/function-services.js";

const BROKEN: Condition = { key: "A", severity: "error", title: "A", text: "", remedy: "" };

let services: ServicesUnderTest;
let hour = 0;
beforeEach(() => {
  services = servicesUnderTest();
  hour = 0;
});

const dueAt = (number: number) => new Date(Date.UTC(2026, 10, 23, number)).toISOString();
const seen = (conditions: readonly Condition[], more: Partial<Seen> = {}): Seen => ({
  look: { at: dueAt(hour), conditions, events: [], isOpaque: () => false },
  isMuted: false,
  ...more,
});
const run = (look: Work["look"], due = dueAt(++hour)) =>
  inTurn(services, { tenantId: TENANT, due }, { task: "verify", family: "verify", look }, services.log);
const told = () => services.sent.map(({ alert }) => alert.kind);
const stateNow = async () => (await services.store(TENANT).read()).state;

test("what is not in order is told once, and its end once", async () => {
  for (const conditions of [[], [BROKEN], [BROKEN], []]) await run(async () => seen(conditions));
  expect(told()).toEqual(["problem", "recovery"]);
  expect((await stateNow()).pending).toEqual([]);
});

test("a message that comes twice is worked on once", async () => {
  let looks = 0;
  const look = async () => {
    looks += 1;
    return seen([BROKEN]);
  };
  await run(look, dueAt(1));
  await run(look, dueAt(1));
  expect([looks, told()]).toEqual([1, ["problem"]]);
  expect(services.events()).toContain("done-already");
});

test("an older message than the one that is done is not worked on", async () => {
  await run(async () => seen([]), dueAt(2));
  await run(() => Promise.reject(new Error("worked on")), dueAt(1));
  expect(services.events()).toContain("done-already");
});

test("one after the other: a second worker waits, and finds it done", async () => {
  let go: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const first = run(async () => {
    await gate;
    return seen([BROKEN]);
  }, dueAt(1));
  const second = run(() => Promise.reject(new Error("worked on")), dueAt(1));
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  go();
  await first;
  services.clock.advance(3_000);
  await second;
  expect(told()).toEqual(["problem"]);
});

describe("killed", () => {
  class Killed extends Error {}
  /** The process ends at the nth operation on the tables or at a channel: nothing of it goes on. */
  const cutAt = (number: number) => {
    let count = 0;
    const strike = () => {
      count += 1;
      if (count === number) services.state.before = dead;
      if (count >= number) throw new Killed();
    };
    const dead = () => {
      throw new Killed();
    };
    services = servicesUnderTest({ sending: strike });
    services.state.before = (what) => {
      if (what !== "list") strike();
    };
    services.state.after = () => strike();
    return {
      revive: () => {
        services.state.before = () => undefined;
        services.state.after = () => undefined;
        count = Number.NEGATIVE_INFINITY;
        services.clock.advance(61_000);
      },
      wasReached: () => count >= number,
    };
  };

  test("at any moment: no alert is lost, and at most one comes twice", async () => {
    let moments = 0;
    for (let number = 1; number < 60; number += 1) {
      hour = 0;
      const cut = cutAt(number);
      await run(async () => seen([BROKEN]), dueAt(1)).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
      const wasReached = cut.wasReached();
      cut.revive();
      // The queue brings the message again, then the schedule the next one.
      await run(async () => seen([BROKEN]), dueAt(1));
      await run(async () => seen([]), dueAt(2));
      const ids = services.sent.map(({ alert }) => `${alert.kind} ${alert.id}`);
      expect(
        [...new Set(ids)].map((id) => id.split(" ")[0]),
        `cut at ${number}`,
      ).toEqual(["problem", "recovery"]);
      expect(ids.length, `cut at ${number}`).toBeLessThanOrEqual(3);
      if (!wasReached) break;
      moments = number;
    }
    expect(moments).toBeGreaterThan(10);
  });
});

describe("a channel that refuses", () => {
  test("keeps no other waiting, and gets it with the next run", async () => {
    let isDown = true;
    services = servicesUnderTest({
      channelNames: ["teams", "slack"],
      sending: (name) => {
        if (isDown && name === "teams") throw new ServiceError("down", { code: "alert-refused", remedy: "" });
      },
    });
    await run(async () => seen([BROKEN]));
    expect(services.sent.map(({ channel }) => channel)).toEqual(["slack"]);
    isDown = false;
    await run(async () => seen([BROKEN]));
    expect(services.sent.map(({ channel }) => channel)).toEqual(["slack", "teams"]);
    expect(new Set(services.sent.map(({ alert }) => alert.id)).size).toBe(1);
  });

  test("for days is given up, and that is logged", async () => {
    services = servicesUnderTest({
      epoch: Date.UTC(2026, 10, 23),
      sending: () => {
        throw new ServiceError("gone", { code: "alert-refused", remedy: "make a new one" });
      },
    });
    await run(async () => seen([BROKEN]));
    expect((await stateNow()).pending).toHaveLength(1);
    services.clock.advance(4 * 86_400_000);
    await run(async () => seen([BROKEN]));
    expect((await stateNow()).pending).toEqual([]);
    expect(services.lines).toContainEqual(
      expect.objectContaining({ event: "alert-given-up", remedy: "make a new one" }),
    );
  });

  test("that is configured no more is forgotten", async () => {
    services = servicesUnderTest({ channelNames: ["teams"], sending: () => Promise.reject(new Error("x")) });
    await run(async () => seen([BROKEN]));
    const without = { ...services, channels: () => [] };
    await inTurn(without, { tenantId: TENANT, due: dueAt(9) }, workOf([BROKEN]), services.log);
    expect((await stateNow()).pending).toEqual([]);
  });
  const workOf = (conditions: readonly Condition[]): Work => ({
    task: "verify",
    family: "verify",
    look: async () => seen(conditions),
  });
});

test("what fails is thrown once what was seen is recorded, and the same message is worked on again", async () => {
  const failure = new ServiceError("unreachable", { code: "network", remedy: "" });
  const outcome = { at: dueAt(1), error: { code: "network", message: "unreachable", remedy: "" } };
  expect(
    await caught(
      ServiceError,
      run(async () => seen([], { failure, outcome }), dueAt(1)),
    ),
  ).toBe(failure);
  expect(await services.store(TENANT).latest()).toEqual(outcome);
  await run(async () => seen([BROKEN]), dueAt(1));
  expect(told()).toEqual(["problem"]);
});

test("somebody else who records in between is not overwritten", async () => {
  const store = services.store(TENANT);
  const look = async () => {
    const kept = await store.read();
    await store.record(kept, { ...kept.state, name: "theirs" });
    return seen([BROKEN]);
  };
  expect((await caught(ServiceError, run(look))).code).toBe("state-moved-on");
  expect((await stateNow()).name).toBe("theirs");
  expect(told()).toEqual([]);
});

test("a lease that was lost records nothing", async () => {
  const gone = new GuardError("lost", { code: "lease-lost", remedy: "" });
  const lost = new AbortController();
  services = servicesUnderTest({
    lease: async (tenantId) => ({ tenantId, signal: lost.signal, release: async () => undefined }),
  });
  const look = async () => {
    lost.abort(gone);
    return seen([BROKEN]);
  };
  expect(await caught(GuardError, run(look))).toBe(gone);
  expect((await stateNow()).looks).toBe(0);
});

test("a tenant that is busy is tried again by the queue", async () => {
  const held = await services.lease(TENANT, new AbortController().signal);
  const waiting = caught(
    GuardError,
    run(async () => seen([])),
  );
  for (let turn = 0; turn < 12; turn += 1) {
    services.clock.advance(1_000);
    for (let tick = 0; tick < 10; tick += 1) await new Promise((resolve) => setImmediate(resolve));
  }
  expect((await waiting).code).toBe("locked");
  await held.release();
});

test("what is older than it is kept for goes, once a day", async () => {
  services = servicesUnderTest({ epoch: Date.UTC(2026, 10, 23) });
  const rows = () => services.state.dump(TENANT).filter(({ row }) => row.startsWith("outcome_"));
  for (let day = 0; day < 40; day += 1) {
    const at = new Date(services.clock.epoch()).toISOString();
    const outcome = { at, error: { code: "x", message: "", remedy: "" } };
    await run(async () => seen([], { outcome }), at);
    services.clock.advance(86_400_000);
  }
  expect(rows().length).toBeGreaterThanOrEqual(30);
  expect(rows().length).toBeLessThanOrEqual(32);
});

test("a message that says it is due in a time to come does not keep the tenant from being looked at", async () => {
  const epoch = Date.UTC(2026, 10, 23);
  services = servicesUnderTest({ epoch });
  let looks = 0;
  const look = async () => {
    looks += 1;
    return seen([]);
  };
  await run(look, "9999-01-01T00:00:00.000Z");
  services.clock.advance(60_000);
  await run(look, new Date(services.clock.epoch()).toISOString());
  expect(looks).toBe(2);
  await run(look, new Date(services.clock.epoch()).toISOString());
  expect(looks).toBe(2);
});

test("a state that another version wrote is refused, and said to be", async () => {
  await services.state.write(TENANT, [{ insert: "state", values: { part0: new Uint8Array([1, 2, 3]) } }]);
  expect(
    (
      await caught(
        GuardError,
        run(async () => seen([])),
      )
    ).code,
  ).toBe("state-unreadable");
});
