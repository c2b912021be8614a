// From an argument vector to an exit code.
import { CommanderError } from "commander";
import type { Redactor } from "../cloud/redaction.js";
import { createProgram } from "./program.js";
import type { World } from "./world.js";

/** What a command's action works with besides its options. */
export interface Context {
  readonly world: World;
  /** Made when the first command needs it; whatever is printed afterwards goes through it. */
  readonly redactor: () => Promise<Redactor>;
  /** Sets the exit code of a command that ended well, but whose result is bad news. */
  readonly exit: (code: number) => void;
}

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
