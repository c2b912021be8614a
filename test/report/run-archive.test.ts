// An archive says of each object that is not in it why it is not.
import { describe, expect, test } from "vitest";
import { recordOf } from "../../src/changes/run-record.js";
import { filesOf } from "../../src/report/run-archive.js";
import type { Change } from "../../src/shapes/change.js";
import type { RunEntry } from "../../src/shapes/run.js";
import { finished, planEntry, sentOf, started } from "../changes/journal-entries.js";
import { everyChangeOf, plain } from "./sample-results.js";

function whyNoneAfter(change: Change | undefined): string | undefined {
  if (change === undefined) throw new Error("no such change");
  const entries: readonly RunEntry[] = [
    started("1"),
    planEntry("x"),
    { entry: "intent", number: 0, change },
    sentOf(0),
    { entry: "confirmed", numbers: [0] },
    finished,
  ];
  const record = recordOf(entries.map((entry) => ({ written: "2026-11-22T10:00:00.000Z", entry })));
  if (record === null) throw new Error("no record");
  return filesOf(record, new Uint8Array()).missing.find(({ what }) => what === "images/001-after.json")?.why;
}

describe("without an image from after the change", () => {
  const kind = (wanted: Change["kind"]) => everyChangeOf(plain).find((change) => change.kind === wanted);

  test("a pass is there all the same: nothing shows it", () => {
    expect(whyNoneAfter(kind("create-pass"))).toContain("its value is kept nowhere");
  });

  test("what was deleted is not there any more", () => {
    expect(whyNoneAfter(kind("delete-user"))).toBe("there is no such object any more");
  });

  test("whatever else was not shown", () => {
    expect(whyNoneAfter(kind("create-user"))).toBe("the service showed none");
  });
});
