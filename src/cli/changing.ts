// What the changing commands of the command line share: options for `carryOut`, and the dialogue that obtains consent.
import { fileJournals } from "../changes/file-journals.js";
import type { ChangeOptions, Dialogue } from "../commands/carry-out.js";
import type { SavedPlan } from "../shapes/plan.js";
import { createDialogue } from "./consent.js";
import type { CommonOptions } from "./options.js";
import { writePlanFile } from "./plan-file.js";
import { type PlanOptions, planLine } from "./plan-line.js";
import { layoutFor } from "./printing.js";
import type { Settings } from "./settings.js";
import type { World } from "./world.js";

export { withAgreedPlan } from "./agreed-plan.js";
export { inSession } from "./in-session.js";

/** @param agreed the saved plan that is to be carried out, as `withAgreedPlan` gives it */
export function changeOptions(
  options: PlanOptions,
  settings: Settings,
  world: World,
  agreed?: SavedPlan,
): ChangeOptions {
  const { planOut } = options;
  return {
    dryRun: options.dryRun === true,
    journals: fileJournals({ ...world, stateDir: settings.stateDir }),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    ...(options.ticket === undefined ? {} : { ticket: options.ticket }),
    ...(options.evidence === true ? { evidence: true } : {}),
    ...(agreed === undefined ? {} : { agreed }),
    ...(planOut === undefined ? {} : { savePlan: (plan) => savePlan(planOut, plan, options, settings, world) }),
  };
}

function savePlan(file: string, plan: SavedPlan, options: PlanOptions, settings: Settings, world: World): void {
  writePlanFile(file, world.cwd, plan);
  const next = planLine(file, plan, options, settings, world);
  world.stderr.write(`The plan is saved, with the hash ${plan.planHash}. To carry it out: ${next}\n`);
}

export function dialogueFor(
  options: CommonOptions & { readonly confirmName?: readonly string[] },
  settings: Settings,
  world: World,
): Dialogue {
  return createDialogue({
    yes: options.yes === true,
    confirmedNames: options.confirmName ?? [],
    // A plan that is named for this run is of one tenant only.
    tenantFrom: options.plan === undefined ? tenantFrom(settings) : "this run",
    ticketMissing: settings.ticketRequired && (options.ticket ?? "").trim() === "",
    ask: world.ask,
    stderr: world.stderr,
    layout: layoutFor(world.stderr, options, world),
  });
}

function tenantFrom({ tenantNamed, tenant }: Settings) {
  if (tenantNamed) return "this run";
  return tenant === undefined ? "a saved sign-in" : "a .env file";
}
