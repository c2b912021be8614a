import { Command } from "commander";
import type { Context } from "../context.js";
import { collect, withExamples } from "../help.js";
import { type CommonOptions, withChangeOptions } from "../options.js";

interface RemoveOptions extends CommonOptions {
  readonly for?: readonly string[];
  readonly policy?: readonly string[];
  readonly expired?: boolean;
  readonly confirmName?: readonly string[];
}

export function mfaExclusionRemoveCommand(context: Context): Command {
  const command = new Command("remove")
    .description("End exclusions that this program has made; never while that would stop synchronisation.")
    .option(
      "--for <WHO>",
      "sync (default), svc, a user principal name, an application's id; several: with commas",
      collect,
    )
    .option("--policy <ID>", "only in this policy, and also what others have excluded there", collect)
    .option("--expired", "only accounts that are excluded for hours, and whose time is past")
    .option("--confirm-name <NAME>", "the policy's name, typed beforehand (several: repeat it)", collect)
    .action(async (given: RemoveOptions) => {
      const { changeOptions, dialogueFor, inSession, withAgreedPlan } = await import("../changing.js");
      const { world } = context;
      const { options, agreed } = await withAgreedPlan(given, command, ["mfa-exclusion remove"], world);
      const wishes = agreed === undefined ? wishesIn(options) : await agreedWishes(agreed.wishes);
      const { checkEndingWishes, checkNamesTyped } = await import("../../conditional-access/ending-wishes.js");
      checkEndingWishes({ ...wishes, for: wishes.for ?? [] });
      checkNamesTyped(options.confirmName ?? [], wishes.policies);
      await inSession(
        options,
        context,
        () => import("../../commands/mfa-exclusion-remove.js"),
        ({ mfaExclusionRemove }, session, settings) =>
          mfaExclusionRemove(
            session,
            { ...changeOptions(options, settings, world, agreed), ...wishes },
            dialogueFor(options, settings, world),
          ),
      );
    });
  return withExamples(
    withChangeOptions(command),
    [
      ["aadc-cloud mfa-exclusion remove --dry-run", "what would be taken back"],
      ["aadc-cloud mfa-exclusion remove --for svc --yes --tenant contoso.onmicrosoft.com", "the wizard's account"],
      ["aadc-cloud mfa-exclusion remove --expired --yes --tenant contoso.onmicrosoft.com", "each hour, by a timer"],
    ],
    ["mfa-exclusion remove"],
    [["--for svc or --expired", "mfa-exclusion remove --for svc"]],
  );
}

function wishesIn(options: RemoveOptions) {
  return {
    ...(options.for === undefined ? {} : { for: options.for }),
    policies: options.policy ?? [],
    expired: options.expired === true,
  };
}

async function agreedWishes(
  wishes: Parameters<typeof import("../../commands/wishes.js").parseMfaExclusionRemoveWishes>[0],
) {
  return (await import("../../commands/wishes.js")).parseMfaExclusionRemoveWishes(wishes);
}
