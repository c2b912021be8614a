// From an argument vector to an exit code.
import { CommanderError } from "commander";
import type { Redactor } from "../cloud/redaction.js";
import type { Context } from "./context.js";
import { createProgram, HelpOfNothing } from "./program.js";
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
    await parse(argv, context);
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    const { reportError } = await import("./error-report.js");
    return reportError(thrown, argv, world, await context.redactor());
  }
}

/** Without the question for help it is told which command was perhaps meant. */
async function parse(argv: readonly string[], context: Context): Promise<void> {
  try {
    await createProgram(context, argv).parseAsync([...argv], { from: "user" });
  } catch (thrown) {
    if (!(thrown instanceof HelpOfNothing)) throw thrown;
    const asked = argv.filter((word) => word !== "-h" && word !== "--help");
    await createProgram(context, asked).parseAsync(asked, { from: "user" });
  }
}
