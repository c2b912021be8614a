import { Command } from "commander";
import type { Context } from "../context.js";
import { nonEmpty, withExamples } from "../help.js";
import { type CommonOptions, withChangeOptions } from "../options.js";

interface GrantOptions extends CommonOptions {
  readonly identity?: string;
  readonly allowWrites?: boolean;
  readonly mail?: boolean;
  readonly acceptTier0?: boolean;
}

export function functionCommand(command: Command, context: Context): Command {
  return command.helpCommand(false).addCommand(grantCommand(context));
}

function grantCommand(context: Context): Command {
  const command = new Command("grant")
    .description("Give the function app's identity what its checks need: app roles, and its role at Connect Health.")
    .option("--identity <ID>", "the managed identity: principal id, client id or name", nonEmpty)
    .option("--allow-writes", "also what ending exclusions and tending quarantines takes")
    .option("--mail", "also what sending alerts by e-mail takes")
    .option("--accept-tier0", "although whoever has the app would own the tenant")
    .action(async (given: GrantOptions) => {
      const { changeOptions, dialogueFor, inSession, withAgreedPlan } = await import("../changing.js");
      const { world } = context;
      const { options, agreed } = await withAgreedPlan(given, command, ["function grant"], world);
      const wishes =
        agreed === undefined
          ? await wishesOf(options)
          : (await import("../../commands/wishes.js")).parseFunctionGrantWishes(agreed.wishes);
      await inSession(
        options,
        context,
        () => import("../../commands/function-grant.js"),
        ({ functionGrant }, session, settings) =>
          functionGrant(
            session,
            { ...changeOptions(options, settings, world, agreed), ...wishes },
            dialogueFor(options, settings, world),
          ),
      );
    });
  return withExamples(
    withChangeOptions(command),
    [
      ["aadc-cloud function grant --identity aadc-watch --dry-run", "what it lacks"],
      ["aadc-cloud function grant --identity aadc-watch --tenant contoso.onmicrosoft.com", "to look, and to alert"],
      [
        "aadc-cloud function grant --identity aadc-watch --allow-writes --accept-tier0 --tenant ID",
        "also to end exclusions past their time",
      ],
    ],
    ["function grant"],
  );
}

async function wishesOf({ identity, allowWrites, mail, acceptTier0 }: GrantOptions) {
  if (identity === undefined) {
    const { UsageError } = await import("../../shapes/errors.js");
    throw new UsageError("Which identity is meant was not said.", {
      code: "identity-missing",
      remedy: "Give --identity with its principal id, its client id or its name.",
    });
  }
  return {
    identity,
    allowWrites: allowWrites === true,
    mail: mail === true,
    acceptTier0: acceptTier0 === true,
  };
}
