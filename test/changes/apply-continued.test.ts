// Going on with a run that was cut: what it left in doubt is looked at, what was answered is waited for, nothing is made
// twice, and the journal tells the truth of both parts.
import { describe, expect, test } from "vitest";
import { recordOf } from "../../src/changes/run-record.js";
import type { Change } from "../../src/shapes/change.js";
import { DeadlineError, InterruptedError, PartialError, ServiceError } from "../../src/shapes/errors.js";
import type { RunEntry, RunRecord } from "../../src/shapes/run.js";
import { caught } from "../support/caught.js";
import { manualClock } from "../support/manual-clock.js";
import { planEntry, sentOf, started } from "./journal-entries.js";
import { AT, answered, assignOf, excludeOf, lost, type Run, run, type Script } from "./scripted-run.js";

const intent = (number: number, change: Change): RunEntry => ({ entry: "intent", number, change });
const CUT_AT = "2026-11-22T10:00:00.000Z";

/** What the part that was cut has journaled; its last line was written at 10:00. */
function cut(...entries: readonly RunEntry[]): RunRecord {
  const lines = [started("1"), planEntry("svc"), ...entries].map((entry) => ({ written: CUT_AT, entry }));
  const record = recordOf(lines);
  if (record === null) throw new Error("no record");
  return record;
}

/** Goes on, the given time after the cut by both clocks. */
function goOn(plan: readonly Change[], earlier: RunRecord, script: Script, { afterMs = 2_000, others = {} } = {}): Run {
  const now = Date.parse(CUT_AT) + afterMs;
  return run(
    plan,
    { "exclude-role": script, ...others },
    { earlier, at: new Date(now).toISOString(), clock: manualClock({ epoch: now }) },
  );
}

const did = ({ events }: Run) => events.filter((event) => !event.startsWith("progress"));
const sends = ({ events }: Run) => events.filter((event) => event.startsWith("send"));
const entries = ({ journal }: Run) => journal.map(({ entry }) => entry);
const p = excludeOf("p");
const THEIRS = { at: "after", whose: "others" } as const;

