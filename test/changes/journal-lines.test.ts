// Whatever is altered in a journal is found, save that its end is missing; and what is no journal harms nobody.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { entryFrom } from "../../src/changes/entry-schema.js";
import { fileJournals } from "../../src/changes/file-journals.js";
import { CHAIN_BEGIN, lineOf, parseJournal } from "../../src/changes/journal-lines.js";
import { GuardError, UsageError } from "../../src/shapes/errors.js";
import type { RunEntry } from "../../src/shapes/run.js";
import { everyChangeOf, plain } from "../report/sample-results.js";
import { caught } from "../support/caught.js";
import { manualClock } from "../support/manual-clock.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { finished, HEAD, intentOf, planEntry, sentOf, started } from "./journal-entries.js";
import { excludeOf } from "./scripted-run.js";

const RUN = "20261122T100000Z-aaaaaaaa";
const ENTRIES: readonly RunEntry[] = [started(RUN), planEntry("Zürich\u2028"), intentOf(0), sentOf(0), finished];

/** Kept as a service told it, in whatever form; or with nothing in it where there was nothing before. */
const TOLD_WHOLE = ["remove-health-server before", "disable-health-server before", "delete-application before"];

function textOf(entries: readonly object[]): string {
  let hash = CHAIN_BEGIN;
  return entries
    .map((entry) => {
      const line = lineOf(entry, "2026-11-22T10:00:00.000Z", hash);
      hash = line.hash;
      return `${line.text}\n`;
    })
    .join("");
}

/** The journal of the run, with this content. */
async function read(content: string | Uint8Array, runId = RUN) {
  const journals = fileJournals({
    stateDir: temporaryFolder(),
    clock: manualClock(),
    signal: new AbortController().signal,
    uuid: () => crypto.randomUUID(),
  });
  await (await journals.start(runId)).close();
  const file = path.join(journals.where, `${runId}.jsonl`);
  writeFileSync(file, content);
  return { file, journals, record: () => journals.read(runId) };
}

describe("tampering", () => {
  let whole: Buffer;
  beforeAll(() => {
    whole = Buffer.from(textOf(ENTRIES));
  });

  test("with any single byte is found", () => {
    const unseen: string[] = [];
    for (const bit of [0x01, 0x20, 0x80])
      for (let at = 0; at < whole.length; at += 1) {
        const altered = Buffer.from(whole);
        altered[at] = (altered[at] ?? 0) ^ bit;
        if (!("badLine" in parseJournal(altered.toString("utf8")))) unseen.push(`byte ${at}, bit ${bit}`);
      }
    expect(unseen).toEqual([]);
  });

  test("that makes a byte a line's end is found, too", () => {
    const unseen: number[] = [];
    for (let at = 0; at < whole.length - 1; at += 1) {
      const altered = Buffer.from(whole);
      altered[at] = 0x0a;
      if (whole[at] !== 0x0a && !("badLine" in parseJournal(altered.toString("utf8")))) unseen.push(at);
    }
    expect(unseen).toEqual([]);
  });

  test("by taking out a line, by exchanging two, and by doubling one names the line", () => {
    const [a = "", b = "", c = "", ...rest] = textOf(ENTRIES).split(/(?<=\n)/);
    for (const [lines, bad] of [
      [[b, c, ...rest], 1],
      [[a, c, ...rest], 2],
      [[a, c, b, ...rest], 2],
      [[a, b, b, c, ...rest], 3],
    ] as const)
      expect(parseJournal(lines.join(""))).toEqual({ badLine: bad, by: null });
  });

  test("ends the reading, and names file, line and remedy", async () => {
    const { file, record } = await read(whole.toString().replace("mfa-exclusion", "mfa-exclusiom"));
    const error = await caught(GuardError, record());
    expect(error.code).toBe("journal-damaged");
    expect(error.message).toBe(`The journal ${file} is damaged: line 2 is not as it was written.`);
    expect(error.remedy).toContain("backup");
  });

  test.each([
    ["a byte order mark", (text: string) => `\uFEFF${text}`, "line 1", "byte order mark"],
    ["line ends of Windows", (text: string) => text.replaceAll("\n", "\r\n"), "line 1", "lines do on Windows"],
  ])("by an editor that writes %s is called that", async (_what, edit, line, why) => {
    const { message } = await caught(GuardError, (await read(edit(whole.toString()))).record());
    expect(message).toContain(line);
    expect(message).toContain(why);
  });

  test("by giving it another run's name is found", async () => {
    const { record } = await read(whole, "20261122T100000Z-bbbbbbbb");
    const error = await caught(GuardError, record());
    expect([error.code, error.message]).toEqual(["journal-damaged", expect.stringContaining(RUN)]);
  });
});

