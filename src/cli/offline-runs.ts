// Runs are listed, shown and exported without a sign-in: settings, journals, result.
import { fileJournals } from "../changes/file-journals.js";
import type { Journals } from "../changes/journal.js";
import type { ShownPlace } from "../commands/runs-show.js";
import type { Result } from "../report/result-schemas.js";
import { shellWord } from "../report/shell-word.js";
import type { Typed } from "../shapes/typed.js";
import type { Context } from "./context.js";
import { namedStateDir, typedIn } from "./login-line.js";
import type { CommonOptions } from "./options.js";
import { print, refuseUnprintable } from "./printing.js";
import { isOwnTenant } from "./sandbox-folder.js";
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

/** What goes on with a run asks its tenant again, and so must name it, unless it is the one that a sandbox means unnamed. */
function placeHere(options: CommonOptions, settings: Settings, { platform }: World): ShownPlace {
  const { sandboxDir } = settings;
  const stateDir = namedStateDir(options, settings);
  return {
    word: (text) => shellWord(text, platform),
    typedAt: ({ tenantId, tenant: { cloud } }) => {
      const tenant = isOwnTenant(sandboxDir, tenantId) ? undefined : tenantId;
      return typedIn({ tenant, cloud, sandboxDir, stateDir, platform });
    },
  };
}

export function journalsOf({ stateDir }: Settings, world: World): Journals {
  return fileJournals({ ...world, stateDir });
}

/** A run knows its tenant, so that no line names it. */
export function typedHere(options: CommonOptions, settings: Settings, { platform }: World): Typed {
  const { sandboxDir } = settings;
  return typedIn({
    tenant: undefined,
    cloud: "public",
    ...{ sandboxDir, stateDir: namedStateDir(options, settings), platform },
  });
}
