import { Command } from "commander";
import type { Context } from "../context.js";
import { collect, nonEmpty, withExamples } from "../help.js";
import { type CommonOptions, withChangeOptions } from "../options.js";

interface GrantOptions extends CommonOptions {
  readonly identity?: string;
  readonly allowWrites?: boolean;
  readonly mail?: boolean;
  readonly acceptTier0?: boolean;
}

export interface DeployOptions extends CommonOptions {
  readonly subscription?: string;
  readonly resourceGroup?: string;
  readonly location?: string;
  readonly set?: readonly string[];
  readonly parameters?: string;
  readonly template?: string;
  readonly zip?: string;
  readonly codeOnly?: boolean;
}

export function functionCommand(command: Command, context: Context): Command {
  return command.helpCommand(false).addCommand(deployCommand(context)).addCommand(grantCommand(context));
}

function deployCommand(context: Context): Command {
  const command = new Command("deploy")
    .description("Deploy the function app: what Azure foresees is shown first, then template and code.")
    .option("--subscription <ID>", "the subscription's id", nonEmpty)
    .option("--resource-group <NAME>", "made where it is not there yet", nonEmpty)
    .option("--location <REGION>", "of a resource group that is not there yet", nonEmpty)
    .option("--set <NAME=VALUE>", "a parameter of the template (several: repeat it)", collect)
    .option("--parameters <FILE>", "a parameter file: for those that are secret", nonEmpty)
    .option("--template <FILE>", "in place of the one that comes with the program", nonEmpty)
    .option("--zip <FILE>", "in place of the code that comes with the program", nonEmpty)
    .option("--code-only", "hand over the code; template and settings stay as they are")
    .action(async (options: DeployOptions) => {
      const { runFunctionDeploy } = await import("../deploy-run.js");
      await runFunctionDeploy(options, command, context);
    });
  const into = "--subscription ID --resource-group rg";
  return withExamples(
    withChangeOptions(command),
    [
      [`aadc-cloud function deploy ${into} --dry-run`, "what Azure foresees"],
      [`aadc-cloud function deploy ${into} --location westeurope --tenant ID`, "do it"],
      [`aadc-cloud function deploy ${into} --parameters alerts.json`, "with what the alerts need"],
      [`aadc-cloud function deploy ${into} --code-only`, "after an update of aadc-cloud"],
    ],
    ["function deploy"],
  );
}

function grantCommand(context: Context): Command {
  const command = new Command("grant")
    .description("Give the function app's identity what its checks need: app roles, and its role at Connect Health.")
    .option("--identity <ID>", "the managed identity: principal id, client id or name", nonEmpty)
    .option("--allow-writes", "also what ending exclusions and tending quarantines takes")
    .option("--mail", "also what sending alerts by e-mail takes")
    .option("--accept-tier0", "although whoever has the app would own the tenant")
    .action(async (given: GrantOptions) => {
      const { changeOptions, dialogueFor, inSession, withAgreedPlan } = await import("../changing.js");
      const { world } = context;
      const { options, agreed } = await withAgreedPlan(given, command, ["function grant"], world);
      const wishes =
        agreed === undefined
          ? await wishesOf(options)
          : (await import("../../commands/wishes.js")).parseFunctionGrantWishes(agreed.wishes);
      await inSession(
        options,
        context,
        () => import("../../commands/function-grant.js"),
        ({ functionGrant }, session, settings) =>
          functionGrant(
            session,
            { ...changeOptions(options, settings, world, agreed), ...wishes },
            dialogueFor(options, settings, world),
          ),
      );
    });
  return withExamples(
    withChangeOptions(command),
    [
      ["aadc-cloud function grant --identity aadc-watch --dry-run", "what it lacks"],
      ["aadc-cloud function grant --identity aadc-watch --tenant contoso.onmicrosoft.com", "to look, and to alert"],
      [
        "aadc-cloud function grant --identity aadc-watch --allow-writes --accept-tier0 --tenant ID",
        "also to end exclusions past their time",
      ],
    ],
    ["function grant"],
  );
}

async function wishesOf({ identity, allowWrites, mail, acceptTier0 }: GrantOptions) {
  if (identity === undefined) {
    const { UsageError } = await import("../../shapes/errors.js");
    throw new UsageError("Which identity is meant was not said.", {
      code: "identity-missing",
      remedy: "Give --identity with its principal id, its client id or its name.",
    });
  }
  return {
    identity,
    allowWrites: allowWrites === true,
    mail: mail === true,
    acceptTier0: acceptTier0 === true,
  };
}
