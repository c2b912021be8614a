// Every command with exactly the rights that the table gives it, and some without one of them; of each of them each single one
// is taken away among the deep tests.
import { describe, expect, test } from "vitest";
import { operationNamed } from "../../src/knowledge/operations.js";
import { everyNth } from "../support/sampled.js";
import { CASES, DECIDED_BY_THE_TENANT, lessOne, onStage, told } from "./cases.js";
import { COMMANDS } from "./commands.js";
import { asOperator, exactly, stateOf } from "./exact-operator.js";
import { listedUnder } from "./listed-requests.js";
import { tryWithoutOneRight } from "./one-right-less.js";

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

const one = CASES.filter(({ command }) => !command.again).flatMap((each) => {
  const [first] = lessOne(each).filter(({ right }) => right !== DECIDED_BY_THE_TENANT);
  return first === undefined ? [] : [first];
});
tryWithoutOneRight(everyNth(one, 3, "one right less"));

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
