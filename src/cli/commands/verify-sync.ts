import { type Command, Option } from "commander";
import type { Context } from "../context.js";
import { collect, nonEmpty, withExamples } from "../help.js";
import { type CommonOptions, withCommonOptions } from "../options.js";

interface Options extends CommonOptions {
  readonly activeServer?: string;
  readonly failOn: "error" | "warning";
  readonly allowUnknown?: readonly string[];
}

export function verifySyncCommand(command: Command, context: Context): Command {
  command
    .option("--active-server <NAME>", "fail unless this server is the active one", nonEmpty)
    .addOption(
      new Option("--fail-on <SEVERITY>", "what makes the exit code 1").choices(["error", "warning"]).default("error"),
    )
    .option("--allow-unknown <ID>", "checks whose outcome may stay unknown (several: with commas)", collect)
    .action(async (options: Options) => {
      const [{ inSession }, { EXIT }] = await Promise.all([import("../in-session.js"), import("../exit-codes.js")]);
      const result = await inSession(
        options,
        context,
        () => import("../../commands/verify-sync.js"),
        ({ verifySync }, session) =>
          verifySync(session, {
            failOn: options.failOn,
            allowUnknown: options.allowUnknown ?? [],
            ...(options.activeServer === undefined ? {} : { activeServer: options.activeServer }),
            ...(options.ticket === undefined ? {} : { ticket: options.ticket }),
          }),
      );
      if (result.verdict !== "pass") context.exit(EXIT.checksFailed);
    });
  return withExamples(
    withCommonOptions(command),
    [
      ["aadc-cloud verify-sync --tenant contoso.onmicrosoft.com", "a first look"],
      ["aadc-cloud verify-sync --active-server AADC-NEW", "is the swap done?"],
      ["aadc-cloud verify-sync -o json --query \"findings[?result=='fail'].id\"", "for a pipeline"],
    ],
    ["verify-sync"],
  );
}
