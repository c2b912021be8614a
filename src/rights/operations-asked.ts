// Which operations `doctor` looks at, and how much each of them weighs.
import { OPERATIONS, type OperationName, operationNamed } from "../knowledge/operations.js";
import { type Need, permissionFor } from "../knowledge/permissions.js";
import { UsageError } from "../shapes/errors.js";
import type { Severity } from "../shapes/finding.js";

/** The worst first. */
export const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

const ALL = Object.keys(OPERATIONS) as readonly OperationName[];

/**
 * The operations of the commands that were named, in the table's order; all of them where none was. What counts only by its
 * own name is left out of both.
 * @param names top-level commands, or operations to the letter
 * @throws {UsageError} for a name that is none of these
 */
export function operationsAsked(names: readonly string[]): readonly OperationName[] {
  return chosenFrom(ALL, names);
}

/**
 * The same of what an application is registered for: not registering itself, which is done once
 * and would make every such application as mighty as whoever registers them.
 * @throws {UsageError} for any other name
 */
export function operationsToRegister(names: readonly string[]): readonly OperationName[] {
  const served = ALL.filter((one) => !UNSERVED.has(operationNamed(one).command));
  const unserved = names.find((name) => ALL.some((one) => !served.includes(one) && fits(one, name)));
  if (unserved !== undefined)
    throw new UsageError(`No application is registered for "${unserved}": ${whyUnserved(unserved)}.`, {
      code: "nothing-to-register",
      remedy: `Use one of ${namesOf(served).join(", ")}; or leave --for out.`,
    });
  return chosenFrom(served, names);
}

const UNSERVED: ReadonlyMap<string, string> = new Map([
  ["register-app", "registering is done once, signed in another way"],
  ["function", "granting is done once, by an administrator"],
]);

function whyUnserved(name: string): string {
  return [...UNSERVED].find(([command]) => name === command || name.startsWith(`${command} `))?.[1] ?? "";
}

function chosenFrom(some: readonly OperationName[], names: readonly string[]): readonly OperationName[] {
  const strange = names.find((name) => !some.some((one) => fits(one, name)));
  if (strange !== undefined)
    throw new UsageError(`There is no command "${strange}" to look at.`, {
      code: "unknown-command",
      remedy: `Use one of ${namesOf(some).join(", ")}.`,
    });
  return some.filter((one) => (names.length === 0 ? isUsual(one) : names.some((name) => isMeant(one, name))));
}

function isMeant(operation: OperationName, name: string): boolean {
  return operation === name || (isUsual(operation) && fits(operation, name));
}

/** What an application is registered for with these: commands, and the options that count by their own names only. */
export function wantedOf(operations: readonly OperationName[]): readonly string[] {
  return [...new Set(operations.flatMap((one) => [operationNamed(one).command, ...(isUsual(one) ? [] : [one])]))];
}

/** Whether it counts with its command, and with all. */
export function isUsual(operation: OperationName): boolean {
  return operationNamed(operation).onlyByName !== true;
}

/**
 * How bad it is when an operation cannot be carried out. What was named is wanted. Else the last steps of a
 * migration may be another person's, weeks later, and registering an application is done once, by somebody who may.
 */
export function weightOf(operation: OperationName, named: boolean): Severity {
  if (named) return "error";
  const { command, writes } = operationNamed(operation);
  if (command === "register-app") return "info";
  return command === "cleanup-accounts" && writes ? "warning" : "error";
}

/** What the heaviest of some operations weighs. */
export function heaviest(operations: readonly OperationName[], named: boolean): Severity {
  const weights = operations.map((one) => weightOf(one, named));
  return SEVERITIES.find((severity) => weights.includes(severity)) ?? "info";
}

/** The operations that need something of Azure, for Connect Health. */
export function needingAzure(operations: readonly OperationName[]): readonly OperationName[] {
  return operations.filter((name) =>
    operationNamed(name).needs.some((need) => permissionFor(need).azureRole !== undefined),
  );
}

/** What the operations need, each once, with those that need it. */
export function needsOf(operations: readonly OperationName[]): ReadonlyMap<Need, readonly OperationName[]> {
  const found = new Map<Need, OperationName[]>();
  for (const name of operations)
    for (const need of operationNamed(name).needs) found.set(need, [...(found.get(need) ?? []), name]);
  return found;
}

function fits(operation: OperationName, name: string): boolean {
  return operation === name || operationNamed(operation).command === name;
}

function namesOf(some: readonly OperationName[]): readonly string[] {
  return [...new Set(some.flatMap((one) => [operationNamed(one).command, one]))];
}
