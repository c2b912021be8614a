import { describe, expect, test } from "vitest";
import { BugError, GuardError, PartialError, PermissionError, ServiceError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { AT, answered, assignOf, excludeOf, run } from "./scripted-run.js";

const kinds = (events: readonly string[]) => events.filter((event) => !event.startsWith("progress"));

describe("one change", () => {
  test("is looked at, journaled, sent, confirmed by as many good reads as its kind wants, journaled", async () => {
    const { events, journal, result } = run([excludeOf("p")], {
      "exclude-role": { looks: [["before"], ["after"]], goodReads: 5 },
    });
    expect(await result).toEqual([
      { kind: "exclude-role", summary: "exclude from p", outcome: "done", requestId: "r-1" },
    ]);
    expect(kinds(events)).toEqual([
      "look exclude-role 1",
      "journal intent",
      "send exclude from p",
      "journal sent",
      ...Array.from({ length: 5 }, () => "look exclude-role 1"),
      "journal confirmed",
      "confirmed exclude from p",
      "journal finished",
    ]);
    expect(journal).toEqual([
      { entry: "intent", number: 0, change: excludeOf("p") },
      { entry: "sent", number: 0, outcome: "done", requestId: "r-1", at: AT, objectId: null },
      { entry: "confirmed", numbers: [0] },
      { entry: "finished" },
    ]);
  });

  test("that is so already is neither sent nor confirmed", async () => {
    const { events, result } = run([excludeOf("p")], { "exclude-role": { looks: [["after"]] } });
    expect(await result).toEqual([
      { kind: "exclude-role", summary: "exclude from p", outcome: "already-so", requestId: null },
    ]);
    expect(events).toEqual(["look exclude-role 1", "journal finished"]);
  });

  test("that nobody can carry out is our fault, and nothing is sent", async () => {
    const { events, result } = run([excludeOf("p")], {});
    expect((await caught(BugError, result)).code).toBe("no-executor");
    expect(events).toEqual(["journal stopped"]);
  });
});

test("an empty plan is carried out by doing nothing", async () => {
  const { events, result } = run([], {});
  expect(await result).toEqual([]);
  expect(events).toEqual(["journal finished"]);
});

describe("several changes", () => {
  test("of one kind are looked at and confirmed together, and sent one after the other, each looked at again", async () => {
    const { events, result } = run([excludeOf("a"), excludeOf("b"), excludeOf("c")], {
      "exclude-role": {
        looks: [["before", "after", "before"], ["after"], ["before"], ["after", "after"]],
      },
    });
    expect((await result).map(({ outcome }) => outcome)).toEqual(["done", "already-so", "done"]);
    expect(kinds(events)).toEqual([
      "look exclude-role 3",
      "journal intent",
      "send exclude from a",
      "journal sent",
      "look exclude-role 1",
      "look exclude-role 1",
      "journal intent",
      "send exclude from c",
      "journal sent",
      "look exclude-role 2",
      "look exclude-role 2",
      "look exclude-role 2",
      "journal confirmed",
      "confirmed exclude from a",
      "confirmed exclude from c",
      "journal finished",
    ]);
  });

  test("what somebody else did between the first look and the write is so already, and not confirmed as ours", async () => {
    const { events, result } = run([excludeOf("a"), excludeOf("b")], {
      "exclude-role": { looks: [["before", "before"], ["after"]] },
    });
    expect(await result).toMatchObject([{ outcome: "done" }, { outcome: "already-so", requestId: null }]);
    expect(kinds(events)).toEqual([
      "look exclude-role 2",
      "journal intent",
      "send exclude from a",
      "journal sent",
      "look exclude-role 1",
      ...Array.from({ length: 3 }, () => "look exclude-role 1"),
      "journal confirmed",
      "confirmed exclude from a",
      "journal finished",
    ]);
  });

  test("what somebody took back between the first look and its turn is done after all", async () => {
    const { events, result } = run([excludeOf("a"), excludeOf("b")], {
      "exclude-role": { looks: [["before", "after"], ["before"], ["after", "after"]] },
    });
    expect((await result).map(({ outcome }) => outcome)).toEqual(["done", "done"]);
    expect(events).toContain("send exclude from b");
  });

  test("the first is not looked at twice: its look is fresh", async () => {
    const { events, result } = run([excludeOf("a"), excludeOf("b")], {
      "exclude-role": { looks: [["before", "before"], ["before"], ["after", "after"]] },
    });
    await result;
    expect(kinds(events).slice(0, 5)).toEqual([
      "look exclude-role 2",
      "journal intent",
      "send exclude from a",
      "journal sent",
      "look exclude-role 1",
    ]);
  });

  test("of other kinds come in the plan's order, each confirmed before the next is looked at", async () => {
    const { events, result } = run([excludeOf("a"), assignOf("u"), excludeOf("b")], {
      "exclude-role": { looks: [["before"], ["after"], ["after"], ["after"], ["before"], ["after"]] },
      "assign-role": { looks: [["before"], ["after"]] },
    });
    expect(await result).toHaveLength(3);
    const order = kinds(events).filter((event) => !/^(journal|confirmed)/.test(event));
    expect(order.map((event) => event.split(" ").slice(0, 2).join(" "))).toEqual([
      "look exclude-role",
      "send exclude",
      ...["look exclude-role", "look exclude-role", "look exclude-role"],
      "look assign-role",
      "send assign",
      ...["look assign-role", "look assign-role", "look assign-role"],
      "look exclude-role",
      "send exclude",
      ...["look exclude-role", "look exclude-role", "look exclude-role"],
    ]);
  });
});

describe("confirming", () => {
  test("wants good reads in a row: a replica that lags behind starts the count again", async () => {
    const { events, clock, result } = run([excludeOf("p")], {
      "exclude-role": { looks: [["before"], ["after"], ["after"], ["before"], ["after"], ["before"], ["after"]] },
    });
    await result;
    // One look before, then good, good, bad, good, bad, good, good, good.
    expect(events.filter((event) => event.startsWith("look"))).toHaveLength(9);
    expect(clock.sleeps).toEqual([300, 300, 1_000, 300, 2_000, 300, 300]);
  });

  test("wants all changes of the group seen at once", async () => {
    const { events, result } = run([excludeOf("a"), excludeOf("b")], {
      "exclude-role": {
        looks: [["before", "before"], ["before"], ["after", "before"], ["before", "after"], ["after", "after"]],
      },
    });
    await result;
    // One look at both, one before the second write, then bad, bad, good, good, good.
    expect(events.filter((event) => event.startsWith("look"))).toHaveLength(7);
  });

  test("waits longer and longer, and gives up after five minutes without having sent again", async () => {
    const { events, clock, journal, result } = run([excludeOf("p")], { "exclude-role": { looks: [["before"]] } });
    const error = await result.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "partly-done", cause: { code: "not-confirmed" } });
    expect(events.filter((event) => event.startsWith("send"))).toHaveLength(1);
    expect(clock.sleeps.slice(0, 5)).toEqual([1_000, 2_000, 4_000, 8_000, 10_000]);
    expect(Math.max(...clock.sleeps)).toBe(10_000);
    expect(clock.elapsed()).toBeGreaterThan(285_000);
    expect(clock.elapsed()).toBeLessThanOrEqual(300_000);
    expect(journal.map(({ entry }) => entry)).toEqual(["intent", "sent", "stopped"]);
    expect(events.filter((event) => event.startsWith("confirmed"))).toEqual([]);
  });
});

