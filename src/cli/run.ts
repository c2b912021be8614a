// From an argument vector to an exit code.
import { CommanderError } from "commander";
import type { Redactor } from "../cloud/redaction.js";
import type { Context } from "./context.js";
import { createProgram } from "./program.js";
import type { World } from "./world.js";

/** Runs one command line. Never throws; prints at most one error. @returns the exit code */
export async function run(argv: readonly string[], world: World): Promise<number> {
  let exitCode = 0;
  let redactor: Promise<Redactor> | undefined;
  const context: Context = {
    world,
    redactor: () => {
      redactor ??= import("../cloud/redaction.js").then(({ createRedactor }) => createRedactor());
      return redactor;
    },
    exit: (code) => {
      exitCode = code;
    },
  };
  try {
    await createProgram(context).parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    const { reportError } = await import("./error-report.js");
    return reportError(thrown, argv, world, await context.redactor());
  }
}
