import { Command } from "commander";
import type { Context } from "../context.js";
import { collect, nonEmpty, withExamples } from "../help.js";
import { type CommonOptions, withCommonOptions } from "../options.js";

interface Options extends CommonOptions {
  readonly server?: readonly string[];
  readonly staleAfter: string;
  readonly activeServer?: string;
  readonly confirmName?: readonly string[];
}

export function cleanupHealthCommand(context: Context): Command {
  const command = new Command("cleanup-health")
    .description("List the servers in Connect Health; remove those that are named and certainly gone.")
    .option(
      "--server <SERVER>",
      "name or id of a server to remove (several: repeat it); without it they are only listed",
      collect,
    )
    .option("--stale-after <DURATION>", "data older than this counts as stale", "2d")
    .option("--active-server <NAME>", "the server that synchronises, where it cannot be read", nonEmpty)
    .option("--confirm-name <NAME>", "the server's name, typed beforehand (several: repeat it)", collect)
    .action(async (options: Options) => {
      const { changeOptions, dialogueFor, inSession } = await import("../changing.js");
      const { durationOption } = await import("../../shapes/duration.js");
      const staleAfterMs = durationOption("--stale-after", options.staleAfter);
      await inSession(
        options,
        context,
        () => import("../../commands/cleanup-health.js"),
        ({ cleanupHealth }, session, settings) =>
          cleanupHealth(
            session,
            {
              ...changeOptions(options, settings, context.world),
              servers: options.server ?? [],
              staleAfterMs,
              ...(options.activeServer === undefined ? {} : { activeServer: options.activeServer }),
            },
            dialogueFor(options, settings, context.world),
          ),
      );
    });
  return withExamples(
    withCommonOptions(command),
    [
      ["aadc-cloud cleanup-health", "list"],
      ["aadc-cloud cleanup-health --server AADC-OLD --dry-run", "what would be removed"],
      ["aadc-cloud cleanup-health --server AADC-OLD --confirm-name AADC-OLD --yes --tenant ID", "in a pipeline"],
    ],
    ["cleanup-health", "cleanup-health --server"],
  );
}