describe("somebody else's change", () => {
  const other = { other: "the policy excludes other roles" };

  test("seen before is a refusal, and nothing at all is sent", async () => {
    const { events, journal, result } = run([excludeOf("a"), excludeOf("b")], {
      "exclude-role": { looks: [["before", other]] },
    });
    const error = await caught(GuardError, result);
    expect(error.code).toBe("tenant-moved-on");
    expect(error.message).toContain("the policy excludes other roles");
    expect(events.filter((event) => event.startsWith("send"))).toEqual([]);
    expect(journal).toEqual([{ entry: "stopped", code: "tenant-moved-on", message: error.message }]);
  });

  test("seen while confirming is told together with what is done", async () => {
    const { result } = run([excludeOf("p")], { "exclude-role": { looks: [["before"], ["after"], [other]] } });
    const error = await result.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "partly-done", cause: { code: "tenant-moved-on" } });
  });

  test("seen right before a later write is told together with what is done, and that write is not sent", async () => {
    const { events, journal, result } = run([excludeOf("a"), excludeOf("b")], {
      "exclude-role": { looks: [["before", "before"], [other]] },
    });
    const error = await caught(PartialError, result);
    expect(error).toMatchObject({ code: "partly-done", cause: { code: "tenant-moved-on" } });
    expect(error.message).toContain("Done: exclude from a.");
    expect(error.message).not.toContain("Perhaps done");
    expect(events.filter((event) => event.startsWith("send"))).toEqual(["send exclude from a"]);
    expect(journal.map(({ entry }) => entry)).toEqual(["intent", "sent", "stopped"]);
  });

  test("seen before a later group is told together with what is done", async () => {
    const { result } = run([assignOf("u"), excludeOf("p")], {
      "assign-role": { looks: [["before"], ["after"]] },
      "exclude-role": { looks: [[other]] },
    });
    const error = await result.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "partly-done", cause: { code: "tenant-moved-on" } });
  });
});

