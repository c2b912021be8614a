// Journals as files: what is on the disk when, who may read it, and what becomes of what cannot be written.
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { type FileJournalsOptions, fileJournals } from "../../src/changes/file-journals.js";
import { newRunId } from "../../src/changes/journal.js";
import { BugError, GuardError, UsageError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { manualClock } from "../support/manual-clock.js";
import { temporaryFile, temporaryFolder } from "../support/temporary-folder.js";
import { finished, intentOf, planEntry, started } from "./journal-entries.js";

const AT = Date.UTC(2026, 10, 22, 10, 0, 0);
const RUN = "20261122T100000Z-aaaaaaaa";

function journalsIn(stateDir: string, more: Partial<FileJournalsOptions> = {}) {
  return fileJournals({
    stateDir,
    clock: manualClock({ epoch: AT }),
    signal: new AbortController().signal,
    uuid: () => crypto.randomUUID(),
    ...more,
  });
}

const linesOf = (file: string) =>
  readFileSync(file, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

describe("a line", () => {
  test("is on the disk when it is told, with its time, its hash and that of the line before", async () => {
    const clock = manualClock({ epoch: AT, holds: true });
    const journal = await journalsIn(temporaryFolder(), { clock }).start(RUN);
    expect(readFileSync(journal.where, "utf8")).toBe("");
    await journal.append({ entry: "stopped", code: "x", message: "line\nfeed \u2028 and 'quote\"" });
    const first = readFileSync(journal.where, "utf8");
    clock.advance(1_500);
    await journal.append({ entry: "finished" });
    await journal.close();
    expect(readFileSync(journal.where, "utf8").startsWith(first)).toBe(true);
    const [one, two, ...more] = linesOf(journal.where);
    expect(more).toEqual([]);
    expect(one).toMatchObject({ written: "2026-11-22T10:00:00.000Z", previous: "0".repeat(64), entry: "stopped" });
    expect(one).toMatchObject({ message: "line\nfeed \u2028 and 'quote\"" });
    expect(two).toMatchObject({ written: "2026-11-22T10:00:01.500Z", previous: one?.["hash"], entry: "finished" });
  });

  test("is synced to the disk before it is told", async () => {
    const order: string[] = [];
    const calls = {
      write: (file: number, bytes: Uint8Array, from: number, position: number) => {
        order.push("write");
        return writeSync(file, bytes, from, bytes.length - from, position);
      },
      sync: () => void order.push("sync"),
    };
    const journal = await journalsIn(temporaryFolder(), { calls }).start(RUN);
    await journal.append(finished);
    order.push("told");
    expect(order).toEqual(["write", "sync", "told"]);
    await journal.close();
  });

  test("that the system takes in pieces is written whole", async () => {
    const calls = {
      write: (file: number, bytes: Uint8Array, from: number, position: number) =>
        writeSync(file, bytes, from, Math.min(7, bytes.length - from), position),
    };
    const journals = journalsIn(temporaryFolder(), { calls });
    const journal = await journals.start(RUN);
    for (const entry of [started(RUN), planEntry("Z\u00fcrich"), finished]) await journal.append(entry);
    await journal.close();
    expect(await journals.read(RUN)).toMatchObject({ subject: "Z\u00fcrich", state: "finished" });
  });

  test("after the journal is closed is our fault, and goes into no other file", async () => {
    const journal = await journalsIn(temporaryFolder()).start(RUN);
    await journal.close();
    await journal.close();
    expect((await caught(BugError, journal.append(finished))).code).toBe("journal-closed");
  });

  test("beside one that somebody else has written is refused", async () => {
    const journal = await journalsIn(temporaryFolder()).start(RUN);
    writeFileSync(journal.where, "theirs\n", { flag: "a" });
    expect((await caught(GuardError, journal.append(finished))).code).toBe("journal-shared");
    await journal.close();
    expect(readFileSync(journal.where, "utf8")).toBe("theirs\n");
  });
});

describe("a full disk", () => {
  test("at the first line leaves no journal, which would be taken for one that was emptied", async () => {
    const full = () => {
      throw noSpace();
    };
    const journals = journalsIn(temporaryFolder(), { calls: { write: full } });
    const journal = await journals.start(RUN);
    expect((await caught(UsageError, journal.append(started(RUN)))).message).toContain("there is no room");
    await journal.close();
    expect(await journals.list()).toEqual([]);
  });

  const noSpace = () => Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  const withRoom = (room: number) => ({
    room,
    write(file: number, bytes: Uint8Array, from: number, position: number) {
      if (this.room === 0) throw noSpace();
      const written = writeSync(file, bytes, from, Math.min(this.room, bytes.length - from), position);
      this.room -= written;
      return written;
    },
  });

  test("says that there is no room; what was half written is cut off, and later lines stand alone", async () => {
    const disk = withRoom(1_000);
    const journals = journalsIn(temporaryFolder(), { calls: { write: (...given) => disk.write(...given) } });
    const journal = await journals.start(RUN);
    await journal.append(started(RUN));
    const whole = readFileSync(journal.where, "utf8");
    disk.room = 20;
    const error = await caught(UsageError, journal.append(planEntry("svc")));
    expect(error.code).toBe("journal");
    expect(error.message).toContain("there is no room");
    expect(error.remedy).toContain("Make room");
    expect(readFileSync(journal.where, "utf8")).toBe(whole);
    disk.room = 10_000;
    for (const entry of [planEntry("svc"), finished]) await journal.append(entry);
    await journal.close();
    expect(await journals.read(RUN)).toMatchObject({ state: "finished" });
  });

  test("where the half line cannot be cut off, nothing is written any more", async () => {
    const disk = withRoom(20);
    const calls = {
      write: (...given: Parameters<typeof disk.write>) => disk.write(...given),
      truncate: () => {
        throw new Error("EIO");
      },
    };
    const journal = await journalsIn(temporaryFolder(), { calls }).start(RUN);
    await caught(UsageError, journal.append(started(RUN)));
    const half = readFileSync(journal.where, "utf8");
    disk.room = 10_000;
    expect((await caught(GuardError, journal.append(finished))).code).toBe("journal-broken");
    expect(readFileSync(journal.where, "utf8")).toBe(half);
    await journal.close();
  });

  test("a line that did not get to the disk is taken back", async () => {
    let broken = true;
    const calls = {
      sync: () => {
        if (!broken) return;
        broken = false;
        throw Object.assign(new Error("EIO: i/o error, fsync"), { code: "EIO" });
      },
    };
    const journal = await journalsIn(temporaryFolder(), { calls }).start(RUN);
    expect((await caught(UsageError, journal.append(started(RUN)))).message).toContain("EIO");
    expect(readFileSync(journal.where, "utf8")).toBe("");
    await journal.append(finished);
    expect(linesOf(journal.where)).toHaveLength(1);
    await journal.close();
  });
});

describe("a journal", () => {
  test.skipIf(process.platform === "win32")("may be read by its owner only, and so may its folder", async () => {
    const journal = await journalsIn(path.join(temporaryFolder(), "new", "state")).start(RUN);
    await journal.close();
    expect(statSync(journal.where).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(journal.where)).mode & 0o777).toBe(0o700);
  });

  test("that is there is never overwritten", async () => {
    const folder = temporaryFolder();
    const first = await journalsIn(folder).start(RUN);
    await first.append(finished);
    const content = readFileSync(first.where, "utf8");
    expect((await caught(UsageError, journalsIn(folder).start(RUN))).code).toBe("journal");
    expect(readFileSync(first.where, "utf8")).toBe(content);
    await first.close();
    expect(readdirSync(path.join(folder, "runs"))).toEqual([`${RUN}.jsonl`]);
  });

  test("whose folder cannot be made is the typist's error, and names the option; nor is there a lock", async () => {
    const journals = journalsIn(temporaryFile("state", "a file where a folder should be"));
    for (const attempt of [journals.start(RUN), journals.lock("t"), journals.list(), journals.read(RUN)]) {
      const error = await caught(UsageError, attempt);
      expect(error.code).toBe("journal");
      expect(error.remedy).toContain("--state-dir");
    }
  });
});

describe("the list of runs", () => {
  test("is sorted by time, and knows nothing of other files, folders and links", async () => {
    const folder = temporaryFolder();
    const journals = journalsIn(folder);
    expect(await journals.list()).toEqual([]);
    const ids = [
      newRunId(Date.UTC(2027, 0, 1), "00000000-0000-4000-8000-000000000000"),
      newRunId(AT + 1_000, "00000000-0000-4000-8000-000000000000"),
      newRunId(AT, "bbbbbbbb-0000-4000-8000-000000000000"),
      newRunId(AT, "aaaaaaaa-0000-4000-8000-000000000000"),
    ];
    expect(ids[3]).toBe(RUN);
    for (const id of ids) await (await journals.start(id)).close();
    const runs = path.join(folder, "runs");
    for (const name of [".hidden.jsonl", "notes.txt", "1 copy.jsonl", "a.jsonl", "1.jsonl.bak", "con.jsonl"])
      writeFileSync(path.join(runs, name), "");
    mkdirSync(path.join(runs, "2.jsonl"));
    symlinkSync(path.join(runs, `${RUN}.jsonl`), path.join(runs, "3.jsonl"));
    expect(await journals.list()).toEqual([...ids].sort());
    expect(await journals.unfinished()).toEqual([...ids].sort());
  });

  test("without those that came to their end: what they end with is enough to tell", async () => {
    const journals = journalsIn(temporaryFolder());
    const [done, open] = ["1-done", "2-open"];
    for (const [id, entries] of [
      [done, [started(done), planEntry("svc"), intentOf(0), finished]],
      [open, [started(open), planEntry("svc"), intentOf(0)]],
    ] as const) {
      const journal = await journals.start(id);
      for (const entry of entries) await journal.append(entry);
      await journal.close();
    }
    expect(await journals.list()).toEqual([done, open]);
    expect(await journals.unfinished()).toEqual([open]);
  });

  test.skipIf(process.platform === "win32" || process.geteuid?.() === 0)(
    "that cannot be read is not taken for an empty one",
    async () => {
      const folder = temporaryFolder();
      mkdirSync(path.join(folder, "runs"), { mode: 0o000 });
      const error = await caught(UsageError, journalsIn(folder).list());
      chmodSync(path.join(folder, "runs"), 0o700);
      expect(error.code).toBe("journal");
    },
  );
});

describe("a run's id", () => {
  test.each(["../../etc/passwd", "..", "", "/etc/passwd", "a/b", "C:\\x", "con", "1\u0000", "1.jsonl", "1".repeat(65)])(
    "%j leads to no file",
    async (runId) => {
      const folder = temporaryFolder();
      mkdirSync(path.join(folder, "runs"));
      const journals = journalsIn(folder);
      for (const attempt of [journals.read(runId), journals.reopen(runId), journals.start(runId)])
        expect((await caught(UsageError, attempt)).code).toBe("no-such-run");
      expect(readdirSync(path.join(folder, "runs"))).toEqual([]);
    },
  );
});