describe("an intent in doubt that the plan has again", () => {
  const earlier = cut(intent(0, p));

  test("and that the tenant shows was made by the part that was cut: it is confirmed, and not sent", async () => {
    const it = goOn([p], earlier, { looks: [["after"]] });
    expect(await it.result).toEqual([
      { kind: "exclude-role", summary: "exclude from p", outcome: "done-earlier", requestId: null },
    ]);
    expect(did(it)).toEqual([
      "look exclude-role 1",
      "journal sent",
      ...["look exclude-role 1", "look exclude-role 1", "look exclude-role 1"],
      "journal confirmed",
      "confirmed exclude from p done-earlier",
      "journal finished",
    ]);
    expect(it.journal[0]).toMatchObject({ number: 0, outcome: "done", requestId: null, at: null });
    expect(it.journal[1]).toMatchObject({ numbers: [0] });
  });

  test("and that is not seen is looked for once more before it is sent, under the same intent", async () => {
    const it = goOn([p], earlier, { looks: [["before"], ["before"], ["after"]] });
    expect(await it.result).toMatchObject([{ outcome: "done", requestId: "r-1" }]);
    expect(did(it).slice(0, 4)).toEqual([
      "look exclude-role 1",
      "look exclude-role 1",
      "send exclude from p",
      "journal sent",
    ]);
    expect(it.clock.sleeps[0]).toBe(1_000);
    expect(it.journal[0]).toMatchObject({ entry: "sent", number: 0, outcome: "done" });
  });

  test("and that appears a moment later was made by the part that was cut", async () => {
    const it = goOn([p], earlier, { looks: [["before"], ["after"]] });
    expect(await it.result).toMatchObject([{ outcome: "done-earlier" }]);
    expect(sends(it)).toEqual([]);
    expect(it.events).toContain("confirmed exclude from p done-earlier");
  });

  test("and whose second sending is a conflict was made by the part that was cut: it is waited for", async () => {
    const looks = [["before"], ["before"], ["before"], ["before"], ["after"]] as const;
    const it = goOn([p], earlier, { looks, sends: [answered(409)] });
    expect(await it.result).toMatchObject([{ outcome: "done-earlier" }]);
    expect(entries(it)).toEqual(["sent", "confirmed", "finished"]);
  });

  test("and that somebody else has carried out is theirs: it is not sent, and not confirmed", async () => {
    for (const looks of [[[THEIRS]], [["before"], [THEIRS]]] as const) {
      const it = goOn([p], earlier, { looks });
      expect(await it.result).toMatchObject([{ outcome: "already-so" }]);
      expect(sends(it)).toEqual([]);
      expect(it.journal).toMatchObject([{ entry: "sent", number: 0, outcome: "already-so" }, { entry: "finished" }]);
    }
  });

  test("and that is seen, and not proven to be its own, is told with its doubt", async () => {
    const doubtful = { at: "after", whose: { doubt: "Who knows?" } } as const;
    for (const looks of [[[doubtful]], [["before"], [doubtful]]] as const) {
      const it = goOn([p], earlier, { looks });
      expect(await it.result).toMatchObject([{ outcome: "done-earlier" }]);
      expect(it.events.filter((event) => event.startsWith("warn"))).toEqual(["warn Who knows?"]);
    }
  });

  test("is sent again at once where no look can tell, under the same intent", async () => {
    const it = goOn([p], earlier, { looks: [["after"]], mustRepeat: true });
    expect(await it.result).toMatchObject([{ outcome: "done" }]);
    expect(did(it).slice(0, 3)).toEqual(["look exclude-role 1", "send exclude from p", "journal sent"]);
    expect(it.journal[0]).toMatchObject({ entry: "sent", number: 0, outcome: "done", requestId: "r-1" });
  });

  test("stays in doubt where the second sending is refused: a no of now says nothing of then", async () => {
    const it = goOn([p], earlier, { looks: [["before"]], sends: [answered(403)] });
    const error = await caught(PartialError, it.result);
    expect(error.message).toContain("Perhaps done: exclude from p.");
    expect(entries(it)).toEqual(["stopped"]);
  });

  test("is somebody else's by now: the tenant has moved on, and it is told as perhaps done in no case", async () => {
    const it = goOn([p], earlier, { looks: [[{ other: "other roles" }]] });
    await expect(it.result).rejects.toMatchObject({ code: "tenant-moved-on" });
    expect(sends(it)).toEqual([]);
  });

  test("is looked at as it was begun: what was before then, and whom the new plan knows it is about", async () => {
    const seen: Change[] = [];
    const assign = assignOf("u");
    const known = { ...assign, target: { ...assign.target, userId: "id-u" }, summary: "in other words" };
    const it = run(
      [known],
      { "assign-role": { looks: [["after"]], onLook: (change) => void seen.push(change) } },
      {
        earlier: cut(intent(0, assign)),
      },
    );
    expect(await it.result).toMatchObject([{ outcome: "done-earlier", summary: "in other words" }]);
    expect(seen[0]).toEqual({ ...assign, target: { userPrincipalName: "u", userId: "id-u" } });
  });
});

