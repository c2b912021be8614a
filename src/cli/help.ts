import { type Command, InvalidArgumentError } from "commander";
import { type OperationName, operationNamed } from "../knowledge/operations.js";
import { type Need, permissionFor } from "../knowledge/permissions.js";
import { leastSet, type OperatorKind, roleName } from "../rights/least.js";

/** What follows the options in a command's help: examples, then least permissions. */
export function withExamples(
  command: Command,
  examples: readonly (readonly [string, string])[],
  operations: readonly OperationName[] = [],
  besides: readonly (readonly [option: string, needs: OperationName])[] = [],
): Command {
  const widest = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, what]) =>
    widest + what.length + 4 > 96 ? `  ${line}\n      ${what}` : `  ${line.padEnd(widest)}  ${what}`,
  );
  return command.addHelpText("after", () =>
    [
      ...["", "Examples:", ...lines],
      ...(operations.length === 0 ? [] : ["", ...permissionLines(operations)]),
      ...besides.flatMap(([option, needs]) => besidesLines(option, needs, operations)),
    ].join("\n"),
  );
}

/** One block per way to use the command, each for both kinds of operators. */
function permissionLines(operations: readonly OperationName[]): readonly string[] {
  const one = operations.length === 1;
  return operations.flatMap((operation) => [
    one ? "Least permissions:" : `Least permissions of ${operation}:`,
    ...leastLines("a person", "person", operation),
    ...leastLines("an application by itself", "application", operation),
  ]);
}

/** What an option of the command takes more: of a person, who has all that an application has. */
function besidesLines(option: string, needs: OperationName, operations: readonly OperationName[]): readonly string[] {
  const [base, all] = [leastSet(operations, "person"), leastSet([...operations, needs], "person")];
  const roles = all.roles.filter((role) => !base.roles.includes(role)).map((role) => `role ${roleName(role)}`);
  const more = [...all.permissions.filter((one) => !base.permissions.includes(one)), ...roles];
  return more.length === 0 ? [] : wrapped(`${option} besides: `, more, 2);
}

function leastLines(who: string, kind: OperatorKind, operation: OperationName): readonly string[] {
  const { permissions, roles, besides, azureRole, usesAzure, licences, undocumented } = leastSet([operation], kind);
  const isPerson = kind === "person";
  const azure =
    azureRole === null ? [] : [`${azureRole} on Connect Health${isPerson ? " (or Global Administrator)" : ""}`];
  const parts: readonly (readonly [label: string, values: readonly string[]])[] = [
    ["Azure Service Management", isPerson && usesAzure ? ["user_impersonation"] : []],
    ["role", roles.map(roleName)],
    ["Azure role", azure],
    ["licence", licences.map((licence) => `Microsoft Entra ID ${licence}`)],
  ];
  const instead = operationNamed(operation).instead ?? {};
  /** Said before the right that it spares. */
  const withoutIt = (need: Need) => {
    const words = instead[need];
    return words === undefined ? [] : [`      ${words} Else:`];
  };
  return [
    ...wrapped(`${who}: `, permissions.length === 0 ? ["nothing in Microsoft Graph"] : permissions, 2),
    ...parts.filter(([, values]) => values.length > 0).flatMap(([label, values]) => wrapped(`${label}: `, values, 6)),
    ...besides.flatMap(({ role, need }) => [
      ...withoutIt(need),
      ...wrapped(`${roleName(role)}: `, `for ${permissionFor(need).staysOpen ?? ""}`.split(", "), 6),
    ]),
    ...undocumented.flatMap((need) => [
      ...withoutIt(need),
      ...wrapped("documented for people only: ", [permissionFor(need).purpose], 6),
    ]),
  ];
}

const WIDTH = 80;

/** Values with commas, broken between values. */
function wrapped(label: string, values: readonly string[], indent: number): readonly string[] {
  const lines = [" ".repeat(indent) + label];
  for (const [index, value] of values.entries()) {
    const word = index < values.length - 1 ? `${value}, ` : value;
    if (`${lines.at(-1) ?? ""}${word}`.trimEnd().length > WIDTH) lines.push(" ".repeat(6));
    lines.push(`${lines.pop() ?? ""}${word}`);
  }
  return lines.map((line) => line.trimEnd());
}

/** For options that may be given several times, or once with commas. */
export function collect(value: string, earlier: readonly string[] | undefined): readonly string[] {
  const parts = value.split(",").map((part) => part.trim());
  const given = parts.filter((part) => part !== "");
  if (given.length === 0) throw new InvalidArgumentError("It is empty.");
  return [...(earlier ?? []), ...given];
}

/** For options whose emptiness can only be a variable that was not set. */
export function nonEmpty(value: string): string {
  if (value.trim() === "") throw new InvalidArgumentError("It is empty.");
  return value;
}
