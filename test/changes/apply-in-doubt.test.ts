// A write that may have happened is never told as "nothing was changed"; nor is a definite no told as a part done.
import { describe, expect, test } from "vitest";
import {
  BugError,
  DeadlineError,
  GuardError,
  InterruptedError,
  PartialError,
  PermissionError,
  ServiceError,
  SignInError,
} from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { answered, assignOf, excludeOf, lost, run } from "./scripted-run.js";

const details = { code: "x", remedy: "Do this." };
const sending = (...sends: readonly ("ok" | Error)[]) =>
  run([excludeOf("p")], { "exclude-role": { looks: [["before"]], sends } });
const keys = (journal: readonly { readonly entry: string }[]) => journal.map(({ entry }) => entry);

describe("perhaps done", () => {
  test.each([
    ["answers that are lost", lost(), "No answer came."],
    ["the deadline", new DeadlineError("Too late.", details), "Too late."],
    ["a fault of ours", new BugError("Nobody thought of this.", details), "Nobody thought of this."],
    ["what has no class", new TypeError("terminated"), "terminated"],
  ])("is what was under way at the end by %s", async (_what, failure, why) => {
    const it = sending(failure);
    const error = await caught(PartialError, it.result);
    expect(error.message).toBe(`Perhaps done: exclude from p. Then it stopped, with 1 change planned: ${why}`);
    expect(error).toMatchObject({ code: "partly-done", cause: failure });
    expect(error.remedy).toContain("Run the same command again");
    expect(error.remedy).toContain("/state/runs/1.jsonl");
    expect(keys(it.journal)).toEqual(["intent", "stopped"]);
  });

  test("keeps the request id of an answer that tells nothing", async () => {
    const answer = new ServiceError("status 500", { ...details, status: 500, requestId: "r-9", carriedOut: "unknown" });
    expect(await caught(PartialError, sending(answer).result)).toMatchObject({ requestId: "r-9" });
  });

  test("is told apart from what is done", async () => {
    const { result } = run([assignOf("u"), excludeOf("p")], {
      "assign-role": { looks: [["before"], ["after"]] },
      "exclude-role": { looks: [["before"]], sends: [new DeadlineError("Too late.", details)] },
    });
    const { message } = await caught(PartialError, result);
    expect(message).toContain("Done: assign to u. Perhaps done: exclude from p. Then it stopped, with 2 changes");
  });

  test("is not told as done, nor as perhaps done, what somebody else has changed before it was seen for certain", async () => {
    const { result } = run([assignOf("u"), excludeOf("p"), excludeOf("q")], {
      "assign-role": { looks: [["before"], ["after"]] },
      "exclude-role": { looks: [["before", "after"], ["after"], [{ other: "something else" }]] },
    });
    expect((await caught(PartialError, result)).message).toBe(
      "Done: assign to u. Sent, but somebody has changed what is there since: exclude from p. Then it stopped, with 3 changes planned: Somebody has changed it since the plan was made: something else (to exclude from p).",
    );
  });

  test("is the one change that was under way, not those that were not sent yet", async () => {
    const { result } = run([excludeOf("a"), excludeOf("b")], {
      "exclude-role": { looks: [["before", "before"]], sends: [new DeadlineError("Too late.", details)] },
    });
    expect((await caught(PartialError, result)).message).not.toContain("exclude from b");
  });

  test("is nothing while the first look is taken: what ended it is handed on", async () => {
    const failure = new DeadlineError("Too late.", details);
    const it = run([excludeOf("p")], { "exclude-role": { looks: [], lookFails: { on: 1, failure } } });
    await expect(it.result).rejects.toBe(failure);
  });

  test("is nothing that was refused for certain, whatever ends the waiting for a better answer", async () => {
    for (const [sends, doubt] of [
      [[answered(400)], false],
      [[answered(400), lost(), answered(400)], true],
    ] as const) {
      const failure = new InterruptedError("Interrupted.", details);
      const script = { looks: [["before"]], sends, isLag: () => true, lookFails: { on: 5, failure } } as const;
      const it = run([excludeOf("p")], { "exclude-role": script });
      const error = await caught(InterruptedError, it.result);
      expect([error.message.includes("Perhaps done: exclude from p."), error === failure]).toEqual([doubt, !doubt]);
    }
  });

  test("is a change that was refused first, and then sent again without an answer", async () => {
    const script = { looks: [["before"]], sends: [answered(400), new TypeError("terminated")] } as const;
    const it = run([excludeOf("p")], { "exclude-role": { ...script, isLag: () => true } });
    expect((await caught(PartialError, it.result)).message).toContain("Perhaps done: exclude from p.");
    expect(keys(it.journal)).toEqual(["intent", "stopped"]);
  });

  test("is a change whose look after a lost answer fails", async () => {
    const failure = new DeadlineError("Too late.", details);
    const it = run([excludeOf("p")], {
      "exclude-role": { looks: [["before"]], sends: [lost()], lookFails: { on: 2, failure } },
    });
    expect(await caught(PartialError, it.result)).toMatchObject({ cause: failure });
  });
});