describe("a change that was answered, and that the plan has again", () => {
  const earlier = cut(intent(0, p), sentOf(0, { at: AT, objectId: "o-7" }));

  test("is waited for, and not sent; its id is told first", async () => {
    const it = goOn([p], earlier, { looks: [["before"], ["before"], ["before"], ["after"]] });
    expect(await it.result).toMatchObject([{ outcome: "done-earlier", requestId: "r-0" }]);
    expect(did(it)[0]).toBe("recall exclude from p o-7");
    expect(sends(it)).toEqual([]);
    expect(entries(it)).toEqual(["confirmed", "finished"]);
  });

  test("is waited for up to the deadline, counted from the answer", async () => {
    const it = goOn([p], earlier, { looks: [["before"]] }, { afterMs: 200_000 });
    await expect(it.result).rejects.toMatchObject({ code: "partly-done", cause: { code: "not-confirmed" } });
    expect(it.clock.elapsed()).toBeLessThanOrEqual(100_000);
    expect(it.clock.elapsed()).toBeGreaterThan(85_000);
    expect(sends(it)).toEqual([]);
  });

  test("and is still not there after it was taken back by somebody: it is sent again, with an intent of its own", async () => {
    const it = goOn([p], earlier, { looks: [["before"], ["after"]] }, { afterMs: 300_000 });
    expect(await it.result).toMatchObject([{ outcome: "done", requestId: "r-1" }]);
    expect(it.journal[0]).toMatchObject({ entry: "intent", number: 1 });
    expect(it.journal[2]).toMatchObject({ entry: "confirmed", numbers: [1] });
  });

  test("and whose result is lost is sent again, with an intent of its own", async () => {
    const it = goOn([p], earlier, { looks: [["after"]], mustRepeat: true });
    expect(await it.result).toMatchObject([{ outcome: "done", requestId: "r-1" }]);
    expect(it.journal[0]).toMatchObject({ entry: "intent", number: 1 });
    expect(it.events).toContain("confirmed exclude from p");
  });

  test("a service's clock that runs behind makes nothing older than it is", async () => {
    const it = goOn([p], earlier, { looks: [["before"], ["after"]] }, { afterMs: -3_600_000 });
    expect(await it.result).toMatchObject([{ outcome: "done-earlier" }]);
  });

  test("nor is it waited for longer then", async () => {
    const it = goOn([p], earlier, { looks: [["before"]] }, { afterMs: -3_600_000 });
    await caught(PartialError, it.result);
    expect(it.clock.elapsed()).toBeLessThanOrEqual(300_000);
  });

  test("that was confirmed is not made again, either", async () => {
    const confirmedThen = cut(intent(0, p), sentOf(0), { entry: "confirmed", numbers: [0] });
    const it = goOn([p], confirmedThen, { looks: [["before"], ["after"]] });
    expect(await it.result).toMatchObject([{ outcome: "done-earlier" }]);
    expect(sends(it)).toEqual([]);
  });

  test("and since which somebody has changed what was before is planned anew", async () => {
    const planned = { ...p, before: { excludeRoles: ["theirs"] } };
    const it = goOn([planned], earlier, { looks: [[{ other: "theirs" }], ["before"], ["after"]] });
    expect(await it.result).toMatchObject([{ outcome: "done" }]);
    expect(it.journal[0]).toEqual({ entry: "intent", number: 1, change: planned });
  });
});

