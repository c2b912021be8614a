import { Command } from "commander";
import type { Context } from "../context.js";
import { nonEmpty, withExamples } from "../help.js";
import { type CommonOptions, withChangeOptions } from "../options.js";

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
    .option("--display-name <TEXT>", "name that people see", nonEmpty, "Entra Connect service account")
    .option("--password-to <WHERE>", "where a new password goes: file:PATH, keyvault:VAULT/SECRET or stdout")
    .action(async (options: Options) => {
      const { changeOptions, dialogueFor, inSession } = await import("../changing.js");
      const { askWhere, refusePasswordInData } = await import("../password-question.js");
      refusePasswordInData(options.passwordTo, options, world);
      if (options.passwordTo !== undefined) {
        const { parsePasswordDestination } = await import("../../commands/password-destination.js");
        parsePasswordDestination(options.passwordTo, world.cwd);
      }
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
              ...changeOptions(options, settings, world),
              name: options.name,
              displayName: options.displayName,
              passwordTo: async () => {
                const where = options.passwordTo ?? (await askWhere(world));
                refusePasswordInData(where, options, world);
                return parsePasswordDestination(where, world.cwd);
              },
              show: (text) => world.stdout.deliver(text),
            },
            dialogueFor(options, settings, world),
          ),
      );
    });
  return withExamples(
    withChangeOptions(command),
    [
      ["aadc-cloud setup-svc-account --dry-run", "what would be changed"],
      ["aadc-cloud setup-svc-account --password-to file:svc-adconnect.txt", "create it"],
      ["aadc-cloud setup-svc-account --password-to file:pw --yes --tenant contoso.onmicrosoft.com", "in a pipeline"],
    ],
    ["setup-svc-account"],
  );
}
