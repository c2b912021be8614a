// Every command with exactly the rights that the table gives it, and with each single one of them taken away.
import { describe, expect, test } from "vitest";
import { operationNamed } from "../../src/knowledge/operations.js";
import type { OperatorKind } from "../../src/rights/least.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { COMMANDS, type CommandCase } from "./commands.js";
import {
  asOperator,
  eachOwnMissing,
  exactly,
  type Rights,
  sparing,
  stateOf,
  withRights,
  withTheDisputed,
} from "./exact-operator.js";
import { listedUnder } from "./listed-requests.js";

const KINDS: readonly OperatorKind[] = ["person", "application"];
const CASES = COMMANDS.flatMap((command) => {
  const { operation: name, spared } = command;
  const least = KINDS.map((kind) => ({
    ...{ command, kind, name, whole: false, who: kind },
    rights: spared === undefined ? exactly([name], kind) : sparing(name, kind, spared.needs),
    argv: [...command.argv(kind), ...(spared?.argv ?? [])],
  }));
  const rights = withTheDisputed([name]);
  const whole = { command, name, whole: true, who: "Global Administrator", kind: "person" as const };
  return rights === null ? least : [...least, { ...whole, rights, argv: command.argv("person") }];
});

/** By default every member of a tenant may do what it is for. */
const DECIDED_BY_THE_TENANT = "Application Developer";

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
  test.each(CASES)("$name as a $who: it does its work, and asks nothing that is not listed", async (one) => {
    const { command, rights, name, argv, whole } = one;
    await onStage(command, rights, async (stage) => {
      const outcome = await asOperator(stage, rights, argv);
      // What goes to the login host needs no permission.
      const requests = stage.newRequests().filter(({ host }) => !host.startsWith("login."));
      command.succeeded(outcome, whole, await stateOf(stage));
      expect(outcome.stderr).not.toContain("Error:");
      const { needs, besides = [] } = operationNamed(name);
      expect(requests.filter((request) => !listedUnder([...needs, ...besides], request)).map(told)).toEqual([]);
      const idle = needs.filter((need) => !requests.some((request) => listedUnder([need], request)));
      expect(idle).toEqual(command.idle ?? []);
    });
  });
});

describe("one right less", () => {
  const less = CASES.filter(({ name, command }) => operationNamed(name).writes && !command.again).flatMap(lessOne);
  const writing = less.filter(({ right }) => right !== DECIDED_BY_THE_TENANT);
  test.each(writing)("$name as a $who without $right ($held): refused, named, nothing changed", async (one) => {
    const { command, rights, right, argv } = one;
    await onStage(command, rights, async (stage) => {
      const before = await stateOf(stage);
      stage.newRequests();
      const { code, stderr } = await asOperator(stage, rights, argv);
      const writes = stage.newRequests().filter(({ host, method }) => method !== "GET" && !host.startsWith("login."));
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

  const reading = CASES.filter(({ name }) => !operationNamed(name).writes).flatMap(lessOne);
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

function lessOne({ rights, ...one }: (typeof CASES)[number]) {
  return eachOwnMissing(one.name, rights).map((less) => ({
    ...one,
    right: less.right,
    rights: less.rights,
    held: less.rights.azureRole ?? "the rest",
  }));
}

function told({ method, host, url, status }: ReturnType<Stage["newRequests"]>[number]): string {
  return `${method} ${host}${url} ${status}`;
}

test("cleanup-health --server by a person of lesser roles: not refused for a role, but asked which server is active", async () => {
  const command = COMMANDS.find(({ spared }) => spared !== undefined);
  if (command === undefined) throw new Error("No command can be spared anything.");
  const rights = exactly([command.operation], "person");
  await onStage(command, rights, async (stage) => {
    const before = await stateOf(stage);
    const { code, stderr } = await asOperator(stage, rights, command.argv("person"));
    expect(stderr).toContain("Say which one it is with --active-server NAME");
    expect(code).toBe(4);
    expect(await stateOf(stage)).toEqual(before);
  });
});
