import { Command } from "commander";
import { UsageError } from "../../shapes/errors.js";
import { changeOptions, dialogueFor } from "../changing.js";
import { withExamples } from "../help.js";
import { inSession } from "../in-session.js";
import { type CommonOptions, withCommonOptions } from "../options.js";
import type { Context } from "../run.js";
import { settingsOf } from "../settings.js";

interface Options extends CommonOptions {
  readonly name: string;
  readonly displayName: string;
  readonly passwordTo?: string;
}

export function setupServiceAccountCommand(context: Context): Command {
  const { world } = context;
  const command = new Command("setup-svc-account")
    .description("Create or adopt the cloud-only account that runs the Entra Connect wizard, with its role.")
    .option("--name <NAME>", "name before the @, in the tenant's initial domain", "svc-adconnect")
    .option("--display-name <TEXT>", "name that people see", "Entra Connect service account")
    .option("--password-to <WHERE>", "where a new account's password goes: file:PATH or stdout")
    .action(async (options: Options) => {
      refusePasswordInData(options, context);
      await inSession(
        options,
        context,
        async () => ({
          ...(await import("../../commands/setup-svc-account.js")),
          ...(await import("../../commands/password-destination.js")),
        }),
        ({ setupServiceAccount, parsePasswordDestination }, session, settings) =>
          setupServiceAccount(
            session,
            {
              ...changeOptions(options, settings),
              name: options.name,
              displayName: options.displayName,
              passwordTo: async () => {
                const where = options.passwordTo ?? (await askWhere(context));
                refusePasswordInData({ ...options, passwordTo: where }, context);
                return parsePasswordDestination(where, world.cwd);
              },
              revealPassword: (password) => world.stdout.write(`${password}\n`),
            },
            dialogueFor(options, settings, world),
          ),
      );
    });
  return withExamples(
    withCommonOptions(command),
    [
      ["aadc-cloud setup-svc-account --dry-run", "what would be changed"],
      ["aadc-cloud setup-svc-account --password-to file:svc-adconnect.txt", "create it"],
      ["aadc-cloud setup-svc-account --password-to file:pw --yes --tenant contoso.onmicrosoft.com", "in a pipeline"],
    ],
    ["read-organization", "read-users", "create-users", "read-roles", "assign-roles", "read-policies"],
  );
}

/** A password among JSON would end up in a log. */
function refusePasswordInData(options: Options, { world }: Context): void {
  if (options.passwordTo !== "stdout") return;
  const { output } = settingsOf(options, world);
  if (output === "text" && options.query === undefined && options.out === undefined) return;
  throw new UsageError("--password-to stdout goes with text output on stdout only.", {
    code: "password-in-data",
    remedy: "Use --password-to file:PATH.",
  });
}

async function askWhere({ world }: Context): Promise<string> {
  if (world.ask !== undefined) return (await world.ask("Where shall the password go (file:PATH or stdout)? ")).trim();
  throw new UsageError("Where the new account's password shall go was not said.", {
    code: "password-destination",
    remedy: "Add --password-to file:PATH",
  });
}
