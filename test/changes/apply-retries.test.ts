// Lost answers, conflicts, lag, interruption, and what is told when only a part is done.
import { describe, expect, test } from "vitest";
import { DeadlineError, InterruptedError, PartialError, ServiceError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { manualClock } from "../support/manual-clock.js";
import { answered, assignOf, excludeOf, lost, type Run, run } from "./scripted-run.js";

const sends = ({ events }: Run) => events.filter((event) => event.startsWith("send")).length;
const one = (script: Parameters<typeof run>[1]["exclude-role"]) =>
  run([excludeOf("p")], script === undefined ? {} : { "exclude-role": script });

describe("a lost answer", () => {
  test("is looked after; what is seen is not sent again", async () => {
    const it = one({ looks: [["before"], ["after"]], sends: [lost()] });
    expect(await it.result).toMatchObject([{ outcome: "done", requestId: null }]);
    expect(sends(it)).toBe(1);
  });

  test("is waited for before looking, and then sent again when nothing is seen", async () => {
    const it = one({ looks: [["before"], ["before"], ["after"]], sends: [lost(), "ok"] });
    expect(await it.result).toMatchObject([{ outcome: "done", requestId: "r-2" }]);
    expect(it.clock.sleeps[0]).toBe(1_000);
    expect(it.events.filter((event) => !event.startsWith("progress")).slice(0, 5)).toEqual([
      "look exclude-role 1",
      "journal intent",
      "send exclude from p",
      "look exclude-role 1",
      "send exclude from p",
    ]);
    expect(sends(it)).toBe(2);
  });

  test("is sent three times at most", async () => {
    const it = one({ looks: [["before"]], sends: [lost()] });
    await caught(PartialError, it.result);
    expect(sends(it)).toBe(3);
  });

  test("the third one is looked after, too", async () => {
    const it = one({ looks: [["before"], ["before"], ["before"], ["after"]], sends: [lost()] });
    expect(await it.result).toMatchObject([{ outcome: "done" }]);
    expect(sends(it)).toBe(3);
  });

  test("and then a conflict is our own first attempt: it is waited for, not failed", async () => {
    const it = one({ looks: [["before"], ["before"], ["before"], ["after"]], sends: [lost(), answered(409)] });
    expect(await it.result).toMatchObject([{ outcome: "done" }]);
    expect(it.events).toContain("confirmed exclude from p");
  });

  test("and then somebody else's change is a refusal", async () => {
    const it = one({ looks: [["before"], [{ other: "moved" }]], sends: [lost()] });
    // The lost one may have been carried out before: that is not "nothing half-done".
    await expect(it.result).rejects.toMatchObject({ code: "partly-done", cause: { code: "tenant-moved-on" } });
    expect(sends(it)).toBe(1);
  });
});

describe("a conflict without a lost answer", () => {
  test.each([400, 404, 409])("(%i) is looked after: it may be so already", async (status) => {
    const it = one({ looks: [["before"], ["after"]], sends: [answered(status)] });
    expect(await it.result).toEqual([
      { kind: "exclude-role", summary: "exclude from p", outcome: "already-so", requestId: "r-e" },
    ]);
    expect(sends(it)).toBe(1);
  });

  test.each([400, 404, 409])(
    "(%i) that is so already is not ours: neither confirmed nor told as made",
    async (status) => {
      const it = one({ looks: [["before"], ["after"]], sends: [answered(status)] });
      await it.result;
      expect(it.events.filter((event) => event.startsWith("look"))).toHaveLength(2);
      expect(it.events.filter((event) => /^(confirmed|journal confirmed)/.test(event))).toEqual([]);
      expect(it.journal.at(-2)).toMatchObject({ entry: "sent", outcome: "already-so" });
    },
  );

  test("that is so already does not make an error after it one of a part done", async () => {
    const it = run([excludeOf("p"), assignOf("u")], {
      "exclude-role": { looks: [["before"], ["after"]], sends: [answered(409)] },
      "assign-role": { looks: [["before"]], sends: [answered(403)] },
    });
    expect(await caught(ServiceError, it.result)).toMatchObject({ status: 403 });
  });

  test("of one of two leaves the other to be confirmed alone", async () => {
    const it = run([excludeOf("a"), excludeOf("b")], {
      "exclude-role": { looks: [["before", "before"], ["after"], ["before"], ["after"]], sends: [answered(409), "ok"] },
    });
    expect((await it.result).map(({ outcome }) => outcome)).toEqual(["already-so", "done"]);
    expect(it.events.filter((event) => event.startsWith("confirmed"))).toEqual(["confirmed exclude from b"]);
  });

  test.each([400, 409])("(%i) that is none is an error at once", async (status) => {
    const it = one({ looks: [["before"]], sends: [answered(status)] });
    expect(await caught(ServiceError, it.result)).toMatchObject({ status });
    expect(sends(it)).toBe(1);
    expect(it.clock.sleeps).toEqual([]);
  });
});

describe("lag on a fresh principal", () => {
  const isLag = (error: unknown) => error instanceof ServiceError && error.status === 404;

  test("is waited out", async () => {
    const it = one({
      looks: [["before"], ["before"], ["before"], ["after"]],
      sends: [answered(404), answered(404), "ok"],
      isLag,
    });
    expect(await it.result).toMatchObject([{ outcome: "done", requestId: "r-3" }]);
    expect(it.clock.sleeps.slice(0, 2)).toEqual([1_000, 2_000]);
  });

  test("ends after five minutes", async () => {
    const it = one({ looks: [["before"]], sends: [answered(404)], isLag });
    await expect(it.result).rejects.toMatchObject({ status: 404 });
    expect(it.clock.elapsed()).toBeGreaterThan(300_000);
    expect(it.clock.elapsed()).toBeLessThan(330_000);
  });

  test("is not assumed where the kind of change knows none: not every 404 passes", async () => {
    const it = one({ looks: [["before"]], sends: [answered(404)] });
    await expect(it.result).rejects.toMatchObject({ status: 404 });
    expect(sends(it)).toBe(1);
  });
});

test.each([403, 429, 501])("an answer %i is not sent again", async (status) => {
  const it = one({ looks: [["before"]], sends: [answered(status)] });
  await expect(it.result).rejects.toMatchObject({ status });
  expect(sends(it)).toBe(1);
});

describe("when only a part is done", () => {
  const partial = () =>
    run([assignOf("u"), excludeOf("p")], {
      "assign-role": { looks: [["before"], ["after"]] },
      "exclude-role": { looks: [["before"]], sends: [answered(403)] },
    });

  test("the error says what is done, why it stopped, where it stands, and how to go on", async () => {
    const error = await caught(PartialError, partial().result);
    expect(error.message).toContain("assign to u");
    expect(error.message).not.toContain("exclude from p");
    expect(error.message).toContain("status 403");
    expect(error.remedy).toContain("Run the same command again");
    expect(error.remedy).toContain("/state/runs/1.jsonl");
    expect(error.remedy).toContain("Wait.");
    expect(error).toMatchObject({ code: "partly-done", requestId: "r-e", cause: { status: 403 } });
  });

  test("the journal tells that the last intent is void, and why it stopped", async () => {
    const it = partial();
    await it.result.catch(() => undefined);
    expect(it.journal.map(({ entry }) => entry)).toEqual([
      "intent",
      "sent",
      "confirmed",
      "intent",
      "refused",
      "stopped",
    ]);
  });

  test("what was so already does not count as done", async () => {
    const it = run([assignOf("u"), excludeOf("p")], {
      "assign-role": { looks: [["after"]] },
      "exclude-role": { looks: [["before"]], sends: [answered(403)] },
    });
    expect(await caught(ServiceError, it.result)).toMatchObject({ status: 403 });
  });
});

describe("an end in the middle of a wait", () => {
  async function stoppedWhileConfirming(reason: Error) {
    const controller = new AbortController();
    const clock = manualClock({ holds: true });
    const it = run([excludeOf("p")], { "exclude-role": { looks: [["before"]] } }, { signal: controller.signal, clock });
    await clock.slept(1);
    controller.abort(reason);
    return { it, error: await it.result.catch((thrown: unknown) => thrown) };
  }

  test("by the person is told as what it is; the journal keeps what was sent", async () => {
    const reason = new InterruptedError("Interrupted.", { code: "interrupted", remedy: "" });
    const { it, error } = await stoppedWhileConfirming(reason);
    expect(error).toBeInstanceOf(InterruptedError);
    expect(error).toMatchObject({ code: "interrupted", cause: reason });
    expect(it.journal.map(({ entry }) => entry)).toEqual(["intent", "sent", "stopped"]);
    expect(it.journal.at(-1)).toEqual({ entry: "stopped", code: "interrupted", message: "Interrupted." });
  });

  test("by the deadline is a part done, with the deadline as its cause", async () => {
    const reason = new DeadlineError("Too late.", { code: "deadline", remedy: "Give it more time." });
    const { error } = await stoppedWhileConfirming(reason);
    expect(error).toBeInstanceOf(PartialError);
    expect(error).toMatchObject({ cause: reason });
  });

  test("while an answer is awaited sends nothing more", async () => {
    const controller = new AbortController();
    const reason = new InterruptedError("Interrupted.", { code: "interrupted", remedy: "" });
    const clock = manualClock({ holds: true });
    const it = run(
      [excludeOf("p")],
      { "exclude-role": { looks: [["before"]], sends: [lost()] } },
      { signal: controller.signal, clock },
    );
    await clock.slept(1);
    controller.abort(reason);
    await expect(it.result).rejects.toMatchObject({ name: "InterruptedError", cause: reason });
    expect(sends(it)).toBe(1);
  });
});
