// What becomes of a command that lacks one of its rights.
import { describe, expect, test } from "vitest";
import { operationNamed } from "../../src/knowledge/operations.js";
import { isWrite } from "../support/is-write.js";
import { DECIDED_BY_THE_TENANT, type lessOne, onStage, told } from "./cases.js";
import { asOperator, stateOf } from "./exact-operator.js";

/** What it opens no page says: whoever holds it is let go on, and the service decides. */
export const OPENS_WHAT_NOBODY_SAYS = "Directory.AccessAsUser.All";

/** Of Azure, for those who write in Entra ID: without it the guards know too little, and say what for. */
const READS_ONLY = "Reader";

/** Who was a Global Administrator lacks all that he could do: what is looked at first is named. */
function namedFor(right: string): RegExp {
  const words = right.replaceAll(".", String.raw`\.`);
  return new RegExp(right === "Global Administrator" ? `${words}|Directory Readers` : words, "u");
}

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
        expect(stderr).toMatch(namedFor(right));
        expect(code).toBe(right === READS_ONLY ? 4 : 3);
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
          if (code === 3) expect(stderr).toMatch(namedFor(right));
          else expect(command.gaps?.(stdout), `exit code ${code}`).toContain(right);
        });
      },
    );
  });
}
