import { Command } from "commander";
import { LIST_FORMATS } from "../../report/formats.js";
import type { Context } from "../context.js";
import { withExamples } from "../help.js";
import { type CommonOptions, withChangeOptions, withCommonOptions } from "../options.js";

export function runsCommand(command: Command, context: Context): Command {
  return command
    .helpCommand(false)
    .addCommand(listCommand(context))
    .addCommand(showCommand(context))
    .addCommand(rollbackCommand(context))
    .addCommand(exportCommand(context));
}

function listCommand(context: Context): Command {
  const command = new Command("list")
    .description("The runs whose journals are kept here, newest first. Needs no network.")
    .action(async (options: CommonOptions) => {
      const [{ onJournals }, { runsList }] = await Promise.all([
        import("../offline-runs.js"),
        import("../../commands/runs-list.js"),
      ]);
      const { tenant, ticket } = options;
      await onJournals(options, context, (journals) =>
        runsList(journals, {
          ...(tenant === undefined ? {} : { tenant }),
          ...(ticket === undefined ? {} : { ticket }),
        }),
      );
    });
  const tenant = "only runs of this tenant: its id or its initial domain";
  return withExamples(withCommonOptions(command, LIST_FORMATS, tenant), [
    ["aadc-cloud runs list", "of all tenants"],
    ["aadc-cloud runs list --tenant contoso.onmicrosoft.com", "of this one"],
    ["aadc-cloud runs list -o csv --out runs.csv", "for a spreadsheet"],
  ]);
}

function showCommand(context: Context): Command {
  const command = new Command("show")
    .description("One run: what was planned, what was sent, why it stopped, how it is taken back. Needs no network.")
    .argument("<RUN>", "its id, the beginning of its id, or last")
    .action(async (run: string, options: CommonOptions) => {
      const [{ onJournals }, { runsShow }] = await Promise.all([
        import("../offline-runs.js"),
        import("../../commands/runs-show.js"),
      ]);
      const { ticket } = options;
      await onJournals(options, context, (journals, typed, place) =>
        runsShow(journals, run, { typed, ...place, ...(ticket === undefined ? {} : { ticket }) }),
      );
    });
  return withExamples(withCommonOptions(command), [
    ["aadc-cloud runs show last", "the newest run"],
    ["aadc-cloud runs show 20261122T13", "by the beginning of its id"],
    ["aadc-cloud runs show last -o json", "with the objects before and after each change"],
  ]);
}

function rollbackCommand(context: Context): Command {
  const command = new Command("rollback")
    .description("Undo what a run has changed, the newest change first. What others have changed since is left alone.")
    .argument("[RUN]", "its id, the beginning of its id, or last; left out where --plan names it")
    .action(async (run: string | undefined, given: CommonOptions) => {
      const { rollBack } = await import("../rolling-back.js");
      await rollBack(run, given, command, context);
    });
  return withExamples(
    withChangeOptions(command),
    [
      ["aadc-cloud runs rollback last --dry-run", "what would be undone, and what would be left alone"],
      ["aadc-cloud runs rollback 20261122T130501Z-5c1d9f02", "undo it, after a question"],
      ["aadc-cloud runs rollback 20261122T130501Z-5c1d9f02 --yes", "in a pipeline; the run says which tenant"],
    ],
    ["runs rollback"],
  );
}

function exportCommand(context: Context): Command {
  const command = new Command("export")
    .description("One run as one archive: plan, journal, objects before and after, checksums. Needs no network.")
    .argument("<RUN>", "its id, the beginning of its id, or last")
    .action(async (run: string, { out, ...options }: CommonOptions) => {
      const [{ onJournals }, { runsExport }] = await Promise.all([
        import("../offline-runs.js"),
        import("../../commands/runs-export.js"),
      ]);
      const { ticket } = options;
      const { cwd } = context.world;
      await onJournals(options, context, (journals, typed) =>
        runsExport(journals, run, {
          cwd,
          typed,
          ...(out === undefined ? {} : { out }),
          ...(ticket === undefined ? {} : { ticket }),
        }),
      );
    });
  return withExamples(withCommonOptions(command), [
    ["aadc-cloud runs export last", "to RUN.zip in the working directory"],
    ["aadc-cloud runs export last --out CHG0012345.zip", "to this file, which must not be there yet"],
  ]);
}
