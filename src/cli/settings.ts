// From options and environment to what a command needs to know. Decides; asks nothing, sends nothing.
import { join, posix, resolve, win32 } from "node:path";
import { type Cloud, cloudNamed } from "../cloud/clouds.js";
import { AUTH_KINDS, type AuthKind } from "../cloud/sign-in/auth-kinds.js";
import { DATA_FORMATS, type OutputFormat } from "../report/formats.js";
import { durationOption } from "../shapes/duration.js";
import { UsageError } from "../shapes/errors.js";
import { type Environment, readEnvironment } from "./environment.js";
import { checkClientId, checkTenant } from "./identifiers.js";
import type { CommonOptions } from "./options.js";
import type { World } from "./world.js";

export interface Settings {
  /** Folder of the sandbox; undefined: a real cloud. */
  readonly sandboxDir: string | undefined;
  /** Only a `.env` that happens to lie in the folder says that a sandbox is meant. */
  readonly sandboxFound: boolean;
  readonly tenant: string | undefined;
  /** Whether the tenant was named for this very run, and not by a file that happens to lie in the folder or by an earlier sign-in. */
  readonly tenantNamed: boolean;
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
  /** Only the `.env` file gives it. */
  readonly secretIsFromFile: boolean;
  readonly certificateFile: string | undefined;
  readonly certificatePassword: string | undefined;
  readonly federatedTokenFile: string | undefined;
  readonly auth: AuthKind | undefined;
  readonly ticketRequired: boolean;
  readonly cloud: Cloud;
  /** Whether the cloud was named, and is not just the usual one. */
  readonly cloudNamed: boolean;
  readonly caFiles: readonly string[];
  readonly stateDir: string;
  readonly output: OutputFormat;
  readonly timeoutMs: number | undefined;
}

const DEFAULT_SANDBOX_DIR = ".aadc-sandbox";

/** @throws {UsageError} for values that mean nothing */
export function settingsOf(options: CommonOptions, world: World): Settings {
  const environment = readEnvironment(world, options.envFile);
  const sandboxDir = sandboxDirOf(options, environment, world);
  const caFile = options.caFile ?? environment.get("AADC_CA_FILE");
  return {
    sandboxDir,
    sandboxFound: sandboxDir !== undefined && !isSandboxNamed(options, environment),
    tenant:
      checkTenant(options.tenant, "--tenant") ?? checkTenant(environment.get("AZURE_TENANT_ID"), "AZURE_TENANT_ID"),
    tenantNamed:
      options.tenant !== undefined ||
      sandboxDir !== undefined ||
      (environment.get("AZURE_TENANT_ID") !== undefined && !environment.isFromFile("AZURE_TENANT_ID")),
    clientId:
      checkClientId(options.clientId, "--client-id") ??
      checkClientId(environment.get("AZURE_CLIENT_ID"), "AZURE_CLIENT_ID"),
    clientSecret: environment.get("AZURE_CLIENT_SECRET"),
    secretIsFromFile: environment.isFromFile("AZURE_CLIENT_SECRET"),
    certificateFile: fileIn(environment.get("AZURE_CLIENT_CERTIFICATE_PATH"), world),
    certificatePassword: environment.get("AZURE_CLIENT_CERTIFICATE_PASSWORD"),
    federatedTokenFile: fileIn(environment.get("AZURE_FEDERATED_TOKEN_FILE"), world),
    auth: oneOf(AUTH_KINDS, options.auth ?? environment.get("AADC_AUTH"), "AADC_AUTH"),
    ticketRequired: isOn(environment.get("AADC_REQUIRE_TICKET")),
    cloud: cloudNamed(options.cloud ?? environment.get("AADC_CLOUD") ?? "public"),
    cloudNamed: options.cloud !== undefined || environment.get("AADC_CLOUD") !== undefined,
    caFiles: [fileIn(caFile, world)].filter((file) => file !== undefined),
    stateDir: resolve(
      world.cwd,
      options.stateDir ?? environment.get("AADC_STATE_DIR") ?? defaultStateDir(sandboxDir, world),
    ),
    output: outputOf(options, environment),
    timeoutMs: options.timeout === undefined ? undefined : durationOption("--timeout", options.timeout, TIMEOUTS),
  };
}

const TIMEOUTS =
  "Write it like 30s, 10m or 1h, or as ISO 8601 (PT30S), and more than 0: where no deadline is wanted, leave --timeout out.";

function fileIn(file: string | undefined, { cwd }: World): string | undefined {
  return file === undefined ? undefined : resolve(cwd, file);
}

/** The sandbox's folder, where one is wanted at all. */
export function sandboxDirOf(options: CommonOptions, environment: Environment, world: World): string | undefined {
  const dir = options.sandboxDir ?? environment.get("AADC_SANDBOX_DIR");
  const wanted = options.sandbox === true || dir !== undefined || isOn(environment.get("AADC_SANDBOX"));
  return wanted ? resolve(world.cwd, dir ?? DEFAULT_SANDBOX_DIR) : undefined;
}

/** For this very run, or by who runs it: not by a file that came with the folder. */
function isSandboxNamed(options: CommonOptions, environment: Environment): boolean {
  if (options.sandbox === true || options.sandboxDir !== undefined || environment.isFileNamed) return true;
  const isOwn = (name: "AADC_SANDBOX" | "AADC_SANDBOX_DIR") =>
    environment.get(name) !== undefined && !environment.isFromFile(name);
  return isOwn("AADC_SANDBOX_DIR") || (isOwn("AADC_SANDBOX") && isOn(environment.get("AADC_SANDBOX")));
}

/** The platform's folder for state: XDG's, Library/Application Support, or %LOCALAPPDATA%. */
export function platformStateDir({
  platform,
  environment,
  home,
}: Pick<World, "platform" | "environment" | "home">): string {
  if (platform === "win32")
    return win32.join(environment["LOCALAPPDATA"] || win32.join(home, "AppData", "Local"), "aadc-cloud");
  if (platform === "darwin") return posix.join(home, "Library", "Application Support", "aadc-cloud");
  return posix.join(environment["XDG_STATE_HOME"] || posix.join(home, ".local", "state"), "aadc-cloud");
}

function defaultStateDir(sandboxDir: string | undefined, world: World): string {
  return sandboxDir === undefined ? platformStateDir(world) : join(sandboxDir, "state");
}

function outputOf(options: CommonOptions, environment: Environment): OutputFormat {
  return (
    options.output ?? oneOf(options.formats ?? DATA_FORMATS, environment.get("AADC_OUTPUT"), "AADC_OUTPUT") ?? "text"
  );
}

function oneOf<T extends string>(allowed: readonly T[], value: string | undefined, name: string): T | undefined {
  if (value === undefined) return undefined;
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new UsageError(`${name} is "${value}", which means nothing here.`, {
    code: "bad-value",
    remedy: `Use one of ${allowed.join(", ")}.`,
  });
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && !["", "0", "false", "no"].includes(value.toLowerCase());
}
