// What becomes of a command that lacks one of its rights.
import { describe, expect, test } from "vitest";
import { operationNamed } from "../../src/knowledge/operations.js";
import { isWrite } from "../support/is-write.js";
import { DECIDED_BY_THE_TENANT, type lessOne, onStage, told } from "./cases.js";
import { asOperator, stateOf } from "./exact-operator.js";

/** What it opens no page says: whoever holds it is let go on, and the service decides. */
const OPENS_WHAT_NOBODY_SAYS = "Directory.AccessAsUser.All";

/** Defines the tests. */
export function tryWithoutOneRight(all: Readonly<ReturnType<typeof lessOne>>): void {
  const cases = all.filter(({ rights }) => !rights.permissions.includes(OPENS_WHAT_NOBODY_SAYS));
  describe("one right less", () => {
    const less = cases.filter(({ name }) => operationNamed(name).writes);
    const writing = less.filter(({ right }) => right !== DECIDED_BY_THE_TENANT);
    test.each(writing)("$name as a $who without $right ($held): refused, named, nothing changed", async (one) => {
      const { command, rights, right, argv } = one;
      await onStage(command, rights, async (stage) => {
        const before = await stateOf(stage);
        stage.newRequests();
        const { code, stderr } = await asOperator(stage, rights, argv);
        const writes = stage.newRequests().filter((one) => isWrite(one) && !one.host.startsWith("login."));
        expect(stderr).toContain(right);
        expect(code).toBe(3);
        expect(writes.map(told)).toEqual([]);
        expect(await stateOf(stage)).toEqual(before);
      });
    });

    const decided = less.filter(({ right }) => right === DECIDED_BY_THE_TENANT);
    test.each(decided)("$name as a $kind without $right: told, and left to the service", async (one) => {
      const { command, kind, rights, right } = one;
      await onStage(command, rights, async (stage) => {
        const outcome = await asOperator(stage, rights, command.argv(kind));
        command.succeeded(outcome, true, await stateOf(stage));
        expect(outcome.stdout).toContain(`lacks the directory role ${right}`);
      });
    });

    const reading = cases.filter(({ name }) => !operationNamed(name).writes);
    test.each(reading)(
      "$name as a $who without $right: what hangs on it stays open, and the right is named",
      async (one) => {
        const { command, rights, right, argv } = one;
        await onStage(command, rights, async (stage) => {
          const { code, stdout, stderr } = await asOperator(stage, rights, argv);
          if (code === 3) expect(stderr).toContain(right);
          else expect(command.gaps?.(stdout), `exit code ${code}`).toContain(right);
        });
      },
    );
  });
}
