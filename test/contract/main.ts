// `npm run contract`: compares what the test suite made the sandbox say with Microsoft's schemas.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { PERMISSION_ROWS } from "../../src/sandbox/laws/permissions.js";
import { startTestSandbox } from "../sandbox/sandbox-client.js";
import { removeFolder } from "../support/recorded-folder.js";
import type { BetaList } from "./beta-types.js";
import { checkContract } from "./contract.js";
import { type Deviation, judge } from "./deviations.js";
import type { CountedFinding } from "./findings.js";
import { readArguments, readSchemas, type Schemas } from "./inputs.js";
import { type JsonObject, listAt, objectAt } from "./json.js";

const MOST_LINES = 400;

type Print = (line: string) => void;

interface Surroundings {
  readonly root: string;
  readonly print: Print;
}

/**
 * Runs the check and prints what it found.
 * @param root the repository's folder
 * @param print takes one line of the report
 * @returns the exit code: 0 when nothing deviates without a reason, or when there is nothing to compare with
 */
export async function runContract(argv: readonly string[], root: string, print: Print): Promise<number> {
  const given = readArguments(argv);
  const schemas = await readSchemas(given, root);
  for (const what of schemas.skipped) print(`SKIPPED: ${what}`);
  if (schemas.csdl === undefined && schemas.swagger === undefined && schemas.permissions === undefined) return 0;
  if (given.logs !== undefined) return check(schemas, given.logs, given.isWhole, { root, print });
  const logs = mkdtempSync(path.join(tmpdir(), "aadc-contract-"));
  try {
    const isSuiteGreen = recordSuite(logs, root);
    const code = await check(schemas, logs, given.isWhole, { root, print });
    if (!isSuiteGreen) print("The test suite failed; what it recorded was compared all the same.");
    return isSuiteGreen ? code : 1;
  } finally {
    removeFolder(logs);
  }
}

async function check(schemas: Schemas, logs: string, isWhole: boolean, { root, print }: Surroundings): Promise<number> {
  const support = await supportRows();
  const isComplete = isWhole && schemas.skipped.length === 0;
  const started = performance.now();
  const { findings, files, exchanges } = checkContract({
    ...schemas,
    betaDeclarations: betaDeclarations(root),
    betaList: readJson(root, "beta-properties.json") as BetaList,
    permissionRows: PERMISSION_ROWS,
    support,
    logs,
    isWhole: isComplete,
  });
  const { open, justified, stale } = judge(findings, readJson(root, "deviations.json") as readonly Deviation[]);
  const staleFound = isComplete ? stale : [];
  printFindings(open, print);
  for (const name of staleFound) print(`stale: nothing needs the deviation "${name}"`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  print(
    `${exchanges} exchanges in ${files} logs, ${support.length} routes: ${open.length} open deviations, ` +
      `${justified.length} justified, ${staleFound.length} stale; ${seconds} s`,
  );
  return open.length + staleFound.length === 0 ? 0 : 1;
}

function printFindings(open: readonly CountedFinding[], print: Print): void {
  const sorted = [...open].sort((a, b) => `${a.rule} ${a.subject}`.localeCompare(`${b.rule} ${b.subject}`));
  for (const { rule, subject, detail, where, count } of sorted.slice(0, MOST_LINES)) {
    print(`${rule}: ${subject} (${count}): ${detail}\n    ${where}`);
  }
  if (sorted.length > MOST_LINES) print(`... and ${sorted.length - MOST_LINES} more`);
}

/** The suite as `npm test` runs it, with every sandbox's log kept; those, too, whose folders a test has left behind. */
function recordSuite(logs: string, root: string): boolean {
  const require = createRequire(path.join(root, "package.json"));
  const vitest = path.join(path.dirname(require.resolve("vitest/package.json")), "vitest.mjs");
  const temporary = mkdtempSync(path.join(tmpdir(), "aadc-suite-"));
  const env = { ...process.env, AADC_RECORD_DIR: logs, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
  try {
    return [[path.join(root, "scripts/build.mjs")], [vitest, "run"]].every(
      (words) => spawnSync(process.execPath, words, { cwd: root, stdio: "inherit", env }).status === 0,
    );
  } finally {
    removeFolder(temporary, { recordDir: logs });
  }
}

async function supportRows(): Promise<readonly JsonObject[]> {
  const sandbox = await startTestSandbox();
  try {
    const { body } = await sandbox.send("https://graph.microsoft.com/$support");
    return listAt(body, "routes").map((row) => objectAt(row));
  } finally {
    await sandbox.close();
  }
}

function betaDeclarations(root: string): string {
  const require = createRequire(path.join(root, "package.json"));
  const manifest = require.resolve("@microsoft/microsoft-graph-types-beta/package.json");
  return readFileSync(path.join(path.dirname(manifest), "microsoft-graph.d.ts"), "utf8");
}

function readJson(root: string, name: string): unknown {
  return JSON.parse(readFileSync(path.join(root, "test/contract", name), "utf8")) as unknown;
}
