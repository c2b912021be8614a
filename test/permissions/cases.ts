import type { OperatorKind } from "../../src/rights/least.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { COMMANDS, type CommandCase } from "./commands.js";
import { earlierOf } from "./earlier-run.js";
import { eachOwnMissing, exactly, type Rights, sparing, withRights, withTheDisputed } from "./exact-operator.js";

const KINDS: readonly OperatorKind[] = ["person", "application"];
export const CASES = COMMANDS.flatMap((command) => {
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
export const DECIDED_BY_THE_TENANT = "Application Developer";

export async function onStage<T>(command: CommandCase, rights: Rights, use: (stage: Stage) => Promise<T>): Promise<T> {
  const earlier = await earlierOf(command);
  const stage = await startStage({
    ...(earlier === null ? {} : { time: earlier.time }),
    tenant: (tenant) => {
      Object.assign(tenant, structuredClone(earlier?.tenant ?? {}));
      command.tenant?.(tenant);
      withRights(tenant, rights);
    },
  });
  try {
    earlier?.putRuns(stage);
    await command.before?.(stage);
    stage.newRequests();
    return await use(stage);
  } finally {
    await stage.close();
  }
}

/** A case as often as it has rights, each time without another one. */
export function lessOne({ rights, ...one }: (typeof CASES)[number]) {
  return eachOwnMissing(one.name, rights).map((less) => ({
    ...one,
    right: less.right,
    rights: less.rights,
    held: less.rights.azureRole ?? "the rest",
  }));
}

export function told({ method, host, url, status }: ReturnType<Stage["newRequests"]>[number]): string {
  return `${method} ${host}${url} ${status}`;
}
