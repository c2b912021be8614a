// Makes src/knowledge/connect-versions.json from a sheet of facts: `npm run knowledge:versions -- FILE`. Nothing is written
// unless the sheet is whole, newer than the table, and has lost nothing of it. docs/development.md says what a sheet holds.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import * as z from "zod";

/** @typedef {import("../src/knowledge/connect-versions.ts").ConnectVersions} Table */
/** @typedef {typeof import("../src/knowledge/connect-versions.ts")} Knowledge */

const target = fileURLToPath(new URL("../src/knowledge/connect-versions.json", import.meta.url));
const source = fileURLToPath(new URL("../src/knowledge/connect-versions.ts", import.meta.url));

const sheet = z.object({
  schema: z.literal("aadc-cloud/entra-connect-versions@1"),
  asOf: z.string(),
  sources: z.array(z.string()),
  floors: z.array(
    z.object({
      below: z.string(),
      belowNonCommercial: z.string().nullish(),
      alsoRequires: z.string().nullish(),
      effective: z.string(),
      effect: z.string(),
      confidence: z.string(),
    }),
  ),
  versions: z.array(
    z.object({
      version: z.string(),
      released: z.string().nullable(),
      supportEnds: z.string().nullable(),
      recalled: z.boolean(),
      knownIssues: z.array(z.string()).optional(),
    }),
  ),
});

/**
 * The table that a sheet makes, sorted, and what changes with it.
 *
 * @param {unknown} facts the sheet
 * @param {Table} before what the program knows now
 * @param {Pick<Knowledge, "connectVersionsSchema" | "lostSince">} knowledge
 * @param {(a: string, b: string) => number} compare of version numbers
 * @returns {{ table: Table, changes: readonly string[] }}
 */
export function tableFrom(facts, before, knowledge, compare) {
  const { asOf, sources, floors, versions } = sheet.parse(facts);
  const table = knowledge.connectVersionsSchema.parse({
    schema: "aadc-cloud/connect-versions@1",
    asOf,
    sources: sources.map(address),
    floors: floors
      .filter(({ effect }) => !/^unsupported$/iu.test(effect))
      .map(floorFrom)
      .sort((a, b) => (a.effective === b.effective ? compare(a.below, b.below) : a.effective < b.effective ? -1 : 1)),
    releases: versions
      .map(({ version, released, supportEnds, recalled, knownIssues }) => {
        // They are written by hand, and stay until a sheet has others.
        const issues = knownIssues ?? before.releases.find((one) => one.version === version)?.knownIssues ?? [];
        return { version, released, supportEnds, recalled, ...(issues.length === 0 ? {} : { knownIssues: issues }) };
      })
      .sort((a, b) => compare(b.version, a.version)),
  });
  if (table.asOf < before.asOf) throw new Error(`The sheet is of ${table.asOf}, the table of ${before.asOf}.`);
  const lost = knowledge.lostSince(before, table);
  if (lost.length > 0) throw new Error(`The sheet lacks what the table has: ${lost.join(", ")}.`);
  return { table, changes: changesBetween(before, table) };
}

/** @param {string} text an address, perhaps with a remark behind it */
function address(text) {
  return text.replace(/\s.*$/su, "").replace("/en-us/", "/");
}

/** @param {z.infer<typeof sheet>["floors"][number]} fact */
function floorFrom({ below, belowNonCommercial, alsoRequires, effective, effect, confidence }) {
  const isOfWizard = /^wizard /iu.test(effect);
  if (!isOfWizard && !/\bstops?$/iu.test(effect)) throw new Error(`What does "${effect}" stop (floor ${below})?`);
  if (alsoRequires && alsoRequires !== "application-based authentication")
    throw new Error(`What is "${alsoRequires}" (floor ${below})?`);
  return {
    below,
    ...(belowNonCommercial ? { belowNonCommercial } : {}),
    effective,
    stops: isOfWizard ? "wizard" : "synchronization",
    ...(alsoRequires ? { needsApplication: true } : {}),
    source: confidence === "microsoft" ? "microsoft" : "third-party",
  };
}

/** @param {Table} before @param {Table} after @returns {readonly string[]} */
function changesBetween(before, after) {
  const differs = (/** @type {unknown} */ a, /** @type {unknown} */ b) => JSON.stringify(a) !== JSON.stringify(b);
  const lines = before.asOf === after.asOf ? [] : [`as of ${before.asOf} -> ${after.asOf}`];
  if (differs(before.sources, after.sources)) lines.push("other sources");
  for (const one of after.releases) {
    const earlier = before.releases.find(({ version }) => version === one.version);
    if (earlier === undefined) lines.push(`new: ${one.version}, supported until ${one.supportEnds ?? "not printed"}`);
    else if (differs(earlier, one)) lines.push(`${one.version}: ${JSON.stringify(earlier)} -> ${JSON.stringify(one)}`);
  }
  for (const one of after.floors) {
    const earlier = before.floors.find(({ below, stops }) => below === one.below && stops === one.stops);
    if (earlier === undefined) lines.push(`new floor: ${JSON.stringify(one)}`);
    else if (differs(earlier, one))
      lines.push(`floor ${one.below}: ${JSON.stringify(earlier)} -> ${JSON.stringify(one)}`);
  }
  for (const { below, stops } of before.floors) {
    if (!after.floors.some((one) => one.below === below && one.stops === stops)) lines.push(`floor gone: ${below}`);
  }
  return lines;
}

/** @returns {Promise<Knowledge & { compareVersions: (a: string, b: string) => number }>} */
async function load() {
  const numbers = fileURLToPath(new URL("../src/knowledge/version-numbers.ts", import.meta.url));
  const both = `export * from ${JSON.stringify(source)}; export * from ${JSON.stringify(numbers)};`;
  const { outputFiles } = await build({
    stdin: { contents: both, resolveDir: fileURLToPath(new URL("..", import.meta.url)), loader: "ts" },
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
    logLevel: "error",
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0]?.text ?? "").toString("base64")}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file] = process.argv.slice(2);
  if (file === undefined) throw new Error("Name the sheet: npm run knowledge:versions -- FILE");
  const knowledge = await load();
  const facts = JSON.parse(readFileSync(file, "utf8").replace(/^\uFEFF/u, ""));
  const { table, changes } = tableFrom(facts, knowledge.CONNECT_VERSIONS, knowledge, knowledge.compareVersions);
  writeFileSync(target, `${JSON.stringify(table, null, 2)}\n`);
  const biome = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");
  execFileSync(process.execPath, [biome, "format", "--write", target], { stdio: "ignore" });
  console.log(changes.length === 0 ? "The table is up to date." : changes.join("\n"));
}
