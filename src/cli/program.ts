import { Command, Option } from "commander";
import { TOOL_VERSION } from "../version.js";
import { cleanupHealthCommand } from "./commands/cleanup-health.js";
import { doctorCommand } from "./commands/doctor.js";
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

/** Help was asked for, of a command that does not exist. */
export class HelpOfNothing extends Error {}

/** The whole command line. Commands are declared here and loaded when they run. */
export function createProgram(context: Context): Command {
  const { stdout, stderr } = context.world;
  const program = new Command("aadc-cloud")
    .description("The cloud half of an Entra Connect migration: prepare, verify, clean up.")
    .version(TOOL_VERSION, "-V, --version", "print the version")
    .helpCommand(false)
    // Else the program would take \`--version\` out of \`sandbox do install-server NAME --version V\`.
    .enablePositionalOptions()
    .addHelpText("after", EXAMPLES);
  program.addCommand(loginCommand(context));
  program.addCommand(logoutCommand(context));
  program.addCommand(whoamiCommand(context));
  program.addCommand(doctorCommand(context));
  program.addCommand(registerAppCommand(context));
  program.addCommand(verifySyncCommand(context));
  program.addCommand(setupServiceAccountCommand(context));
  program.addCommand(mfaExclusionCommand(context));
  program.addCommand(cleanupHealthCommand(context));
  program.addCommand(runsCommand(context));
  program.addCommand(sandboxCommand(context));
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