test("a refusal before anything was changed is handed on as it is", async () => {
  const refusal = answered(403);
  const { result } = run([excludeOf("a")], { "exclude-role": { looks: [["before"]], sends: [refusal] } });
  expect(await caught(ServiceError, result)).toBe(refusal);
});

test("nothing is sent before its intent is durable, and nothing new is looked at before its outcome is", async () => {
  // A disk that takes its time: whoever does not wait for it is ahead of it by then.
  const durable = async () => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
  };
  const it = run(
    [excludeOf("a"), excludeOf("b")],
    { "exclude-role": { looks: [["before", "before"], ["before"], ["after", "after"]], goodReads: 1 } },
    { durable },
  );
  await it.result;
  expect(kinds(it.events)).toEqual([
    "look exclude-role 2",
    ...["journal intent", "send exclude from a", "journal sent", "look exclude-role 1"],
    ...["journal intent", "send exclude from b", "journal sent", "look exclude-role 2"],
    ...["journal confirmed", "confirmed exclude from a", "confirmed exclude from b", "journal finished"],
  ]);
});

test("images of what is changed stand in the journal, before with the intent and after with the confirmation", async () => {
  const script = { looks: [["before"], ["after"]], image: { id: "whole" }, goodReads: 1 } as const;
  const { journal, result } = run([excludeOf("p")], { "exclude-role": script });
  await result;
  expect(journal[0]).toMatchObject({ entry: "intent", image: { id: "whole" } });
  expect(journal[2]).toEqual({ entry: "confirmed", numbers: [0], images: [{ id: "whole" }] });
});

test("what a send has made is told to its executor, and no answer's body is journaled", async () => {
  const { events, journal, result } = run([excludeOf("p")], {
    "exclude-role": { looks: [["before"], ["after"]], objectId: "o-1" },
  });
  await result;
  expect(events).toContain("recall exclude from p o-1");
  expect(journal[1]).toMatchObject({ entry: "sent", objectId: "o-1" });
  expect(JSON.stringify(journal)).not.toContain("hunter2");
});

test("a secret in what ended a run stands in no journal", async () => {
  const { journal, result } = run([excludeOf("p")], {
    "exclude-role": { looks: [["before"]], sends: [new PermissionError("no to hunter2", { code: "x", remedy: "" })] },
  });
  await caught(PermissionError, result);
  expect(journal.slice(1)).toMatchObject([{ message: "no to ***" }, { message: "no to ***" }]);
});
