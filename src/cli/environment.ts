import { readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { parseEnv } from "node:util";
import { messageOf, UsageError } from "../shapes/errors.js";
import type { World } from "./world.js";

/** The variables that a `.env` file may set; `.env.example` lists the same. Anything else in it is passed over. */
export const VARIABLES = [
  "AZURE_TENANT_ID",
  "AZURE_CLIENT_ID",
  "AZURE_CLIENT_SECRET",
  "AZURE_CLIENT_CERTIFICATE_PATH",
  "AZURE_CLIENT_CERTIFICATE_PASSWORD",
  "AZURE_FEDERATED_TOKEN_FILE",
  "AADC_AUTH",
  "AADC_CLOUD",
  "AADC_CA_FILE",
  "AADC_SANDBOX",
  "AADC_SANDBOX_DIR",
  "AADC_STATE_DIR",
  "AADC_OUTPUT",
  "AADC_REQUIRE_TICKET",
] as const;
type Variable = (typeof VARIABLES)[number];

export interface Environment {
  get(name: Variable): string | undefined;
  /** True for a value that only the `.env` file gives. */
  isFromFile(name: Variable): boolean;
  /** The file was named for this run, and does not merely lie in the folder. */
  readonly isFileNamed: boolean;
}

/**
 * The process environment, and below it a `.env` file: that of the working directory, if there is one, or the one named.
 * @throws {UsageError} when a named file cannot be read
 */
export function readEnvironment(world: World, file: string | undefined): Environment {
  const fromFile = readEnvFile(world.cwd, file);
  const own = (name: Variable) => nonEmpty(world.environment[name]);
  return {
    get: (name) => own(name) ?? nonEmpty(fromFile[name]),
    isFromFile: (name) => own(name) === undefined && nonEmpty(fromFile[name]) !== undefined,
    isFileNamed: file !== undefined,
  };
}

function readEnvFile(cwd: string, file: string | undefined): Readonly<Record<string, string | undefined>> {
  const path = file === undefined ? join(cwd, ".env") : isAbsolute(file) ? file : join(cwd, file);
  try {
    const bytes = readFileSync(path);
    // Windows PowerShell writes UTF-16 by `>`. A byte order mark would become part of the first name.
    const text = bytes.toString(bytes[0] === 0xff && bytes[1] === 0xfe ? "utf16le" : "utf8");
    return parseEnv(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    if (file === undefined && error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw new UsageError(`The settings in ${path} cannot be read: ${messageOf(error)}.`, {
      code: "env-file",
      remedy: "Name a readable file with --env-file.",
    });
  }
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value === "" ? undefined : value;
}
