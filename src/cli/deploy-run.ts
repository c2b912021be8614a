// How function deploy runs: which template, which code, which values for its parameters.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { type ParameterValues, parameterValues, parseTemplate, type Template } from "../deployment/template.js";
import { readTextFile } from "../machine/text-file.js";
import type { Json } from "../shapes/change.js";
import { messageOf, UsageError } from "../shapes/errors.js";
import { isGuid } from "../shapes/ids.js";
import { changeOptions, dialogueFor, inSession, withAgreedPlan } from "./changing.js";
import type { DeployOptions } from "./commands/function.js";
import type { Context } from "./context.js";

const LARGEST_TEXT = 4_000_000;
/** Of the package, from wherever this file is in it. */
const ROOT = "../../";

export async function runFunctionDeploy(given: DeployOptions, command: Command, context: Context): Promise<void> {
  const { world } = context;
  const { options, agreed } = await withAgreedPlan(given, command, ["function deploy"], world);
  const { template, values, ...where } = wishesOf(
    agreed === undefined ? options : await agreedOptions(options, agreed.wishes),
    world.cwd,
  );
  const zip = bytesOf(inFolder(options.zip, "dist/aadc-cloud-function.zip", world.cwd), "--zip");
  await inSession(
    options,
    context,
    () => import("../commands/function-deploy.js"),
    ({ functionDeploy }, session, settings) =>
      functionDeploy(
        session,
        { ...changeOptions(options, settings, world, agreed), ...where, template, values, zip },
        dialogueFor(options, settings, world),
      ),
  );
}

async function agreedOptions(options: DeployOptions, wishes: Json): Promise<DeployOptions> {
  const { inFile, ...agreed } = (await import("../commands/wishes.js")).parseFunctionDeployWishes(wishes);
  if (inFile.length === 0 || options.parameters !== undefined) return { ...options, ...agreed };
  throw new UsageError(`The plan was made with a parameter file, for ${inFile.join(", ")}, and holds none of it.`, {
    code: "bad-value",
    remedy: "Give the same file with --parameters.",
  });
}

function wishesOf(options: DeployOptions, cwd: string) {
  const { subscription, resourceGroup, location } = options;
  if (subscription === undefined || !isGuid(subscription))
    throw missing("--subscription", "the subscription's id, a GUID");
  if (resourceGroup === undefined || !/^[\w().-]{1,90}$/.test(resourceGroup) || resourceGroup.endsWith("."))
    throw missing("--resource-group", "the name of a resource group");
  const template = templateIn(inFolder(options.template, "infra/azuredeploy.json", cwd));
  const values = valuesIn(options, template, cwd);
  return {
    ...{ subscriptionId: subscription, group: resourceGroup, location: location ?? null },
    ...{ template, values, codeOnly: options.codeOnly === true },
  };
}

function templateIn(file: string): Template {
  return parseTemplate(textOf(file, "--template"), file);
}

function valuesIn({ set = [], parameters }: DeployOptions, template: Template, cwd: string): ParameterValues {
  return parameterValues(
    template,
    set,
    parameters === undefined ? null : textOf(resolve(cwd, parameters), "--parameters"),
  );
}

/** What somebody names, as seen from where they are; else what comes with the package. */
function inFolder(named: string | undefined, own: string, cwd: string): string {
  return named === undefined ? fileURLToPath(new URL(`${ROOT}${own}`, import.meta.url)) : resolve(cwd, named);
}

function textOf(file: string, option: string): string {
  const read = readTextFile(file, LARGEST_TEXT);
  if ("text" in read) return read.text;
  throw unreadable(file, option, read.why);
}

function bytesOf(file: string, option: string): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    throw unreadable(file, option, messageOf(error));
  }
}

function unreadable(file: string, option: string, why: string): UsageError {
  return new UsageError(`${file} cannot be read: ${why}.`, {
    code: "file-unreadable",
    remedy: `Name a file that you may read with ${option}; in a clone, npm run build makes the one that comes with the package.`,
  });
}

function missing(option: string, what: string): UsageError {
  return new UsageError(`${option} is missing, or is not ${what}.`, {
    code: "bad-value",
    remedy: `Give ${option}: ${what}.`,
  });
}
