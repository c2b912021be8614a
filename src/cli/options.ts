// The options that every command of a tenant has: declared on each leaf by one function.
import { type Command, Option } from "commander";
import { AUTH_KINDS } from "../cloud/sign-in/auth-kinds.js";
import { CHANGE_FORMATS, DATA_FORMATS, type OutputFormat } from "../report/formats.js";
import { nonEmpty } from "./help.js";

/** What commander gives to a command's action. */
export interface CommonOptions {
  readonly tenant?: string;
  readonly clientId?: string;
  readonly auth?: string;
  readonly cloud?: string;
  readonly caFile?: string;
  readonly sandbox?: boolean;
  readonly sandboxDir?: string;
  readonly stateDir?: string;
  readonly output?: OutputFormat;
  /** What the command can print: set where it is declared. */
  readonly formats?: readonly OutputFormat[];
  readonly out?: string;
  readonly query?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly reason?: string;
  readonly ticket?: string;
  /** Of changing commands only. */
  readonly plan?: string;
  readonly planOut?: string;
  readonly evidence?: boolean;
  readonly timeout?: string;
  readonly trace?: string;
  readonly verbose?: boolean;
  readonly color: boolean;
  readonly envFile?: string;
}

/** For a command that changes something: plans that are saved and carried out later, change requests. */
export function withChangeOptions(command: Command): Command {
  return withCommonOptions(command, CHANGE_FORMATS)
    .optionsGroup(CHANGING)
    .option("--plan-out <FILE>", "save the plan, change nothing", nonEmpty)
    .option("--plan <FILE>", "carry out exactly this saved plan", nonEmpty)
    .option("--evidence", "keep verify-sync of before and after in the journal");
}

const CHANGING = "Changing things:";

/** @param tenant what the command takes for a tenant's name */
export function withCommonOptions(
  command: Command,
  formats = DATA_FORMATS,
  tenant = "tenant id or a verified domain (AZURE_TENANT_ID)",
): Command {
  return withOutputOptions(command, formats)
    .optionsGroup("Tenant and sign-in:")
    .option("--tenant <ID>", tenant)
    .option("--client-id <ID>", "app registration (AZURE_CLIENT_ID)")
    .addOption(new Option("--auth <KIND>", "how to sign in (AADC_AUTH)").choices(AUTH_KINDS))
    .addOption(
      new Option("--cloud <NAME>", "Microsoft cloud (AADC_CLOUD)").choices(["public", "usgov", "usgovdod", "china"]),
    )
    .option("--ca-file <FILE>", "certificates trusted besides Node's (AADC_CA_FILE)")
    .option("--sandbox", "use the emulated tenant (AADC_SANDBOX=1)")
    .option("--sandbox-dir <DIR>", "its folder; implies --sandbox (AADC_SANDBOX_DIR)")
    .optionsGroup(CHANGING)
    .option("--dry-run", "print the plan, change nothing")
    .option("--yes", "ask nothing; guards stay")
    .option("--reason <TEXT>", "why: into plan and journal", nonEmpty)
    .option("--ticket <ID>", "change request: into plan, journal and result", nonEmpty)
    .option("--state-dir <DIR>", "journals and saved sign-ins (AADC_STATE_DIR)")
    .optionsGroup("Running:")
    .option("--timeout <DURATION>", "one deadline for the whole command, such as 10m")
    .option("--trace <FILE>", "write every request and answer to FILE, secrets hidden", nonEmpty)
    .option("-v, --verbose", "show each request on stderr");
}

/** The options that have to do with what is printed, and where settings come from. */
export function withOutputOptions(command: Command, formats = DATA_FORMATS): Command {
  return command
    .setOptionValueWithSource("formats", formats, "default")
    .optionsGroup("Output:")
    .addOption(new Option("-o, --output <FORMAT>", "how to print the result (AADC_OUTPUT)").choices(formats))
    .option("--out <FILE>", "write the result to FILE", nonEmpty)
    .option("--query <JMESPATH>", "applied to the JSON", nonEmpty)
    .option("--no-color", "no colours (NO_COLOR)")
    .option("--env-file <FILE>", "read settings from FILE instead of .env");
}