describe("a definite no leaves nothing in doubt", () => {
  test.each<readonly [string, Error]>([
    ["an answer of the service", answered(403)],
    ["a missing permission", new PermissionError("No.", details)],
    ["a sign-in that is refused", new SignInError("No.", details)],
    ["a guard", new GuardError("No.", details)],
  ])("%s is handed on as it is", async (_what, failure) => {
    const it = sending(failure);
    await expect(it.result).rejects.toBe(failure);
    expect(keys(it.journal)).toEqual(["intent", "refused", "stopped"]);
    expect(it.journal[1]).toEqual({ entry: "refused", number: 0, message: failure.message });
  });

  test("after what is done it is a part done, without a doubt", async () => {
    const { result } = run([excludeOf("a"), excludeOf("b")], {
      "exclude-role": { looks: [["before", "before"], ["before"]], sends: ["ok", new PermissionError("No.", details)] },
    });
    const { message } = await caught(PartialError, result);
    expect(message).toContain("Done: exclude from a.");
    expect(message).not.toContain("Perhaps done");
  });
});

test.each([
  ["before anything is done", [], "Perhaps done: exclude from a. Then it stopped"],
  ["after something is done", ["ok"], "Done: exclude from a. Perhaps done: exclude from b. Then it stopped"],
] as const)("an interruption stays one, and says what was sent, %s", async (_when, before, says) => {
  const reason = new InterruptedError("Interrupted.", details);
  const { journal, result } = run([excludeOf("a"), excludeOf("b")], {
    "exclude-role": { looks: [["before", "before"], ["before"]], sends: [...before, reason] },
  });
  const error = await caught(InterruptedError, result);
  expect(error).toMatchObject({ code: reason.code, cause: reason });
  expect(error.message).toContain(says);
  expect(journal.at(-1)).toEqual({ entry: "stopped", code: reason.code, message: "Interrupted." });
});

describe("a journal that cannot be written any more", () => {
  const failsOn = (key: string) => ({ journalFails: ({ entry }: { readonly entry: string }) => entry === key });

  test("does not hide why the run stopped", async () => {
    const refusal = answered(403);
    const it = run([excludeOf("p")], { "exclude-role": { looks: [["before"]], sends: [refusal] } }, failsOn("stopped"));
    await expect(it.result).rejects.toBe(refusal);
  });

  test("at its very end leaves everything done, and says that the run counts as cut", async () => {
    const it = run([excludeOf("p")], { "exclude-role": { looks: [["before"], ["after"]] } }, failsOn("finished"));
    expect(await it.result).toMatchObject([{ outcome: "done" }]);
    expect(it.events.at(-1)).toMatch(/^warn Everything is done, .*1\.jsonl.*The disk is full\./u);
  });

  test("does not hide what is done, either", async () => {
    const it = run(
      [assignOf("u"), excludeOf("p")],
      {
        "assign-role": { looks: [["before"], ["after"]] },
        "exclude-role": { looks: [["before"]], sends: [answered(403)] },
      },
      failsOn("stopped"),
    );
    expect(await caught(PartialError, it.result)).toMatchObject({ cause: { status: 403 } });
  });

  test("right after a write leaves a part done", async () => {
    const it = run([excludeOf("p")], { "exclude-role": { looks: [["before"], ["after"]] } }, failsOn("sent"));
    const error = await caught(PartialError, it.result);
    expect(error.message).toContain("Done: exclude from p.");
    expect(error.message).toContain("The disk is full.");
    expect(it.events).not.toContain("confirmed exclude from p");
  });

  test("before a write lets nothing be sent, and nothing is done", async () => {
    const it = run([excludeOf("p")], { "exclude-role": { looks: [["before"]] } }, failsOn("intent"));
    await expect(it.result).rejects.toThrow("The disk is full.");
    await expect(it.result).rejects.not.toBeInstanceOf(PartialError);
    expect(it.events.filter((event) => event.startsWith("send"))).toEqual([]);
  });
});
