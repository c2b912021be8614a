// Where results go, and how wide and colourful they may be.
import { closeSync, openSync, realpathSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { LIST_FORMATS } from "../report/formats.js";
import type { Layout } from "../report/layout.js";
import { createPaint } from "../report/paint.js";
import type { Result } from "../report/result-schemas.js";
import { messageOf, UsageError } from "../shapes/errors.js";
import type { Typed } from "../shapes/typed.js";
import { namedStateDir, typedIn } from "./login-line.js";
import type { CommonOptions } from "./options.js";
import { refuseSecretFiles } from "./secret-files.js";
import type { Settings } from "./settings.js";
import type { Output, World } from "./world.js";

/** A result to where it belongs. */
export async function print(result: Result, options: CommonOptions, settings: Settings, world: World): Promise<void> {
  const { render } = await import("../report/render.js");
  // Where a password or a pass was asked for on stdout, it stands there alone.
  const passwordOnStdout =
    "account" in result && !result.dryRun && [result.account.passwordTo, result.account.passTo].includes("stdout");
  const output = passwordOnStdout ? world.stderr : world.stdout;
  const layout = { ...layoutFor(output, options, world), typed: typedFor(result, options, settings, world) };
  const text = await render(result, settings.output, options.query, layout);
  if (passwordOnStdout) output.write(text);
  else await write(text, options.out, world);
}

/** Whoever reads a document, or is told what to do next, may be anywhere: the tenant is named by its id. */
function typedFor(result: Result, options: CommonOptions, settings: Settings, { platform }: World): Typed {
  const { sandboxDir, tenant: named } = settings;
  const { tenantId, cloud } =
    "planHash" in result || result.schema === "aadc-cloud/mfa-exclusion-status@1"
      ? { tenantId: result.tenantId, cloud: result.tenant.cloud }
      : { tenantId: undefined, cloud: "public" };
  // A sandbox that was not told which tenant has its own.
  const tenant = sandboxDir === undefined || named !== undefined ? tenantId : undefined;
  return typedIn({ tenant, cloud, sandboxDir, stateDir: namedStateDir(options, settings), platform });
}

/**
 * Looks before anything is done whether its result could be printed. What the file holds stays until there is a result.
 * @throws {UsageError} for a query that cannot be understood, or a file that cannot be written, or must not be
 */
export async function refuseUnprintable(
  options: CommonOptions,
  { output, stateDir }: Pick<Settings, "output" | "stateDir">,
  world: World,
): Promise<void> {
  const { query } = options;
  if (query !== undefined) {
    if (!LIST_FORMATS.includes(output))
      throw new UsageError(`--query is applied to data, and ${output} is a document.`, {
        code: "contradiction",
        remedy: "Add -o json, or leave out --query.",
      });
    const { compileQuery } = await import("../report/query.js");
    compileQuery(query);
  }
  await refuseFile(options, stateDir, world);
}

/** @throws {UsageError} `out-file` where --out names what cannot be written, or what this program keeps; nothing is changed */
export async function refuseFile(options: CommonOptions, stateDir: string, world: World): Promise<void> {
  if (options.out === undefined && options.trace === undefined) return;
  await refuseSecretFiles(options, world);
  const { refuseKeptFiles } = await import("./kept-files.js");
  refuseKeptFiles(options, stateDir, world);
  const { out } = options;
  if (out !== undefined) writing(() => tryFile(resolve(world.cwd, out)));
}

/** Opens it as if to write. A pipe or a device is left alone: its reader would take that for the end. */
function tryFile(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found !== undefined && !found.isFile() && !found.isDirectory()) return;
  closeSync(openSync(file, "a"));
  if (found === undefined) unlinkSync(realpathSync(file));
}

/** To stdout, or to the file named by --out. */
export async function write(text: string, out: string | undefined, world: World): Promise<void> {
  if (out === undefined) {
    world.stdout.write(text);
    return;
  }
  writing(() => writeFileSync(resolve(world.cwd, out), text));
}

function writing(work: () => void): void {
  try {
    work();
  } catch (error) {
    throw new UsageError(`The result cannot be written: ${messageOf(error)}.`, {
      code: "out-file",
      remedy: "Name another file with --out.",
    });
  }
}

export function layoutFor(output: Output, options: CommonOptions, world: World): Layout {
  const colors = output.isTerminal && options.color && (world.environment["NO_COLOR"] ?? "") === "";
  return {
    paint: createPaint(colors),
    width: Math.min(output.columns, 100),
    detailed: options.verbose === true,
    platform: world.platform,
  };
}
