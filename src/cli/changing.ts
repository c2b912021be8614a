// What the changing commands of the command line share: options for `carryOut`, and the dialogue that obtains consent.
import { fileJournals } from "../changes/file-journals.js";
import type { ChangeOptions, Dialogue } from "../commands/carry-out.js";
import { createDialogue } from "./consent.js";
import type { CommonOptions } from "./options.js";
import { layoutFor } from "./printing.js";
import type { Settings } from "./settings.js";
import type { World } from "./world.js";

export { inSession } from "./in-session.js";

export function changeOptions(options: CommonOptions, settings: Settings, world: World): ChangeOptions {
  return {
    dryRun: options.dryRun === true,
    journals: fileJournals({ ...world, stateDir: settings.stateDir }),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    ...(options.ticket === undefined ? {} : { ticket: options.ticket }),
  };
}

export function dialogueFor(
  options: CommonOptions & { readonly confirmName?: readonly string[] },
  settings: Settings,
  world: World,
): Dialogue {
  return createDialogue({
    yes: options.yes === true,
    confirmedNames: options.confirmName ?? [],
    tenantFrom: tenantFrom(settings),
    ticketMissing: settings.ticketRequired && options.ticket === undefined,
    ask: world.ask,
    stderr: world.stderr,
    layout: layoutFor(world.stderr, options, world),
  });
}

function tenantFrom({ tenantNamed, tenant }: Settings) {
  if (tenantNamed) return "this run";
  return tenant === undefined ? "a saved sign-in" : "a .env file";
}
