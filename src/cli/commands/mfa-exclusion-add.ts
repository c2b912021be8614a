import { Command } from "commander";
import type { Context } from "../context.js";
import { collect, nonEmpty, withExamples } from "../help.js";
import { type CommonOptions, withChangeOptions } from "../options.js";

export interface AddCommandOptions extends CommonOptions {
  readonly for?: readonly string[];
  readonly via?: string;
  readonly policy?: readonly string[];
  readonly expires?: string;
  readonly lockTo?: readonly string[];
  readonly enforce?: boolean;
  readonly acceptHuman?: boolean;
  readonly acceptUnprotected?: boolean;
}

export function mfaExclusionAddCommand(context: Context): Command {
  const command = new Command("add")
    .description(
      "Exclude the sync identities from the policies that bind them and from no others; mostly by their role.",
    )
    .option(
      "--for <WHO>",
      "sync (default), svc, a user principal name, an application's id; several: with commas",
      collect,
    )
    .option("--via <HOW>", "role (default for sync), user (default for others), group or group:NAME", nonEmpty)
    .option("--policy <ID>", "also this policy, although it cannot be told whether it binds, or is in dispute", collect)
    .option("--expires <DURATION>", "of svc and other administrators: for so long, 24h at most", nonEmpty)
    .option("--lock-to <CIDR>", "block them everywhere else than at these addresses (report-only at first)", collect)
    .option("--enforce", "switch the lock on")
    .option("--accept-human", "although it looks as if a person works with the account")
    .option("--accept-unprotected", "although an administrator is left with a password alone")
    .action(async (options: AddCommandOptions) => {
      const { runExclusionAdd } = await import("../exclusion-add-run.js");
      await runExclusionAdd(options, command, context);
    });
  return withExamples(
    withChangeOptions(command),
    [
      ["aadc-cloud mfa-exclusion add --dry-run", "what would be changed"],
      ["aadc-cloud mfa-exclusion add --yes --tenant contoso.onmicrosoft.com", "in a pipeline"],
      ["aadc-cloud mfa-exclusion add --lock-to 203.0.113.10/32", "with a lock that reports at first"],
      ["aadc-cloud mfa-exclusion add --for svc --expires 2h", "the account of the wizard, for hours"],
      ["aadc-cloud mfa-exclusion add --via group", "by a group: later only its members change"],
    ],
    ["mfa-exclusion add"],
    [
      ["--for svc", "mfa-exclusion add --for svc"],
      ["--via group", "mfa-exclusion add --via group"],
      ["--lock-to", "mfa-exclusion add --lock-to"],
      ["--lock-to --enforce", "mfa-exclusion add --lock-to --enforce"],
    ],
  );
}
