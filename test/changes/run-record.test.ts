import { expect, test } from "vitest";
import { recordOf } from "../../src/changes/run-record.js";
import type { RunEntry, RunRecord } from "../../src/shapes/run.js";
import { finished, HEAD, intentOf, planEntry, sentOf, started } from "./journal-entries.js";

const stopped: RunEntry = { entry: "stopped", code: "x", message: "It stopped." };
const confirmed: RunEntry = { entry: "confirmed", numbers: [0], images: [{ id: "after" }] };
const evidence = (when: "before" | "after"): RunEntry => ({ entry: "evidence", when, result: { when } });
const continued: RunEntry = { entry: "continued", head: { ...HEAD, at: "2026-11-22T11:00:00.000Z" } };

function read(...entries: readonly RunEntry[]): RunRecord {
  const lines = [started("1"), planEntry("svc"), ...entries].map((entry, second) => ({
    written: `2026-11-22T10:00:0${second}.000Z`,
    entry,
  }));
  const record = recordOf(lines);
  if (record === null) throw new Error("no record");
  return record;
}

test.each<[string, readonly RunEntry[], RunRecord["state"]]>([
  ["that was cut before its first intent", [], "nothing-done"],
  ["that was stopped before its first intent", [stopped], "nothing-done"],
  [
    "whose only intent was refused",
    [intentOf(0), { entry: "refused", number: 0, message: "No." }, stopped],
    "nothing-done",
  ],
  [
    "that found everything done by others",
    [intentOf(0), sentOf(0, { outcome: "already-so" }), stopped],
    "nothing-done",
  ],
  ["with an intent in doubt", [intentOf(0)], "open"],
  ["with an answer that was not seen yet", [intentOf(0), sentOf(0), stopped], "open"],
  ["that confirmed what it did, and did not finish", [intentOf(0), sentOf(0), confirmed, stopped], "open"],
  ["that finished", [intentOf(0), sentOf(0), confirmed, finished], "finished"],
  [
    "that finished, with evidence from after it",
    [intentOf(0), sentOf(0), confirmed, finished, evidence("after")],
    "finished",
  ],
  ["that is gone on with after its end", [intentOf(0), sentOf(0), finished, continued, intentOf(1)], "open"],
])("a run %s", (_what, entries, state) => {
  expect(read(...entries).state).toBe(state);
});

test("a step's states, in order of what is known of it", () => {
  expect(read(intentOf(0)).steps[0]).toMatchObject({ state: "in-doubt", outcome: null, sentAt: null, objectId: null });
  const sent = read({ ...intentOf(0), image: { id: "before" } } as RunEntry, sentOf(0, { objectId: "o-1" }));
  expect(sent.steps[0]).toMatchObject({
    ...{ state: "sent", outcome: "done", requestId: "r-0", sentAt: HEAD.at, objectId: "o-1" },
    ...{ imageBefore: { id: "before" }, imageAfter: null },
  });
  expect(read(intentOf(0), sentOf(0), confirmed).steps[0]).toMatchObject({
    state: "confirmed",
    imageAfter: { id: "after" },
  });
});

test("a run that is gone on with has the newer head and plan, and knows the older ones", () => {
  const record = read(intentOf(0), stopped, continued, planEntry("svc", { planHash: "newer" }));
  expect(record.head.at).toBe("2026-11-22T11:00:00.000Z");
  expect(record.begun.at).toBe(HEAD.at);
  expect([record.planHash, record.planHashes]).toEqual(["newer", ["hash", "newer"]]);
  expect(record.stopped).toBeNull();
});

test("why it stopped counts only where nothing came after", () => {
  expect(read(intentOf(0), stopped).stopped).toEqual({ code: "x", message: "It stopped." });
  expect(read(intentOf(0)).stopped).toBeNull();
  expect(read(intentOf(0), stopped).lastAt).toBe("2026-11-22T10:00:03.000Z");
});

test("evidence from before is the first, and from after the last", () => {
  expect(read().evidence).toEqual({ before: null, after: null });
  const record = read(evidence("before"), intentOf(0), continued, finished, evidence("after"));
  expect(record.evidence).toEqual({ before: { when: "before" }, after: { when: "after" } });
});

test("without a beginning or a plan there is no run", () => {
  expect(recordOf([])).toBeNull();
  expect(recordOf([{ written: "", entry: started("1") }])).toBeNull();
  expect(recordOf([{ written: "", entry: planEntry("svc") }])).toBeNull();
});
