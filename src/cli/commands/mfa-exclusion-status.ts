import { Command } from "commander";
import type { Context } from "../context.js";
import { withExamples } from "../help.js";
import { type CommonOptions, withCommonOptions } from "../options.js";

export function mfaExclusionStatusCommand(context: Context): Command {
  const command = new Command("status")
    .description("Who synchronises, and which policies bind whom. Reads only.")
    .action(async (options: CommonOptions) => {
      const { inSession } = await import("../in-session.js");
      await inSession(
        options,
        context,
        () => import("../../commands/mfa-exclusion-status.js"),
        ({ mfaExclusionStatus }, session) =>
          mfaExclusionStatus(session, options.ticket === undefined ? {} : { ticket: options.ticket }),
      );
    });
  return withExamples(
    withCommonOptions(command),
    [["aadc-cloud mfa-exclusion status --tenant contoso.onmicrosoft.com", "who is bound, and why"]],
    ["mfa-exclusion status"],
  );
}
