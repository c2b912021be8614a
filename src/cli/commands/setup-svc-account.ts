import type { Command } from "commander";
import type { Context } from "../context.js";
import { nonEmpty, withExamples } from "../help.js";
import { type CommonOptions, withChangeOptions } from "../options.js";

export interface SetupCommandOptions extends CommonOptions {
  readonly name: string;
  readonly displayName: string;
  readonly domain?: string;
  readonly passwordTo?: string;
  readonly tap?: string;
  readonly role?: string;
  readonly restoreDeleted?: string | true;
  readonly resetPassword?: boolean;
  readonly enable?: boolean;
  readonly disable?: boolean;
}

export function setupServiceAccountCommand(command: Command, context: Context): Command {
  command
    .option("--name <NAME>", "name before the @", "svc-adconnect")
    .option("--display-name <TEXT>", "name that people see", nonEmpty, "Entra Connect service account")
    .option("--domain <DOMAIN>", "a managed domain of the tenant instead of its initial one")
    .option("--password-to <WHERE>", "where a new password goes: file:PATH, keyvault:VAULT/SECRET or stdout")
    .option("--tap <DURATION>", "also a Temporary Access Pass, such as 8h; it goes there, too")
    .option(
      "--role <HOW>",
      "permanent, active:DURATION or eligible:DURATION (default: active:14d with P2, permanent without)",
    )
    .option("--restore-deleted [WHICH]", "restore a deleted account of that name: by its id, or newest, if several")
    .option("--reset-password", "give an account that is there a new password")
    .option("--enable", "enable the account; alone, nothing else")
    .option("--disable", "disable the account, and nothing else")
    .action(async (options: SetupCommandOptions) => {
      const { runSetup } = await import("../setup-run.js");
      await runSetup(options, command, context);
    });
  return withExamples(
    withChangeOptions(command),
    [
      ["aadc-cloud setup-svc-account --dry-run", "what would be changed"],
      ["aadc-cloud setup-svc-account --password-to file:svc-adconnect.txt", "create it"],
      ["aadc-cloud setup-svc-account --password-to file:pw --yes --tenant contoso.onmicrosoft.com", "in a pipeline"],
      ["aadc-cloud setup-svc-account --role active:30d --tap 8h --password-to keyvault:VAULT/SECRET", "with a pass"],
      ["aadc-cloud setup-svc-account --disable", "between two runs of the wizard"],
    ],
    ["setup-svc-account"],
    [
      ["--tap", "setup-svc-account --tap"],
      ["--restore-deleted", "setup-svc-account --restore-deleted"],
      ["--reset-password", "setup-svc-account --reset-password"],
      ["--enable, --disable", "setup-svc-account --disable"],
    ],
  );
}
