// The one place that reports errors: what happened, what to do, and the exit code.
import type { Redactor } from "../cloud/redaction.js";
import { escapeInvisible, harmless, harmlessSentence } from "../report/harmless.js";
import { AadcError, BugError, messageOf, UsageError } from "../shapes/errors.js";
import { readEnvironment } from "./environment.js";
import { exitCodeOf } from "./exit-codes.js";
import type { World } from "./world.js";

/** @returns the exit code */
export function reportError(thrown: unknown, argv: readonly string[], world: World, redactor: Redactor): number {
  const error = errorFor(thrown, argv);
  const message = redactor.clean(error.message);
  const remedy = redactor.clean(error.remedy);
  const { code, requestId } = error;
  if (wantsData(argv, world)) {
    const body = { code, message, remedy, ...(requestId === undefined ? {} : { requestId }) };
    // Who watches reads line by line.
    const indent = argv.some((word) => /^--watch(=|$)/.test(word)) ? 0 : 2;
    world.stdout.write(`${escapeInvisible(JSON.stringify({ error: body }, null, indent))}\n`);
  }
  world.stderr.write(`Error: ${oneLine(message)}\n`);
  if (remedy !== "") world.stderr.write(`What to do: ${oneLine(remedy)}\n`);
  if (requestId !== undefined) world.stderr.write(`Request id: ${harmless(requestId)}\n`);
  return exitCodeOf(error);
}

/** Of commands that have no options of their own. */
const SUBCOMMANDS: ReadonlyMap<string, readonly string[]> = new Map([
  ["mfa-exclusion", ["status", "add", "remove"]],
  ["runs", ["list", "show", "rollback", "export"]],
]);

function errorFor(thrown: unknown, argv: readonly string[]): AadcError {
  if (thrown instanceof AadcError) return thrown;
  const code = commanderCode(thrown);
  if (code === "help")
    return new UsageError("Which command is meant was not said.", {
      code: "no-command",
      remedy: "Type one of the commands above; add --help to see what it takes.",
    });
  const parts = SUBCOMMANDS.get(argv[0] ?? "");
  if (code === "unknownOption" && parts?.every((part) => !argv.includes(part)) === true)
    return new UsageError(`Which ${argv[0] ?? ""} is meant was not said.`, {
      code: "no-command",
      remedy: `Say ${parts.slice(0, -1).join(", ")} or ${parts.at(-1) ?? ""}, and the options after it.`,
    });
  if (code !== undefined)
    return new UsageError(messageOf(thrown).replace(/^error: /, ""), {
      code,
      remedy: "Add --help to see what the command takes.",
    });
  const said = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return new BugError(`A fault of this program: ${said}`, {
    code: "bug",
    remedy: "Please report it with the command line (without secrets). Nothing says that Microsoft's side is at fault.",
    cause: thrown,
  });
}

function outputOfEnvironment(world: World): string | undefined {
  try {
    return readEnvironment(world, undefined).get("AADC_OUTPUT");
  } catch {
    return world.environment["AADC_OUTPUT"];
  }
}

/** Told by its code, not its class: loading commander again here would cost every start. */
function commanderCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !("code" in thrown) || typeof thrown.code !== "string") return undefined;
  return /^commander\.(.+)$/.exec(thrown.code)?.[1];
}

/** A name from a tenant with a line break in it must not look like a line of ours. */
function oneLine(text: string): string {
  return harmlessSentence(text.replace(/\s+/g, " "));
}

/** Known even where the options could not be understood. */
function wantsData(argv: readonly string[], world: World): boolean {
  const values = argv.flatMap((word, index) => {
    if (word === "-o" || word === "--output") return [argv[index + 1] ?? ""];
    const joined = /^(?:-o=?|--output=)(.+)$/.exec(word)?.[1];
    return joined === undefined ? [] : [joined];
  });
  return (values.at(-1) ?? outputOfEnvironment(world)) === "json";
}
