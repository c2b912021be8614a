import { type Command, InvalidArgumentError } from "commander";
import { type Need, PERMISSIONS } from "../knowledge/permissions.js";

/** What follows the options in a command's help: examples, then least permissions. */
export function withExamples(
  command: Command,
  examples: readonly (readonly [string, string])[],
  needs: readonly Need[],
): Command {
  const widest = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, what]) =>
    widest + what.length + 4 > 96 ? `  ${line}\n      ${what}` : `  ${line.padEnd(widest)}  ${what}`,
  );
  const rights = needs.map((need) => `  ${PERMISSIONS[need].permission}\n      role: ${PERMISSIONS[need].role}`);
  return command.addHelpText("after", ["", "Examples:", ...lines, "", "Least permissions:", ...rights].join("\n"));
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
