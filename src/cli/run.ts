// From an argument vector to an exit code: the one place that reports errors.
import { CommanderError } from "commander";
import { createRedactor, type Redactor } from "../cloud/redaction.js";
import { harmless, harmlessSentence } from "../report/harmless.js";
import { AadcError, BugError, UsageError } from "../shapes/errors.js";
import { EXIT, exitCodeOf } from "./exit-codes.js";
import { createProgram } from "./program.js";
import type { World } from "./world.js";

/** What a command's action works with besides its options. */
export interface Context {
  readonly world: World;
  readonly redactor: Redactor;
  /** Sets the exit code of a command that ended well, but whose result is bad news. */
  readonly exit: (code: number) => void;
}

/** Runs one command line. Never throws; prints at most one error. @returns the exit code */
export async function run(argv: readonly string[], world: World): Promise<number> {
  const redactor = createRedactor();
  let exitCode = EXIT.ok;
  const context: Context = {
    world,
    redactor,
    exit: (code) => {
      exitCode = code;
    },
  };
  try {
    await createProgram(context).parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return EXIT.ok;
    const error = errorFor(thrown);
    report(error, context, wantsData(argv, world));
    return exitCodeOf(error);
  }
}

function errorFor(thrown: unknown): AadcError {
  if (thrown instanceof AadcError) return thrown;
  if (thrown instanceof CommanderError)
    return new UsageError(thrown.message.replace(/^error: /, ""), {
      code: thrown.code.replace("commander.", ""),
      remedy: "Add --help to see what the command takes.",
    });
  const said = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return new BugError(`A fault of this program: ${said}`, {
    code: "bug",
    remedy: "Please report it with the command line (without secrets). Nothing says that Microsoft's side is at fault.",
    cause: thrown,
  });
}

function report(error: AadcError, { world, redactor }: Context, asData: boolean): void {
  const clean = (text: string) => redactor.clean(text);
  const message = clean(error.message);
  const remedy = clean(error.remedy);
  const requestId = error.requestId;
  if (asData) {
    const body = { code: error.code, message, remedy, ...(requestId === undefined ? {} : { requestId }) };
    world.stdout.write(`${JSON.stringify({ error: body }, null, 2)}\n`);
  }
  world.stderr.write(`Error: ${lines(message)}\n`);
  if (remedy !== "") world.stderr.write(`What to do: ${lines(remedy)}\n`);
  if (requestId !== undefined) world.stderr.write(`Request id: ${harmless(requestId)}\n`);
}

/** Harmless line by line: what a library says may have several. */
function lines(text: string): string {
  return text
    .split("\n")
    .map((line) => harmlessSentence(line))
    .join("\n");
}

/** Known even where the options could not be understood. */
function wantsData(argv: readonly string[], world: World): boolean {
  const joined = argv.map((word, index) => (word === "-o" || word === "--output" ? (argv[index + 1] ?? "") : word));
  const named = joined.some(
    (word, index) => /^(-o=?|--output=)?json$/.test(word) && (word !== "json" || argv[index] !== word),
  );
  return (
    named ||
    (world.environment["AADC_OUTPUT"] === "json" && !argv.some((word) => word === "-o" || word.startsWith("--output")))
  );
}
