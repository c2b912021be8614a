// Plans as files: written by --plan-out for somebody to look at, carried out by --plan exactly as they are.
import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { replaceFile } from "../machine/replace-file.js";
import { systemWords } from "../machine/system-words.js";
import { readTextFile } from "../machine/text-file.js";
import { harmlessSentence } from "../report/harmless.js";
import { GuardError, messageOf, UsageError } from "../shapes/errors.js";
import { planHash, type SavedPlan } from "../shapes/plan.js";

/** A plan of a thousand changes has a megabyte. */
const LARGEST = 5_000_000;

const VERSION = "aadc-cloud/plan@1";

/**
 * The plan that a file holds.
 * @throws {UsageError} `plan-file` for what is no plan; {GuardError} `plan-altered` where the hash tells of a change
 */
export async function readPlanFile(name: string, cwd: string): Promise<SavedPlan> {
  const file = resolve(cwd, name);
  const value = parsed(textOf(file), file);
  checkVersion(value, file);
  const { savedPlanSchema } = await import("../report/plan-schema.js");
  const result = understanding(file, () => savedPlanSchema.safeParse(value));
  if (!result.success) {
    const [issue] = result.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? "" : ` (at ${issue.path.map(String).join(".")})`;
    throw noPlan(file, `it does not have the form of a plan${where}: ${issue?.message ?? ""}`);
  }
  const { reason, ticket, ...rest } = result.data;
  const plan: SavedPlan = {
    ...rest,
    ...(reason === undefined ? {} : { reason }),
    ...(ticket === undefined ? {} : { ticket }),
  };
  const now = planHash(plan);
  if (now !== plan.planHash)
    throw new GuardError(
      `The plan in ${file} was altered after it was saved: it says of itself ${plan.planHash}, and what stands in it has ${now}.`,
      { code: "plan-altered", remedy: "Save the plan anew with --plan-out, and have that one agreed on." },
    );
  return plan;
}

/**
 * Looks early whether a plan could be saved there.
 * @throws {UsageError} where there is no such folder; {GuardError} where something else than a plan would be lost
 */
export function checkPlanTarget(name: string, cwd: string): void {
  const file = resolve(cwd, name);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined) {
    if (statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory() === true) return;
    throw new UsageError(`There is no folder ${dirname(file)} to save the plan in.`, {
      code: "plan-file",
      remedy: "Name a file in a folder that exists.",
    });
  }
  if (isPlan(file)) return;
  throw new GuardError(`${file} exists and is no plan: it is not overwritten.`, {
    code: "file-exists",
    remedy: "Name another file with --plan-out.",
  });
}

/** For its owner only: a plan holds no secret, but names and ids of a tenant. Another plan in its place is replaced. */
export function writePlanFile(name: string, cwd: string, plan: SavedPlan): void {
  const file = resolve(cwd, name);
  checkPlanTarget(name, cwd);
  try {
    replaceFile(file, `${JSON.stringify(plan, null, 2)}\n`);
  } catch (error) {
    throw new UsageError(`The plan cannot be saved in ${file}: ${systemWords(error)}.`, {
      code: "plan-file",
      remedy: "Name another file with --plan-out.",
      cause: error,
    });
  }
}

/** Whether a file says of itself that it is a saved plan, of whichever version. */
export function isPlan(file: string): boolean {
  try {
    const value = parsed(textOf(file), file);
    return isRecord(value) && String(value["schema"]).startsWith("aadc-cloud/plan@");
  } catch {
    return false;
  }
}

function checkVersion(value: unknown, file: string): void {
  const schema = isRecord(value) ? value["schema"] : undefined;
  if (schema === VERSION) return;
  if (typeof schema !== "string" || !schema.startsWith("aadc-cloud/"))
    throw noPlan(file, "nothing in it says that it is one");
  throw noPlan(
    file,
    schema.startsWith("aadc-cloud/plan@")
      ? `it is of the form ${harmlessSentence(schema)}, and this version knows ${VERSION}`
      : `it is a result (${harmlessSentence(schema)})`,
  );
}

function textOf(file: string): string {
  const read = readTextFile(file, LARGEST);
  if ("why" in read) throw noPlan(file, read.why);
  return read.text;
}

function parsed(text: string, file: string): unknown {
  return understanding(file, () => JSON.parse(text) as unknown);
}

/** Also what is nested so deeply that it takes the stack. */
function understanding<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw noPlan(file, error instanceof SyntaxError ? "it is not JSON" : messageOf(error));
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function noPlan(file: string, why: string): UsageError {
  return new UsageError(`${file} is no plan that could be carried out: ${why}.`, {
    code: "plan-file",
    remedy: "Save one with --plan-out FILE, and name that file with --plan.",
  });
}
