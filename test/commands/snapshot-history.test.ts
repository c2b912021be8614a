// A folder of saved snapshots as a course of time.
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { redacted, snapshotText } from "../../src/commands/saved-snapshot.js";
import { saveSnapshot } from "../../src/commands/snapshot-file.js";
import { readHistory } from "../../src/commands/snapshot-history.js";
import { known } from "../../src/shapes/fact.js";
import type { Snapshot } from "../../src/sync/snapshot.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { MINUTE, NOW, ORGANIZATION, refused, snapshotOf } from "../sync/healthy-snapshot.js";

/** Taken so many minutes ago, ten minutes after a synchronisation. */
function taken(minutes: number, change: Partial<Snapshot> = {}, id = ORGANIZATION.id): Snapshot {
  const at = NOW - minutes * MINUTE;
  const takenAt = new Date(at).toISOString();
  const lastSync = new Date(at - 10 * MINUTE).toISOString();
  const organization = known({ ...ORGANIZATION, id, lastSync }, { request: "GET /organization", at: takenAt });
  return snapshotOf({ takenAt, organization, ...change });
}
const folderOf = (folder: string) => ({ path: folder, kind: "folder" }) as const;

test("the snapshots of one tenant come oldest first, each with what it knew", () => {
  const folder = temporaryFolder();
  for (const snapshot of [taken(30), taken(90), taken(60, { lastPasswordSync: refused() }), taken(45, {}, "t-2")])
    saveSnapshot(folderOf(folder), snapshot);
  const { points, unreadable, more } = readHistory(folder, ORGANIZATION.id.toUpperCase());
  expect(points.map(({ at }) => at)).toEqual([90, 60, 30].map((minutes) => taken(minutes).takenAt));
  expect(points.map(({ lastPasswordSync }) => lastPasswordSync.state)).toEqual(["known", "unknown", "known"]);
  expect(points[0]?.lastSync).toEqual(
    known(taken(100).takenAt, { request: "GET /organization", at: taken(90).takenAt }),
  );
  expect(points[0]?.activeServer).toMatchObject({ value: { server: "AADC-NEW" } });
  expect([unreadable, more]).toEqual([0, false]);
});

test("what is no snapshot is passed over, what is one and cannot be read is counted, and nothing fails", () => {
  const folder = temporaryFolder();
  saveSnapshot(folderOf(folder), taken(5));
  const broken = [
    "{",
    "",
    "null",
    '{"schema":"aadc-cloud/verify-sync@1"}',
    "\u0000",
    '{"schema": "aadc-cloud/plan@1"}',
  ];
  for (const [index, text] of broken.entries()) writeFileSync(path.join(folder, `${index}.json`), text);
  writeFileSync(path.join(folder, "cut.json"), snapshotText(taken(7)).slice(0, 900));
  writeFileSync(path.join(folder, "newer.json"), '{"schema": "aadc-cloud/sync-snapshot@2"}');
  writeFileSync(path.join(folder, "notes.txt"), snapshotText(taken(8)));
  mkdirSync(path.join(folder, "folder.json"));
  const { points, unreadable } = readHistory(folder, ORGANIZATION.id);
  expect([points.length, unreadable]).toEqual([1, 2]);
});

test("a redacted one belongs to nobody", () => {
  const folder = temporaryFolder();
  saveSnapshot(folderOf(folder), redacted(taken(5)));
  expect(readHistory(folder, ORGANIZATION.id).points).toEqual([]);
});

test("one moment is one point, however many files tell it", () => {
  const folder = temporaryFolder();
  saveSnapshot(folderOf(folder), taken(5));
  writeFileSync(path.join(folder, "copy.json"), snapshotText(taken(5)));
  expect(readHistory(folder, ORGANIZATION.id).points).toHaveLength(1);
});

test("files that somebody named are taken by when they were written", () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, "before.json"), snapshotText(taken(500)));
  utimesSync(path.join(folder, "before.json"), (NOW - 500 * MINUTE) / 1000, (NOW - 500 * MINUTE) / 1000);
  for (let minutes = 1; minutes <= 200; minutes += 1) saveSnapshot(folderOf(folder), taken(minutes));
  const { points, more } = readHistory(folder, ORGANIZATION.id);
  expect([points.length, points[0]?.at, more]).toEqual([200, taken(200).takenAt, true]);
});

test("a folder that is not there holds none", () => {
  const nowhere = path.join(temporaryFolder(), "gone");
  expect(readHistory(nowhere, "t-1")).toEqual({ points: [], unreadable: 0, more: false });
});
