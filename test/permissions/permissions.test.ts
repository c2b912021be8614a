// Every command with exactly the rights that the table gives it, and with each single one of them taken away.
import { describe, expect, test } from "vitest";
import { operationNamed } from "../../src/knowledge/operations.js";
import type { OperatorKind } from "../../src/rights/least.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { COMMANDS, type CommandCase } from "./commands.js";
import { asOperator, eachMissing, exactly, type Rights, stateOf, withRights } from "./exact-operator.js";
import { listedUnder } from "./listed-requests.js";

const KINDS: readonly OperatorKind[] = ["person", "application"];
const CASES = COMMANDS.flatMap((command) =>
  KINDS.map((kind) => ({ command, kind, rights: exactly([command.operation], kind), name: command.operation })),
);

async function onStage<T>(command: CommandCase, rights: Rights, use: (stage: Stage) => Promise<T>): Promise<T> {
  const stage = await startStage({
    tenant: (tenant) => {
      command.tenant?.(tenant);
      withRights(tenant, rights);
    },
  });
  try {
    await command.before?.(stage);
    stage.newRequests();
    return await use(stage);
  } finally {
    await stage.close();
  }
}

describe("exactly the rights of the table", () => {
  test.each(CASES)("$name as a $kind: it does its work, and asks nothing that is not listed", async (one) => {
    const { command, kind, rights, name } = one;
    await onStage(command, rights, async (stage) => {
      const outcome = await asOperator(stage, rights, command.argv(kind));
      // What goes to the login host needs no permission.
      const requests = stage.newRequests().filter(({ host }) => !host.startsWith("login."));
      command.succeeded(outcome, kind, await stateOf(stage));
      expect(outcome.stderr).not.toContain("Error:");
      const { needs } = operationNamed(name);
      expect(requests.filter((request) => !listedUnder(needs, request)).map(told)).toEqual([]);
      const idle = needs.filter((need) => !requests.some((request) => listedUnder([need], request)));
      expect(idle).toEqual(command.idle ?? []);
    });
  });
});

describe("one right less", () => {
  const writing = CASES.filter(({ name }) => operationNamed(name).writes).flatMap(lessOne);
  test.each(writing)("$name as a $kind without $right ($held): refused, named, nothing changed", async (one) => {
    const { command, kind, rights, right } = one;
    await onStage(command, rights, async (stage) => {
      const before = await stateOf(stage);
      stage.newRequests();
      const { code, stderr } = await asOperator(stage, rights, command.argv(kind));
      const writes = stage.newRequests().filter(({ host, method }) => method !== "GET" && !host.startsWith("login."));
      expect(stderr).toContain(right);
      expect(code).toBe(3);
      expect(writes.map(told)).toEqual([]);
      expect(await stateOf(stage)).toEqual(before);
    });
  });

  const reading = CASES.filter(({ name }) => !operationNamed(name).writes).flatMap(lessOne);
  test.each(reading)(
    "$name as a $kind without $right: what hangs on it stays open, and the right is named",
    async (one) => {
      const { command, kind, rights, right } = one;
      await onStage(command, rights, async (stage) => {
        const { code, stdout, stderr } = await asOperator(stage, rights, command.argv(kind));
        if (code === 3) expect(stderr).toContain(right);
        else expect(command.gaps?.(stdout), `exit code ${code}`).toContain(right);
      });
    },
  );
});

function lessOne({ command, kind, rights, name }: (typeof CASES)[number]) {
  return eachMissing(rights).map((less) => ({
    command,
    name,
    kind,
    right: less.right,
    rights: less.rights,
    held: less.rights.azureRole ?? "the rest",
  }));
}

function told({ method, host, url, status }: ReturnType<Stage["newRequests"]>[number]): string {
  return `${method} ${host}${url} ${status}`;
}
