import { Command, Option } from "commander";
import { TOOL_VERSION } from "../version.js";
import { cleanupAccountsCommand } from "./commands/cleanup-accounts.js";
import { cleanupHealthCommand } from "./commands/cleanup-health.js";
import { completionCommand } from "./commands/completion.js";
import { doctorCommand } from "./commands/doctor.js";
import { functionCommand } from "./commands/function.js";
import { loginCommand } from "./commands/login.js";
import { logoutCommand } from "./commands/logout.js";
import { mfaExclusionCommand } from "./commands/mfa-exclusion.js";
import { registerAppCommand } from "./commands/register-app.js";
import { runsCommand } from "./commands/runs.js";
import { sandboxCommand } from "./commands/sandbox.js";
import { setupServiceAccountCommand } from "./commands/setup-svc-account.js";
import { verifySyncCommand } from "./commands/verify-sync.js";
import { whoamiCommand } from "./commands/whoami.js";
import type { Context } from "./context.js";

const EXAMPLES = `
Examples:
  aadc-cloud verify-sync --tenant contoso.onmicrosoft.com   a first look, reading only
  aadc-cloud verify-sync --sandbox                          in an emulated tenant
  aadc-cloud setup-svc-account --dry-run                    what would be changed
  aadc-cloud <command> --help                               its options and examples

Exit codes: 0 done, 1 checks failed or verdict unknown, 2 usage, 3 sign-in or
permission, 4 refused as unsafe, 5 partly done, 6 service failed or deadline
passed, 70 a fault of this program, 130 interrupted, or
answered No.`;

interface Declared {
  readonly name: string;
  readonly description: string;
  readonly declare: (command: Command, context: Context) => Command;
  /** It has commands of its own, and no options. */
  readonly isGroup?: true;
}

const COMMANDS: readonly Declared[] = [
  {
    name: "login",
    description: "Sign in as a person, and keep the sign-in for the commands that follow.",
    declare: loginCommand,
  },
  {
    name: "logout",
    description: "Forget saved sign-ins. Needs no network, and ends nothing elsewhere.",
    declare: logoutCommand,
  },
  {
    name: "whoami",
    description:
      "Who signs in, by which way and why, with what rights; and which sign-ins are saved. Asks nobody unless --auth says so.",
    declare: whoamiCommand,
  },
  {
    name: "doctor",
    description: "Can this operator do this migration? Says what is missing, and who can grant it. Reads only.",
    declare: doctorCommand,
  },
  {
    name: "register-app",
    description: "Register the application that signs in, with exactly the permissions of some commands; or remove it.",
    declare: registerAppCommand,
  },
  {
    name: "verify-sync",
    description: "Is directory synchronisation healthy, and which server does it? Reads only.",
    declare: verifySyncCommand,
  },
  {
    name: "setup-svc-account",
    description: "Create or adopt the cloud-only account that runs the Entra Connect wizard, with its role.",
    declare: setupServiceAccountCommand,
  },
  {
    name: "mfa-exclusion",
    description: "Which Conditional Access policies bind the sync identities; exclude with care, and take back.",
    declare: mfaExclusionCommand,
    isGroup: true,
  },
  {
    name: "cleanup-health",
    description: "List the servers in Connect Health; remove those that are named and certainly gone.",
    declare: cleanupHealthCommand,
  },
  {
    name: "cleanup-accounts",
    description: "List the identities that synchronise, or did; disable, later delete those of servers that are gone.",
    declare: cleanupAccountsCommand,
  },
  {
    name: "function",
    description: "The scheduled check in Azure: deploy it, and give its identity what it needs.",
    declare: functionCommand,
    isGroup: true,
  },
  {
    name: "runs",
    description: "What was changed from here: list it, look at it, take it back, keep it as evidence.",
    declare: runsCommand,
    isGroup: true,
  },
  {
    name: "sandbox",
    description: "The emulated tenant: a place to rehearse, and to test against.",
    declare: sandboxCommand,
    isGroup: true,
  },
  {
    name: "completion",
    description: "Print the script by which a shell completes what is typed.",
    declare: (command, context) => completionCommand(command, context, () => createProgram(context)),
  },
];

/** Help was asked for, of a command that does not exist. */
export class HelpOfNothing extends Error {}

/**
 * The whole command line. Commands are loaded when they run. With `argv` only the one that is asked for has its options: to
 * declare those of all takes a tenth of a start.
 */
export function createProgram(context: Context, argv?: readonly string[]): Command {
  const { stdout, stderr } = context.world;
  const program = new Command("aadc-cloud")
    .description("The cloud half of an Entra Connect migration: prepare, verify, clean up.")
    .version(TOOL_VERSION, "-V, --version", "print the version")
    .helpCommand(false)
    // Else the program would take \`--version\` out of \`sandbox do install-server NAME --version V\`.
    .enablePositionalOptions()
    .configureHelp({ subcommandTerm: (command) => termOf(command.name()) })
    .addHelpText("after", EXAMPLES);
  const asked = argv?.find((word) => !word.startsWith("-"));
  for (const { name, description, declare } of COMMANDS) {
    const command = new Command(name).description(description);
    program.addCommand(asked === name || argv === undefined ? declare(command, context) : command);
  }
  for (const command of withSubcommands(program)) {
    if (command.options.some(({ helpGroupHeading }) => helpGroupHeading === GROUP_OF_HELP))
      command.addHelpOption(new Option("-h, --help", "display help for command").helpGroup(GROUP_OF_HELP));
    command
      .addHelpText("before", () => {
        refuseUnknown(command);
        return "";
      })
      .exitOverride()
      .showSuggestionAfterError(true)
      .allowExcessArguments(false)
      .configureOutput({
        writeOut: (text) => stdout.write(text),
        // Errors are reported in one place, by `run`.
        writeErr: (text) =>
          command.commands.length > 0 && !text.startsWith("error:") ? stderr.write(text) : undefined,
        getOutHelpWidth: () => Math.min(stdout.columns, 100),
        getErrHelpWidth: () => Math.min(stderr.columns, 100),
      });
  }
  return program;
}

/** As commander has it, also of commands whose options are not declared. */
function termOf(name: string): string {
  const isGroup = COMMANDS.some((command) => command.name === name && command.isGroup === true);
  return isGroup ? name : `${name} [options]`;
}

/** Where a command has no options of its own, a group of its own for `--help` would stand below all others. */
const GROUP_OF_HELP = "Running:";

/** Help of the parent would look as if the command were known. @throws {HelpOfNothing} */
function refuseUnknown({ commands, args: [word] }: Command): void {
  if (commands.length === 0 || word === undefined || word.startsWith("-")) return;
  if (!commands.some((command) => command.name() === word || command.aliases().includes(word)))
    throw new HelpOfNothing(word);
}

function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}
