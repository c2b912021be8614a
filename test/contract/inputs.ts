// Where the schemas come from. They are Microsoft's and not part of the repository: named on the command line, found in
// their usual place, or (the CSDL) asked for from Graph itself.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { fetch } from "undici";

const METADATA = "https://graph.microsoft.com/v1.0/$metadata";
const USUAL_PLACE = "../shared/contract";
const USUAL_NAMES = {
  csdl: "graph-v1.0.csdl",
  swagger: "connect-health/ADHybridHealthService.json",
  permissions: "graph-permissions.json",
} as const;

type SchemaName = keyof typeof USUAL_NAMES;

export interface ContractArguments {
  readonly schemas: Readonly<Partial<Record<SchemaName, string>>>;
  readonly online: boolean;
  /** Recorded logs; absent: the suite is run. */
  readonly logs: string | undefined;
  /** The logs are those of the whole suite. */
  readonly isWhole: boolean;
}

export interface Schemas {
  readonly csdl: string | undefined;
  readonly swagger: unknown;
  readonly permissions: unknown;
  /** One sentence for each that is not there. */
  readonly skipped: readonly string[];
}

/** @throws TypeError for an unknown option */
export function readArguments(argv: readonly string[]): ContractArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      csdl: { type: "string" },
      swagger: { type: "string" },
      permissions: { type: "string" },
      logs: { type: "string" },
      online: { type: "boolean", default: false },
      whole: { type: "boolean", default: false },
    },
  });
  const { csdl, swagger, permissions, logs, online, whole } = values;
  return {
    schemas: {
      ...(csdl === undefined ? {} : { csdl }),
      ...(swagger === undefined ? {} : { swagger }),
      ...(permissions === undefined ? {} : { permissions }),
    },
    online,
    logs,
    isWhole: logs === undefined || whole,
  };
}

/**
 * Reads the schemas. A file that was named must be there; one that was not may be absent, and is then among the skipped.
 * @param root the repository's folder
 */
export async function readSchemas({ schemas, online }: ContractArguments, root: string): Promise<Schemas> {
  const fileOf = (name: SchemaName): string | undefined => {
    const usual = path.join(root, USUAL_PLACE, USUAL_NAMES[name]);
    return schemas[name] ?? (existsSync(usual) ? usual : undefined);
  };
  const files = { csdl: fileOf("csdl"), swagger: fileOf("swagger"), permissions: fileOf("permissions") };
  const csdl = files.csdl === undefined ? (online ? await metadata() : undefined) : readFileSync(files.csdl, "utf8");
  const skipped = [
    ...(csdl === undefined ? ["exchanges with Microsoft Graph: no CSDL (--csdl FILE, or --online)"] : []),
    ...(files.swagger === undefined ? ["exchanges with Connect Health: no Swagger (--swagger FILE)"] : []),
    ...(files.permissions === undefined ? ["the permission table: no permissions file (--permissions FILE)"] : []),
  ];
  return { csdl, swagger: readJson(files.swagger), permissions: readJson(files.permissions), skipped };
}

async function metadata(): Promise<string> {
  const response = await fetch(METADATA);
  if (!response.ok) throw new Error(`${METADATA} answered ${response.status}.`);
  return response.text();
}

function readJson(file: string | undefined): unknown {
  return file === undefined ? undefined : (JSON.parse(readFileSync(file, "utf8")) as unknown);
}