describe("what the plan does not have again", () => {
  test("an intent in doubt that the tenant shows is confirmed before anything else is done", async () => {
    const it = goOn(
      [assignOf("u")],
      cut(intent(0, p)),
      { looks: [["after"]] },
      {
        others: { "assign-role": { looks: [["before"], ["after"]] } },
      },
    );
    expect(await it.result).toMatchObject([
      { kind: "exclude-role", outcome: "done-earlier" },
      { kind: "assign-role", outcome: "done" },
    ]);
    expect(it.journal.slice(0, 3)).toEqual([
      { entry: "sent", number: 0, outcome: "done", requestId: null, at: null, objectId: null },
      { entry: "confirmed", numbers: [0] },
      { entry: "intent", number: 1, change: assignOf("u") },
    ]);
    expect(did(it).indexOf("confirmed exclude from p done-earlier")).toBeLessThan(
      did(it).indexOf("look assign-role 1"),
    );
  });

  test("an empty plan finishes the run", async () => {
    const it = goOn([], cut(intent(0, p), sentOf(0)), { looks: [["after"]] });
    expect(await it.result).toMatchObject([{ outcome: "done-earlier", requestId: "r-0" }]);
    expect(entries(it)).toEqual(["confirmed", "finished"]);
  });

  test("what was confirmed is told as done, and not looked at", async () => {
    const it = goOn([], cut(intent(0, p), sentOf(0), { entry: "confirmed", numbers: [0] }), { looks: [] });
    expect(await it.result).toMatchObject([{ outcome: "done-earlier", requestId: "r-0" }]);
    expect(did(it)).toEqual(["journal finished"]);
  });

  test("an intent in doubt that nobody shows is void once it would have been shown", async () => {
    const it = goOn([], cut(intent(0, p)), { looks: [["before"]] }, { afterMs: 200_000 });
    expect(await it.result).toEqual([]);
    expect(it.clock.elapsed()).toBeGreaterThan(80_000);
    expect(it.clock.elapsed()).toBeLessThanOrEqual(100_000);
    expect(it.journal).toMatchObject([{ entry: "refused", number: 0 }, { entry: "finished" }]);
  });

  test("one that was long ago is void at once", async () => {
    const it = goOn([], cut(intent(0, p)), { looks: [["before"]] }, { afterMs: 3_600_000 });
    await it.result;
    expect(it.clock.sleeps).toEqual([]);
  });

  test("one that somebody has changed since stays in doubt, and is said to be", async () => {
    const it = goOn([], cut(intent(0, p)), { looks: [[{ other: "other roles" }]] });
    expect(await it.result).toEqual([]);
    expect(entries(it)).toEqual(["finished"]);
    expect(it.events).toContain(
      "warn No answer told whether the part of this run that was cut did it, and it is not known: exclude from p. What is there now: other roles.",
    );
  });

  test("what was answered, and somebody has changed or taken back since, is said to be", async () => {
    const earlier = cut(intent(0, p), sentOf(0));
    const changed = goOn([], earlier, { looks: [[{ other: "other roles" }]] });
    expect(await changed.result).toEqual([]);
    const said = "warn Done by the part of this run that was cut: exclude from p; it";
    expect(changed.events).toContain(`${said} has been changed since: other roles.`);
    const gone = goOn([], earlier, { looks: [["before"]] }, { afterMs: 3_600_000 });
    await gone.result;
    expect(gone.events).toContain(`${said} is not there any more.`);
  });

  test("an intent in doubt that somebody else has carried out is theirs, and not waited for", async () => {
    for (const seen of [{ at: "after" as const }, { at: "other" as const, what: "more" }]) {
      const it = goOn([], cut(intent(0, p)), { looks: [[{ ...seen, whose: "others" }]] });
      expect(await it.result).toMatchObject([{ summary: "exclude from p", outcome: "already-so" }]);
      expect(it.journal).toMatchObject([{ entry: "sent", number: 0, outcome: "already-so" }, { entry: "finished" }]);
    }
  });

  test("one that is seen, and not proven to be its own, is told with its doubt", async () => {
    const it = goOn([], cut(intent(0, p)), { looks: [[{ at: "after", whose: { doubt: "Who knows?" } }]] });
    expect(await it.result).toMatchObject([{ outcome: "done-earlier" }]);
    expect(it.events.filter((event) => event.startsWith("warn"))).toEqual(["warn Who knows?"]);
  });

  test("one that no look can tell is neither looked at nor taken for void", async () => {
    const it = goOn([], cut(intent(0, p)), { looks: [["after"]], mustRepeat: true });
    expect(await it.result).toEqual([]);
    expect(did(it)).toEqual([
      "warn No answer told whether the part of this run that was cut did it, and it is not known: exclude from p.",
      "journal finished",
    ]);
  });

  test("what was made, seen, and then not seen again is made all the same", async () => {
    const it = goOn([], cut(intent(0, p), sentOf(0)), { looks: [["after"], ["after"], [{ other: "moved" }]] });
    expect(await it.result).toMatchObject([{ outcome: "done-earlier" }]);
    expect(entries(it)).toEqual(["finished"]);
  });

  test("several of one kind are looked at and confirmed together", async () => {
    const earlier = cut(intent(0, excludeOf("a")), sentOf(0), intent(1, excludeOf("b")));
    const it = goOn([], earlier, { looks: [["after", "after"]] });
    expect(await it.result).toHaveLength(2);
    expect(did(it)).toEqual([
      "look exclude-role 2",
      "journal sent",
      ...["look exclude-role 2", "look exclude-role 2", "look exclude-role 2"],
      "journal confirmed",
      "confirmed exclude from a done-earlier",
      "confirmed exclude from b done-earlier",
      "journal finished",
    ]);
  });

  test("what was refused, and what somebody else had made, is nobody's business any more", async () => {
    const earlier = cut(
      intent(0, excludeOf("a")),
      { entry: "refused", number: 0, message: "No." },
      intent(1, excludeOf("b")),
      sentOf(1, { outcome: "already-so" }),
    );
    const it = goOn([p], earlier, { looks: [["before"], ["after"]] });
    expect(await it.result).toMatchObject([{ summary: "exclude from p", outcome: "done" }]);
    expect(it.journal[0]).toMatchObject({ entry: "intent", number: 2 });
  });

  test("a change of other kinds of this command is left as it is", async () => {
    const it = goOn([p], cut(intent(0, assignOf("u"))), { looks: [["before"], ["after"]] });
    expect(await it.result).toMatchObject([{ outcome: "done" }]);
    expect(entries(it)).toEqual(["intent", "sent", "confirmed", "finished"]);
  });
});

