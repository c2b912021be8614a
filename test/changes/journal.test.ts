import { readdirSync, readFileSync, statSync, writeFileSync, writeSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { newRunId, openJournal } from "../../src/changes/journal.js";
import { UsageError } from "../../src/shapes/errors.js";
import { thrown } from "../shapes/thrown.js";
import { temporaryFile, temporaryFolder } from "../support/temporary-folder.js";

const AT = Date.UTC(2026, 10, 22, 10, 0, 0);

test("each entry is a line of JSON on the disk when it returns, with its time", () => {
  let now = AT;
  const folder = temporaryFolder();
  const journal = openJournal(folder, "run-1", () => now);
  expect(journal.where).toBe(path.join(folder, "runs", "run-1.jsonl"));
  expect(readFileSync(journal.where, "utf8")).toBe("");
  journal.append({ intent: { summary: "line\nfeed  and 'quote\"" } });
  const first = readFileSync(journal.where, "utf8");
  now += 1_500;
  journal.append({ sent: null });
  const both = readFileSync(journal.where, "utf8");
  journal.close();
  expect(both.startsWith(first)).toBe(true);
  const lines = both.split("\n");
  expect(lines).toHaveLength(3);
  expect(lines.slice(0, 2).map((line) => JSON.parse(line) as unknown)).toEqual([
    { at: "2026-11-22T10:00:00.000Z", intent: { summary: "line\nfeed  and 'quote\"" } },
    { at: "2026-11-22T10:00:01.500Z", sent: null },
  ]);
});

test.skipIf(process.platform === "win32")("only its owner may read it", () => {
  const folder = path.join(temporaryFolder(), "new", "state");
  const journal = openJournal(folder, "run-1", () => AT);
  journal.close();
  expect(statSync(journal.where).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(journal.where)).mode & 0o777).toBe(0o700);
});

test("one that is there is never overwritten", () => {
  const folder = temporaryFolder();
  openJournal(folder, "run-1", () => AT).close();
  const file = path.join(folder, "runs", "run-1.jsonl");
  writeFileSync(file, "precious\n");
  expect(thrown(UsageError, () => openJournal(folder, "run-1", () => AT)).code).toBe("journal");
  expect(readFileSync(file, "utf8")).toBe("precious\n");
});

test("an entry that the system takes in pieces is written whole", () => {
  const journal = openJournal(
    temporaryFolder(),
    "run-1",
    () => AT,
    (file, bytes, from) => writeSync(file, bytes, from, Math.min(7, bytes.length - from)),
  );
  journal.append({ intent: "Zürich" });
  journal.close();
  expect(readFileSync(journal.where, "utf8")).toBe('{"at":"2026-11-22T10:00:00.000Z","intent":"Zürich"}\n');
});

test("on a full disk an entry throws, says that there is no room, and what comes later begins on a new line", () => {
  let room = 60;
  const journal = openJournal(
    temporaryFolder(),
    "run-1",
    () => AT,
    (file, bytes, from) => {
      if (room === 0) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
      const written = writeSync(file, bytes, from, Math.min(room, bytes.length - from));
      room -= written;
      return written;
    },
  );
  journal.append({ sent: 1 });
  const error = thrown(UsageError, () => journal.append({ sent: 2 }));
  expect(error.code).toBe("journal");
  expect(error.message).toContain("there is no room");
  expect(error.remedy).toContain("Make room");
  room = 1_000;
  journal.append({ sent: 3 });
  journal.append({ sent: 4 });
  journal.close();
  const at = '"at":"2026-11-22T10:00:00.000Z"';
  const lines = readFileSync(journal.where, "utf8").split("\n");
  expect(lines).toEqual([
    `{${at},"sent":1}`,
    `{${at},"sent":2}`.slice(0, 17),
    `{${at},"sent":3}`,
    `{${at},"sent":4}`,
    "",
  ]);
});

test("a folder that cannot be made is the typist's error, and names the option", () => {
  const file = temporaryFile("state", "a file where a folder should be");
  const error = thrown(UsageError, () => openJournal(file, "run-1", () => AT));
  expect(error.code).toBe("journal");
  expect(error.remedy).toContain("--state-dir");
});

test("run ids sort by time, are good file names and differ within a second", () => {
  const ids = [
    newRunId(AT, "aaaaaaaa-0000-4000-8000-000000000000"),
    newRunId(AT, "bbbbbbbb-0000-4000-8000-000000000000"),
    newRunId(AT + 1_000, "00000000-0000-4000-8000-000000000000"),
    newRunId(Date.UTC(2027, 0, 1), "00000000-0000-4000-8000-000000000000"),
  ];
  expect(ids[0]).toBe("20261122T100000Z-aaaaaaaa");
  expect(ids).toEqual([...ids].sort());
  expect(new Set(ids).size).toBe(4);
  const folder = temporaryFolder();
  for (const id of ids) openJournal(folder, id, () => AT).close();
  expect(readdirSync(path.join(folder, "runs"))).toHaveLength(4);
});