describe("an end that was cut", () => {
  test("is dropped, wherever the cut is: the whole lines before it count", () => {
    const text = textOf(ENTRIES);
    const ends = [...text.matchAll(/\n/g)].map(({ index }) => index + 1);
    const whole = Buffer.from(text);
    for (let length = 0; length <= whole.length; length += 1) {
      const parsed = parseJournal(whole.subarray(0, length).toString("utf8"));
      if ("badLine" in parsed) throw new Error(`Cut at ${length}, line ${parsed.badLine} is said to be bad.`);
      const lines = ends.filter((end) => Buffer.byteLength(text.slice(0, end)) <= length);
      expect(parsed.lines).toHaveLength(lines.length);
      expect(parsed.length).toBe(Buffer.byteLength(text.slice(0, lines.at(-1) ?? 0)));
    }
  });

  test("goes when the journal is opened again, and the chain holds", async () => {
    const cut = textOf(ENTRIES.slice(0, 3));
    const { file, journals } = await read(`${cut}{"written":"2026-`);
    const journal = await journals.reopen(RUN);
    expect(readFileSync(file, "utf8")).toBe(cut);
    await journal.append(finished);
    await journal.close();
    expect(readFileSync(file, "utf8").startsWith(cut)).toBe(true);
    expect(await journals.read(RUN)).toMatchObject({ state: "finished", steps: [{ state: "in-doubt" }] });
  });

  test.each([
    ["a line that was cut", '{"written":"2026-'],
    ["one line", textOf(ENTRIES.slice(0, 1))],
  ])("that leaves %s is no run: nothing was done", async (_what, text) => {
    const { record } = await read(text);
    expect((await caught(UsageError, record())).code).toBe("no-such-run");
  });

  test("that leaves nothing may be one that was emptied: nothing is told of it", async () => {
    const { record } = await read("");
    expect((await caught(GuardError, record())).code).toBe("journal-damaged");
  });
});

describe("what another program has written", () => {
  test.each([
    ["text", "hello\nworld\n"],
    ["JSON lines of others", '{"a":1}\n{"b":2}\n'],
    ["null", "null\n"],
    ["binary", Buffer.from([0, 255, 10, 254, 10])],
  ])("(%s) is damaged", async (_what, content) => {
    expect((await caught(GuardError, (await read(content)).record())).code).toBe("journal-damaged");
  });

  test("with a right chain, but no entry as this program has them, is damaged", async () => {
    for (const [strange, bad] of [
      [{ entry: "intent", number: "0", change: {} }, 3],
      [{ entry: "intent", number: -1, change: intentOf(0) }, 3],
      [{ entry: "sent", number: 0, outcome: "perhaps", requestId: null, at: null, objectId: null }, 3],
      [{ entry: "sent", number: 0, outcome: "done", requestId: null, at: "nonsense", objectId: null }, 3],
      [{ ...started(RUN), head: { ...HEAD, at: "nonsense" } }, 3],
      [{ nothing: true }, 3],
      [{ entry: 7 }, 3],
    ] as const) {
      const { record } = await read(textOf([...ENTRIES.slice(0, 2), strange, finished]));
      const error = await caught(GuardError, record());
      expect([error.code, error.message]).toEqual(["journal-damaged", expect.stringContaining(`line ${bad}`)]);
    }
  });

  test("with a change that has not what its kind has is damaged, whatever it lacks", () => {
    const told = (change: object) => entryFrom({ entry: "intent", number: 0, change });
    for (const change of everyChangeOf(plain)) {
      expect(told(change)).toEqual({ entry: "intent", number: 0, change });
      expect(told({ ...change, later: true, target: { ...change.target, later: 1 } })).not.toBe("malformed");
      for (const target of [{}, null, [], { ...change.target, [Object.keys(change.target)[0] ?? ""]: 7 }])
        expect([change.kind, told({ ...change, target })]).toEqual([change.kind, "malformed"]);
      for (const side of ["before", "after"] as const) {
        if (TOLD_WHOLE.some((one) => one === `${change.kind} ${side}`)) continue;
        for (const value of change[side] === null ? ["x", { x: 1 }] : [7, {}, "x"])
          expect([change.kind, side, told({ ...change, [side]: value })]).toEqual([change.kind, side, "malformed"]);
      }
    }
    const { after: _after, ...without } = excludeOf("p");
    expect(told(without)).toBe("malformed");
    expect(told({ ...excludeOf("p"), kind: "move-mountain", target: {} })).not.toBe("malformed");
  });

  test("as an entry that a later version may have is told as that", async () => {
    for (const entry of ["paused", "constructor", "__proto__"]) {
      const { record } = await read(textOf([...ENTRIES.slice(0, 2), { entry, until: "tomorrow" }]));
      const error = await caught(GuardError, record());
      expect([error.code, error.message]).toEqual(["journal-of-other-version", expect.stringContaining("line 3")]);
    }
  });

  test("besides what this version knows of an entry does no harm", () => {
    for (const entry of ENTRIES) {
      const more = { ...entry, newer: { than: ["this"] } };
      expect(entryFrom(more)).toBe(more);
    }
  });
});
