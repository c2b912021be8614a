import { Command } from "commander";
import type { Context } from "../context.js";
import { collect, withExamples } from "../help.js";
import { type CommonOptions, withChangeOptions } from "../options.js";

interface AddOptions extends CommonOptions {
  readonly policy?: readonly string[];
}

export function mfaExclusionAddCommand(context: Context): Command {
  const command = new Command("add")
    .description("Exclude the role of the sync accounts from the policies that bind them, and from no others.")
    .option("--policy <ID>", "also this policy, although it cannot be told whether it binds", collect)
    .action(async (given: AddOptions) => {
      const { changeOptions, dialogueFor, inSession, withAgreedPlan } = await import("../changing.js");
      const { world } = context;
      const { options, agreed } = await withAgreedPlan(given, command, ["mfa-exclusion add"], world);
      const wishes =
        agreed === undefined
          ? { policies: options.policy ?? [] }
          : (await import("../../commands/wishes.js")).parseMfaExclusionAddWishes(agreed.wishes);
      await inSession(
        options,
        context,
        () => import("../../commands/mfa-exclusion-add.js"),
        ({ mfaExclusionAdd }, session, settings) =>
          mfaExclusionAdd(
            session,
            { ...changeOptions(options, settings, world, agreed), ...wishes },
            dialogueFor(options, settings, world),
          ),
      );
    });
  return withExamples(
    withChangeOptions(command),
    [
      ["aadc-cloud mfa-exclusion add --dry-run", "what would be changed"],
      ["aadc-cloud mfa-exclusion add --yes --tenant contoso.onmicrosoft.com", "in a pipeline"],
    ],
    ["mfa-exclusion add"],
  );
}
