import { Command } from "commander";
import type { Context } from "../context.js";
import { collect, withExamples } from "../help.js";
import { type CommonOptions, withCommonOptions } from "../options.js";

interface StatusOptions extends CommonOptions {
  readonly for?: readonly string[];
}

export function mfaExclusionStatusCommand(context: Context): Command {
  const command = new Command("status")
    .description("Who synchronises, and which policies bind whom. Reads only.")
    .option(
      "--for <WHO>",
      "sync (default), svc, a user principal name, an application's id; several: with commas",
      collect,
    )
    .action(async (options: StatusOptions) => {
      const { inSession } = await import("../in-session.js");
      const { harmlessSentence } = await import("../../report/harmless.js");
      const { world } = context;
      const { fileJournals } = await import("../../changes/file-journals.js");
      await inSession(
        options,
        context,
        () => import("../../commands/mfa-exclusion-status.js"),
        ({ mfaExclusionStatus }, session, settings) =>
          mfaExclusionStatus(
            session,
            {
              ...(options.for === undefined ? {} : { for: options.for }),
              journals: fileJournals({ ...world, stateDir: settings.stateDir }),
              ...(options.ticket === undefined ? {} : { ticket: options.ticket }),
            },
            (line) => world.stderr.write(`... ${harmlessSentence(line)}\n`),
          ),
      );
    });
  return withExamples(
    withCommonOptions(command),
    [
      ["aadc-cloud mfa-exclusion status --tenant contoso.onmicrosoft.com", "who is bound, and why"],
      ["aadc-cloud mfa-exclusion status --for svc", "the account that runs the wizard"],
    ],
    ["mfa-exclusion status"],
  );
}