describe("a counterpart", () => {
  test("has the same end: the opposite of what was begun is not taken for it", async () => {
    const opposite = { ...p, before: { excludeRoles: ["role"] }, after: { excludeRoles: [] } };
    const it = goOn([opposite], cut(intent(0, p)), {
      looks: [["after"], ["after"], ["after"], ["after"], ["before"], ["after"]],
    });
    expect(await it.result).toMatchObject([{ outcome: "done-earlier" }, { outcome: "done" }]);
    expect(sends(it)).toHaveLength(1);
  });

  test("is of the same object", async () => {
    const it = goOn([excludeOf("q")], cut(intent(0, p), sentOf(0), { entry: "confirmed", numbers: [0] }), {
      looks: [["before"], ["after"]],
    });
    expect(await it.result).toMatchObject([
      { outcome: "done-earlier" },
      { summary: "exclude from q", outcome: "done" },
    ]);
  });

  test("is the last of several attempts, and only one change has it", async () => {
    const earlier = cut(intent(0, p), sentOf(0), intent(1, p));
    const it = goOn([p, { ...p }], earlier, { looks: [["after", "after"]] });
    expect(await it.result).toMatchObject([{ outcome: "done-earlier" }, { outcome: "done-earlier", requestId: "r-0" }]);
    expect(it.journal.slice(0, 2)).toMatchObject([
      { entry: "sent", number: 1 },
      { entry: "confirmed", numbers: [1, 0] },
    ]);
  });
});

test("what was made twice, since somebody had taken it back between, is told once", async () => {
  const confirmed: RunEntry = { entry: "confirmed", numbers: [0] };
  const it = goOn([], cut(intent(0, p), sentOf(0), confirmed, intent(1, p), sentOf(1, { requestId: "r-2" })), {
    looks: [["after"]],
  });
  expect(await it.result).toMatchObject([{ outcome: "done-earlier", requestId: "r-2" }]);
});

test("cut again: what both parts did is told, and the third part goes on from there", async () => {
  const first = cut(intent(0, assignOf("u")), sentOf(0), { entry: "confirmed", numbers: [0] });
  const stop = new InterruptedError("Interrupted.", { code: "interrupted", remedy: "" });
  const second = goOn([p], first, { looks: [["before"]], sends: [lost(), stop] });
  const error = await caught(InterruptedError, second.result);
  expect(error.message).toContain("Done: assign to u. Perhaps done: exclude from p.");
  expect(second.journal.map(({ entry }) => entry)).toEqual(["intent", "stopped"]);
  expect(second.journal[0]).toMatchObject({ number: 1 });
  const third = goOn(
    [p],
    cut(intent(0, assignOf("u")), sentOf(0), { entry: "confirmed", numbers: [0] }, ...second.journal),
    { looks: [["after"]] },
  );
  expect(await third.result).toMatchObject([
    { kind: "assign-role" },
    { kind: "exclude-role", outcome: "done-earlier" },
  ]);
  expect(sends(third)).toEqual([]);
});

describe("cut again before this time's first change: what the part that was cut has done is told all the same", () => {
  const late = new DeadlineError("The deadline of 1 second passed.", { code: "deadline", remedy: "LATER" });

  test("while it is found out what became of steps that are not planned again", async () => {
    const earlier = cut(intent(0, assignOf("u")), sentOf(0), intent(1, p));
    const script = { looks: [["before" as const]], lookFails: { on: 1, failure: late } };
    const error = await caught(PartialError, goOn([], earlier, script, { others: { "assign-role": script } }).result);
    expect(error.message).toContain("Done: assign to u. Perhaps done: exclude from p. Then it stopped");
    expect(error.remedy).not.toContain("LATER");
  });

  test("at the first look at what is planned again", async () => {
    const earlier = cut(intent(0, p), sentOf(0), { entry: "confirmed", numbers: [0] });
    const it = goOn([p], earlier, { looks: [["before"]], lookFails: { on: 1, failure: answered(503) } });
    const error = await caught(PartialError, it.result);
    expect(error.message).toContain("Done: exclude from p. Then it stopped, with 1 change planned: status 503");
    expect(error.remedy).toContain("Wait.");
  });

  test("but not what it has found undone", async () => {
    const earlier = cut(intent(0, p));
    const it = goOn(
      [assignOf("u")],
      earlier,
      { looks: [["before"]] },
      {
        afterMs: 600_000,
        others: { "assign-role": { looks: [["before"]], lookFails: { on: 1, failure: answered(503) } } },
      },
    );
    const error = await it.result.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(ServiceError);
  });
});
