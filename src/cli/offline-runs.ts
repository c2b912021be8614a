// Runs are listed, shown and exported without a sign-in: settings, journals, result.
import { fileJournals } from "../changes/file-journals.js";
import type { Journals } from "../changes/journal.js";
import type { ShownPlace } from "../commands/runs-show.js";
import type { Result } from "../report/result-schemas.js";
import { shellWord } from "../report/shell-word.js";
import type { Typed } from "../shapes/typed.js";
import type { Context } from "./context.js";
import { typedIn } from "./login-line.js";
import type { CommonOptions } from "./options.js";
import { print, refuseUnprintable } from "./printing.js";
import { type Settings, settingsOf } from "./settings.js";
import type { World } from "./world.js";

/** @param out where the result goes; the archive of a run is not the result, and has a file of its own */
export async function onJournals(
  options: CommonOptions,
  { world }: Context,
  work: (journals: Journals, typed: Typed, place: ShownPlace) => Promise<Result>,
): Promise<void> {
  const settings = settingsOf(options, world);
  await refuseUnprintable(options, settings, world);
  const typed = typedHere(options, settings, world);
  const place = placeHere(options, settings, world);
  await print(await work(journalsOf(settings, world), typed, place), options, settings, world);
}

/** What goes on with a run asks its tenant again, and so must name it; a sandbox is its own. */
function placeHere({ stateDir }: CommonOptions, { sandboxDir }: Settings, { platform }: World): ShownPlace {
  return {
    word: (text) => shellWord(text, platform),
    typedAt: ({ tenantId, tenant: { cloud } }) =>
      typedIn({ tenant: sandboxDir === undefined ? tenantId : undefined, cloud, sandboxDir, stateDir, platform }),
  };
}

export function journalsOf({ stateDir }: Settings, world: World): Journals {
  return fileJournals({ ...world, stateDir });
}

/** A run knows its tenant, so that no line names it. */
export function typedHere({ stateDir }: CommonOptions, { sandboxDir }: Settings, { platform }: World): Typed {
  return typedIn({ tenant: undefined, cloud: "public", sandboxDir, stateDir, platform });
}
