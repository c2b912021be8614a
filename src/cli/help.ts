import { type Command, InvalidArgumentError } from "commander";
import { type OperationName, operationNamed } from "../knowledge/operations.js";
import { permissionText, roleText } from "../knowledge/permissions.js";

/** What follows the options in a command's help: examples, then least permissions. */
export function withExamples(
  command: Command,
  examples: readonly (readonly [string, string])[],
  operations: readonly OperationName[] = [],
): Command {
  const widest = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, what]) =>
    widest + what.length + 4 > 96 ? `  ${line}\n      ${what}` : `  ${line.padEnd(widest)}  ${what}`,
  );
  return command.addHelpText("after", () =>
    ["", "Examples:", ...lines, ...(operations.length === 0 ? [] : ["", ...permissionLines(operations)])].join("\n"),
  );
}

function permissionLines(operations: readonly OperationName[]): readonly string[] {
  const needs = new Set(operations.flatMap((name) => operationNamed(name).needs));
  const rights = [...needs].flatMap((need) => [
    `  ${permissionText(need)}`,
    ...(roleText(need) === "" ? [] : [`      ${roleText(need)}`]),
  ]);
  return ["Least permissions:", ...new Set(rights)];
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
