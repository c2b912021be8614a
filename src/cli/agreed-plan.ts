// --plan FILE: what was agreed on takes the place of the options that shape a plan.
import { resolve } from "node:path";
import type { Command } from "commander";
import { UsageError } from "../shapes/errors.js";
import type { SavedPlan } from "../shapes/plan.js";
import type { CommonOptions } from "./options.js";
import { checkPlanTarget, readPlanFile } from "./plan-file.js";
import { planLine } from "./plan-line.js";
import { settingsOf } from "./settings.js";
import type { World } from "./world.js";

/** Options that say where, as whom and how, but not what: these go with a saved plan. */
const BESIDE_A_PLAN: ReadonlySet<string> = new Set([
  "tenant",
  "clientId",
  "auth",
  "cloud",
  "caFile",
  "sandbox",
  "sandboxDir",
  "stateDir",
  "dryRun",
  "yes",
  "reason",
  "ticket",
  "plan",
  "evidence",
  "timeout",
  "trace",
  "verbose",
  "output",
  "out",
  "query",
  "color",
  "envFile",
  "passwordTo",
  // Files whose content the plan knows by its hash, or must not know.
  "parameters",
  "template",
  "zip",
  "confirmName",
]);

export interface WithPlan<O> {
  /** Reason and ticket are the plan's unless they are given anew. */
  readonly options: O;
  readonly agreed?: SavedPlan;
}

/**
 * The plan that --plan names. Looks early at what --plan-out names, too.
 * @param commands as plans name the command; several where options make several of it
 * @throws {UsageError} where the file holds no plan, that of another command, or options beside it would shape a plan
 */
export async function withAgreedPlan<O extends CommonOptions>(
  options: O,
  command: Command,
  commands: readonly string[],
  world: World,
): Promise<WithPlan<O>> {
  const { cwd } = world;
  if (options.planOut !== undefined) {
    if (options.out !== undefined && resolve(cwd, options.planOut) === resolve(cwd, options.out))
      throw new UsageError("--plan-out and --out name the same file.", {
        code: "contradiction",
        remedy: "Name another file with one of them.",
      });
    checkPlanTarget(options.planOut, cwd);
  }
  if (options.plan === undefined) return { options };
  const beside = command.options.find((option) => {
    const name = option.attributeName();
    return command.getOptionValueSource(name) === "cli" && !BESIDE_A_PLAN.has(name);
  });
  if (beside !== undefined) throw contradiction(`${beside.long ?? beside.flags} does not go with --plan`);
  const agreed = await readPlanFile(options.plan, cwd);
  if (!commands.includes(agreed.command))
    throw new UsageError(`${options.plan} is a plan of ${agreed.command}, not of ${commands.join(" or ")}.`, {
      code: "plan-of-other-command",
      remedy: `Carry it out with: ${planLine(options.plan, agreed, options, settingsOf(options, world), world)}`,
    });
  const { reason = agreed.reason, ticket = agreed.ticket } = options;
  return {
    agreed,
    options: {
      ...options,
      ...(reason === undefined ? {} : { reason }),
      ...(ticket === undefined ? {} : { ticket }),
    },
  };
}

function contradiction(what: string): UsageError {
  return new UsageError(`${what}.`, {
    code: "contradiction",
    remedy: "A saved plan is carried out as it is: leave the other option out, or save a new plan with it.",
  });
}
