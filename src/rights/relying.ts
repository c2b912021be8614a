// Which operations rely on the permissions that an application has: what they can do with these, and not with fewer.
import { isDeepStrictEqual } from "node:util";
import { OPERATIONS, type OperationName, operationNamed } from "../knowledge/operations.js";
import type { Need } from "../knowledge/permissions.js";
import { alternativesFor, leastSet, type OperatorKind, suffices } from "./least.js";
import { isUsual } from "./operations-asked.js";

export interface Held {
  readonly kind: OperatorKind;
  /** Permissions of Microsoft Graph by name. */
  readonly graph: readonly string[];
  /** Whether people may use Azure through it; null: not known, or no matter. */
  readonly azure: boolean | null;
}

const NOT_REGISTERED_FOR = ["register-app", "function"];

/** What an application can be registered for, in the table's order. */
const REGISTRABLE = (Object.keys(OPERATIONS) as readonly OperationName[]).filter(
  (one) => !NOT_REGISTERED_FOR.includes(operationNamed(one).command),
);

/** Operations that lose something when an application gets exactly what those named need: the ones it was fit for, if any. */
export function losing(held: Held, named: readonly OperationName[]): readonly OperationName[] {
  const after = setFor(named, held);
  const others = REGISTRABLE.filter((one) => !named.includes(one) && shows(one, held.kind) && loses(one, held, after));
  const fit = others.filter((one) => isFit(one, held));
  // Of an option that few need a part tells nothing.
  return fit.length > 0 ? fit : others.filter(isUsual);
}

/**
 * Names for `register-app --for` with which nothing is taken away that serves now; empty where that is every command.
 * @param names of commands or operations that are wanted; those that nothing is registered for are passed over
 */
export function keepingAll(held: Held, names: readonly string[]): readonly string[] {
  let wanted = REGISTRABLE.filter(
    (one) => names.includes(one) || (isUsual(one) && names.includes(operationNamed(one).command)),
  );
  for (let [next] = losing(held, wanted); next !== undefined; [next] = losing(held, wanted)) wanted = [...wanted, next];
  const usual = REGISTRABLE.filter(isUsual);
  if (isNoMore(usual, wanted, held.kind) && isNoMore(wanted, usual, held.kind)) return [];
  // A command is simpler to name than some of its operations.
  const begun = wanted.map((one) => operationNamed(one).command);
  const isFree = (one: OperationName) =>
    isUsual(one) && begun.includes(operationNamed(one).command) && isNoMore([one], wanted, held.kind);
  return namesOf(REGISTRABLE.filter((one) => wanted.includes(one) || isFree(one)));
}

/** Commands; single operations where the others of their command are not among them. */
export function namesOf(operations: readonly OperationName[]): readonly string[] {
  const names = operations.map((one) => {
    const { command } = operationNamed(one);
    return isUsual(one) && usualOf(command).every((other) => operations.includes(other)) ? command : one;
  });
  return [...new Set(names)];
}

/** An option that few need tells that somebody registered for it only by rights that its command takes for nothing else. */
function shows(operation: OperationName, kind: OperatorKind): boolean {
  return isUsual(operation) || !isNoMore([operation], usualOf(operationNamed(operation).command), kind);
}

function usualOf(command: string): readonly OperationName[] {
  return REGISTRABLE.filter((one) => isUsual(one) && operationNamed(one).command === command);
}

/** Whether what some operations need is in the set of others. */
function isNoMore(some: readonly OperationName[], others: readonly OperationName[], kind: OperatorKind): boolean {
  const before = leastSet(others, kind);
  const after = leastSet([...others, ...some], kind);
  return (
    before.usesAzure === after.usesAzure &&
    isDeepStrictEqual([...before.permissions].sort(), [...after.permissions].sort())
  );
}

function setFor(operations: readonly OperationName[], { kind, azure }: Held): Held {
  const { permissions, usesAzure } = leastSet(operations, kind);
  return { kind, graph: permissions, azure: azure === null ? null : usesAzure };
}

function isFit(operation: OperationName, held: Held): boolean {
  const usesAzure = held.azure === false && leastSet([operation], held.kind).usesAzure;
  return !usesAzure && operationNamed(operation).needs.every((need) => serves(need, held));
}

function loses(operation: OperationName, before: Held, after: Held): boolean {
  const azure = before.azure === true && after.azure === false && leastSet([operation], before.kind).usesAzure;
  return azure || operationNamed(operation).needs.some((need) => serves(need, before) && !serves(need, after));
}

function serves(need: Need, { kind, graph }: Held): boolean {
  return suffices(alternativesFor(need, kind) ?? [], graph);
}
