import type { Command } from "commander";
import type { Context } from "../context.js";
import { collect, nonEmpty, withExamples } from "../help.js";
import { type CommonOptions, withChangeOptions } from "../options.js";

interface Options extends CommonOptions {
  readonly server?: readonly string[];
  readonly staleAfter: string;
  readonly activeServer?: string;
  readonly confirmName?: readonly string[];
  readonly attest?: readonly string[];
  readonly disableOnly?: boolean;
}

export function cleanupHealthCommand(command: Command, context: Context): Command {
  command
    .option(
      "--server <SERVER>",
      "name or id of a server to remove (several: repeat it); without it they are only listed",
      collect,
    )
    .option("--stale-after <DURATION>", "data older than this counts as stale", "2d")
    .option("--active-server <SERVER>", "the server that synchronises, where it cannot be read: name or id", nonEmpty)
    .option("--disable-only", "disable it: the service deletes it after 30 days")
    .option(
      "--attest <SERVER>",
      "this one is gone, although nobody can judge it; with --reason (several: repeat it)",
      collect,
    )
    .option("--confirm-name <NAME>", "the server's name, typed beforehand (several: repeat it)", collect)
    .action(async (given: Options) => {
      const { changeOptions, dialogueFor, inSession, withAgreedPlan } = await import("../changing.js");
      const { world } = context;
      const { options, agreed } = await withAgreedPlan(given, command, ["cleanup-health"], world);
      const wishes =
        agreed === undefined
          ? await wishesOf(options)
          : (await import("../../commands/wishes.js")).parseCleanupHealthWishes(agreed.wishes);
      await inSession(
        options,
        context,
        () => import("../../commands/cleanup-health.js"),
        ({ cleanupHealth }, session, settings) =>
          cleanupHealth(
            session,
            { ...changeOptions(options, settings, world, agreed), ...wishes },
            dialogueFor(options, settings, world),
          ),
      );
    });
  return withExamples(
    withChangeOptions(command),
    [
      ["aadc-cloud cleanup-health", "list"],
      ["aadc-cloud cleanup-health --server AADC-OLD --dry-run", "what would be removed"],
      ["aadc-cloud cleanup-health --server AADC-OLD --confirm-name AADC-OLD --yes --tenant ID", "in a pipeline"],
      ["aadc-cloud cleanup-health --server AADC-OLD --disable-only", "disable: deleted by the service after 30 days"],
      [
        'aadc-cloud cleanup-health --server AADC-OLD --attest AADC-OLD --reason "VM deleted"',
        "remove what nobody can judge",
      ],
    ],
    ["cleanup-health", "cleanup-health --server"],
  );
}

async function wishesOf({ server, staleAfter, activeServer, attest, disableOnly, reason }: Options) {
  const { durationOption } = await import("../../shapes/duration.js");
  const { checkHealthWishes } = await import("../../health/wishes.js");
  const wishes = {
    servers: server ?? [],
    staleAfterMs: durationOption("--stale-after", staleAfter),
    attested: attest ?? [],
    disableOnly: disableOnly === true,
    ...(activeServer === undefined ? {} : { activeServer }),
  };
  checkHealthWishes({ ...wishes, ...(reason === undefined ? {} : { reason }) });
  return wishes;
}
