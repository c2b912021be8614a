import type { Command } from "commander";
import type { Context } from "../context.js";
import { collect, nonEmpty, withExamples } from "../help.js";
import { type CommonOptions, withChangeOptions } from "../options.js";

const REGISTERED_FOR =
  "what it is for: verify-sync, setup-svc-account, mfa-exclusion, cleanup-health (several: with commas); without it all four";

export interface RegisterAppCommandOptions extends CommonOptions {
  readonly name: string;
  readonly for?: readonly string[];
  readonly delegated?: boolean;
  readonly appOnly?: boolean;
  readonly credential?: string;
  readonly valid?: string;
  readonly grant?: boolean;
  readonly acceptTier0?: boolean;
  readonly remove?: boolean;
}

export function registerAppCommand(command: Command, context: Context): Command {
  command
    .option("--name <NAME>", "of the registration", "aadc-cloud")
    .option("--for <COMMAND>", REGISTERED_FOR, collect)
    .option("--delegated", "people sign in with it (default)")
    .option("--app-only", "it signs in by itself")
    .option(
      "--credential <WHAT>",
      "what proves it: certificate:FILE, github:OWNER/REPO:environment:NAME, azure:OBJECT-ID",
      nonEmpty,
    )
    .option("--valid <DURATION>", "how long a new certificate is valid, 2 years at most (default 365d)")
    .option("--grant", "consent to its permissions, too")
    .option("--accept-tier0", "although its key would open the whole tenant")
    .option("--remove", "take consent, service principal and registration back")
    .action(async (options: RegisterAppCommandOptions) => {
      const { runRegisterApp } = await import("../register-app-run.js");
      await runRegisterApp(options, command, context);
    });
  return withExamples(
    withChangeOptions(command),
    [
      ["aadc-cloud register-app --dry-run", "what would be made, for people"],
      ["aadc-cloud register-app --grant --tenant contoso.onmicrosoft.com", "make it, and consent"],
      [
        "aadc-cloud register-app --client-id 14d82eec-204b-4c2f-b7e8-296a70dab67e --tenant ID",
        "signed in with Microsoft Graph Command Line Tools, where there is no Azure CLI",
      ],
      [
        "aadc-cloud register-app --app-only --name nightly --for verify-sync --credential certificate:n.pem",
        "for a pipeline: a certificate is made",
      ],
      ["aadc-cloud register-app --remove", "take it back"],
    ],
    ["register-app", "register-app --grant", "register-app --app-only --grant"],
  );
}
