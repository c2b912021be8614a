// Journals in a table: the laws of those in files, answers that get lost, and two writers that meet.
import { beforeEach, describe, expect, test } from "vitest";
import { tableJournals } from "../../src/changes/table-journals.js";
import type { TenantLease } from "../../src/changes/tenant-lease.js";
import { BugError, GuardError, ServiceError, UsageError } from "../../src/shapes/errors.js";
import type { RunEntry } from "../../src/shapes/run.js";
import { caught } from "../support/caught.js";
import { manualClock } from "../support/manual-clock.js";
import { type MemoryTable, memoryTable } from "../support/memory-table.js";
import { finished, HEAD, intentOf, planEntry, sentOf, started } from "./journal-entries.js";

const TENANT = HEAD.tenantId;
const RUN = "20261122T100000Z-aaaaaaaa";
const LATER = "20261123T100000Z-bbbbbbbb";

let runs: MemoryTable;
let state: MemoryTable;
beforeEach(() => {
  runs = memoryTable("aadcruns");
  state = memoryTable("aadcstate");
});

const journals = (lease: TenantLease | null = null, tenantId = TENANT) =>
  tableJournals({ runs, state, tenantId, clock: manualClock({ epoch: Date.UTC(2026, 10, 22, 10) }), lease });

async function written(runId: string, entries: readonly RunEntry[]): Promise<void> {
  const journal = await journals().start(runId);
  for (const entry of entries) await journal.append(entry);
  await journal.close();
}

const lost = () => new ServiceError("no answer", { code: "time-out", remedy: "", carriedOut: "unknown" });

describe("a run", () => {
  test("is read as it was written", async () => {
    await written(RUN, [started(RUN), planEntry("sync"), intentOf(0), sentOf(0), finished]);
    expect(await journals().read(RUN)).toMatchObject({
      runId: RUN,
      subject: "sync",
      state: "finished",
      steps: [{ number: 0, state: "sent" }],
    });
  });

  test("is gone on with where it was cut", async () => {
    await written(RUN, [started(RUN), planEntry("sync"), intentOf(0)]);
    expect(await journals().unfinished()).toEqual([RUN]);
    const journal = await journals().reopen(RUN);
    await journal.append(sentOf(0));
    await journal.append(finished);
    expect(await journals().read(RUN)).toMatchObject({ state: "finished", steps: [{ state: "sent" }] });
    expect(await journals().unfinished()).toEqual([]);
  });

  test("what was seen after its end does not open it again", async () => {
    await written(RUN, [started(RUN), planEntry("sync"), finished, { entry: "evidence", when: "after", result: {} }]);
    expect(await journals().unfinished()).toEqual([]);
  });

  test("is exported byte for byte, each line on its own", async () => {
    await written(RUN, [started(RUN), planEntry("Zürich"), finished]);
    const text = new TextDecoder().decode(await journals().raw(RUN));
    expect(
      text
        .split("\n")
        .slice(0, -1)
        .map((line) => (JSON.parse(line) as RunEntry).entry),
    ).toEqual(["started", "plan", "finished"]);
  });

  test("whose entries are large is whole", async () => {
    const noise = Array.from({ length: 4_000 }, () => crypto.randomUUID()).join("");
    await written(RUN, [started(RUN), planEntry(noise), finished]);
    expect((await journals().read(RUN)).subject).toBe(noise);
  });
});

test("runs are listed oldest first, one tenant's alone", async () => {
  await written(LATER, [started(LATER), planEntry("b"), finished]);
  await written(RUN, [started(RUN), planEntry("a"), finished]);
  expect(await journals().list()).toEqual([RUN, LATER]);
  expect(await journals(null, "22222222-2222-4222-8222-222222222222").list()).toEqual([]);
});

test("more lines than a digit counts keep their order", async () => {
  const many = Array.from({ length: 12 }, (_, number) => [intentOf(number), sentOf(number)]).flat();
  await written(RUN, [started(RUN), planEntry("a"), ...many, finished]);
  const { steps } = await journals().read(RUN);
  expect(steps.map(({ number, state: how }) => `${number} ${how}`)).toEqual(
    Array.from({ length: 12 }, (_, number) => `${number} sent`),
  );
});

