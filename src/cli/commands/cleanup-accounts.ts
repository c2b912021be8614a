import { type Command, Option } from "commander";
import type { Context } from "../context.js";
import { collect, nonEmpty, withExamples } from "../help.js";
import { type CommonOptions, withChangeOptions } from "../options.js";

interface Options extends CommonOptions {
  readonly identity?: readonly string[];
  readonly step?: "disable" | "delete";
  readonly quarantine: string;
  readonly activeServer?: string;
  readonly decommissioned?: string;
  readonly confirmName?: readonly string[];
}

export function cleanupAccountsCommand(command: Command, context: Context): Command {
  command
    .option(
      "--identity <ID>",
      "user principal name, application's id or object id (several: repeat it); without it they are only listed",
      collect,
    )
    .addOption(
      new Option("--step <STEP>", "disable now; delete later, after the quarantine").choices(["disable", "delete"]),
    )
    .option("--quarantine <DURATION>", "how long an identity stays disabled before it is deleted", "7d")
    .option("--active-server <SERVER>", "the server that synchronises, where it cannot be read: name or id", nonEmpty)
    .option("--decommissioned <NAME>", "this server is gone, whatever is not known of it (with --reason)", nonEmpty)
    .option("--confirm-name <NAME>", "a name, typed beforehand (several: repeat it)", collect)
    .action(async (given: Options) => {
      const { changeOptions, dialogueFor, inSession, withAgreedPlan } = await import("../changing.js");
      const { world } = context;
      const { options, agreed } = await withAgreedPlan(given, command, ["cleanup-accounts"], world);
      const wishes = agreed === undefined ? await wishesOf(options) : await agreedWishes(agreed.wishes);
      const { checkCleanupWishes } = await import("../../accounts/cleanup-wishes.js");
      checkCleanupWishes(wishes, options.reason);
      await inSession(
        options,
        context,
        () => import("../../commands/cleanup-accounts.js"),
        ({ cleanupAccounts }, session, settings) =>
          cleanupAccounts(
            session,
            { ...changeOptions(options, settings, world, agreed), wishes },
            dialogueFor(options, settings, world),
          ),
      );
    });
  return withExamples(
    withChangeOptions(command),
    [
      ["aadc-cloud cleanup-accounts", "list, and say what to type next"],
      ["aadc-cloud cleanup-accounts --identity Sync_OLD_1a2b3c4d5e6f@contoso.com --step disable", "first"],
      ["aadc-cloud cleanup-accounts --identity Sync_OLD_1a2b3c4d5e6f@contoso.com --step delete", "a week later"],
      [
        'aadc-cloud cleanup-accounts --identity ID --step disable --decommissioned OLD --reason "VM gone"',
        "of a server of which nothing else tells that it is gone",
      ],
    ],
    ["cleanup-accounts", "cleanup-accounts --step disable", "cleanup-accounts --step delete"],
  );
}

async function wishesOf({ identity, step, quarantine, activeServer, decommissioned }: Options) {
  const { durationOption } = await import("../../shapes/duration.js");
  return {
    identities: identity ?? [],
    step: step ?? null,
    quarantineMs: durationOption("--quarantine", quarantine),
    activeServer: activeServer ?? null,
    decommissioned: decommissioned ?? null,
  };
}

async function agreedWishes(
  wishes: Parameters<typeof import("../../commands/wishes.js").parseCleanupAccountsWishes>[0],
) {
  return (await import("../../commands/wishes.js")).parseCleanupAccountsWishes(wishes);
}