describe("what is not there", () => {
  test("no such run", async () => {
    expect((await caught(UsageError, journals().read(RUN))).code).toBe("no-such-run");
    expect((await caught(UsageError, journals().reopen(RUN))).code).toBe("no-such-run");
  });

  test("a run that was cut before its plan has changed nothing", async () => {
    await written(RUN, [started(RUN)]);
    expect((await caught(UsageError, journals().read(RUN))).message).toContain("cut before it began");
  });

  test.each(["line_", "head_"])("a row %s… that is missing is damage, not a shorter run", async (prefix) => {
    await written(RUN, [started(RUN), planEntry("a"), intentOf(0)]);
    const last =
      runs
        .dump(TENANT)
        .filter(({ row }) => row.startsWith(prefix))
        .at(-1)?.row ?? "";
    await runs.write(TENANT, [{ remove: last }]);
    const error = await caught(prefix === "line_" ? GuardError : UsageError, journals().read(RUN));
    expect(error.code).toBe(prefix === "line_" ? "journal-damaged" : "no-such-run");
  });

  test("a line that was altered is damage", async () => {
    await written(RUN, [started(RUN), planEntry("a"), finished]);
    const [first, second] = runs.dump(TENANT).filter(({ row }) => row.startsWith("line_"));
    await runs.write(TENANT, [{ put: first?.row ?? "", values: second?.values ?? {} }]);
    expect((await caught(GuardError, journals().read(RUN))).message).toContain("line 1");
  });
});

describe("an entry", () => {
  test("whose answer got lost is there once, and the next one after it", async () => {
    const journal = await journals().start(RUN);
    await journal.append(started(RUN));
    runs.after = () => {
      runs.after = () => undefined;
      throw lost();
    };
    await caught(ServiceError, journal.append(planEntry("a")));
    await journal.append(finished);
    expect(await journals().read(RUN)).toMatchObject({ subject: "a", state: "finished" });
  });

  test("that did not get there is not there, and the next one is whole", async () => {
    const journal = await journals().start(RUN);
    await journal.append(started(RUN));
    runs.before = (what) => {
      if (what !== "write") return;
      runs.before = () => undefined;
      throw lost();
    };
    await caught(ServiceError, journal.append(intentOf(0)));
    await journal.append(planEntry("a"));
    expect((await journals().read(RUN)).steps).toEqual([]);
  });

  test("that was sent twice by the transport is no conflict with itself", async () => {
    const journal = await journals().start(RUN);
    const write: typeof runs.write = (...args) => real(...args);
    const real = runs.write.bind(runs);
    // The first one took effect, its answer got lost, and the second is refused.
    Object.assign(runs, {
      write: async (...args: Parameters<typeof write>) => {
        await write(...args);
        return write(...args);
      },
    });
    await journal.append(started(RUN));
    await journal.append(planEntry("a"));
    await journal.append(finished);
    expect(await journals().read(RUN)).toMatchObject({ state: "finished" });
  });

  test("beside one of somebody else is refused, and both know", async () => {
    await written(RUN, [started(RUN), planEntry("a")]);
    const [one, other] = [await journals().reopen(RUN), await journals().reopen(RUN)];
    await one.append(intentOf(0));
    expect((await caught(GuardError, other.append(intentOf(0, "other")))).code).toBe("journal-shared");
    expect((await journals().read(RUN)).steps).toHaveLength(1);
  });

  test("after the end is our fault", async () => {
    const journal = await journals().start(RUN);
    await journal.close();
    expect((await caught(BugError, journal.append(finished))).code).toBe("journal-closed");
  });
});

test("two runs of the same name: the second is refused", async () => {
  await written(RUN, [started(RUN), planEntry("a")]);
  expect((await caught(UsageError, journals().start(RUN))).code).toBe("journal");
});

describe("the turn", () => {
  const lease = (tenantId: string, signal = new AbortController().signal): TenantLease => ({
    tenantId,
    signal,
    release: async () => undefined,
  });

  test("is had by who has the tenant's lease", async () => {
    expect(await journals(lease(TENANT)).lock(TENANT)).toHaveProperty("release");
  });

  test.each([
    ["nobody's", null],
    ["another tenant's", lease("22222222-2222-4222-8222-222222222222")],
  ])("is refused with %s", async (_, held) => {
    expect((await caught(GuardError, journals(held).lock(TENANT))).code).toBe("locked");
  });

  test("is refused once the lease is lost", async () => {
    const gone = new GuardError("lost", { code: "lease-lost", remedy: "" });
    expect(await caught(GuardError, journals(lease(TENANT, AbortSignal.abort(gone))).lock(TENANT))).toBe(gone);
  });
});
