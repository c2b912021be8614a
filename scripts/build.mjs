// Builds dist: JavaScript by esbuild (one set of chunks for command line, library and function), types by tsc, the JSON
// Schemas of the results, and the notices of everything that the bundles contain.
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { common, root, withoutIdleRequire } from "./bundle.mjs";
import { noticesOf } from "./notices.mjs";

const dist = path.join(root, "dist");
const require = createRequire(import.meta.url);

/**
 * Commander loads child_process for commands that are programs of their own, which this program has none of; loading it
 * takes longer than all of commander. In commander it becomes a module that loads it when it is used.
 * @type {import("esbuild").Plugin}
 */
const lazyChildProcess = {
  name: "lazy-child-process",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]node_modules[\\/]commander[\\/]/.test(importer) ? { path: "child_process", namespace: "lazy" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "lazy" }, () => ({
      contents: 'exports.spawn = (...args) => require("child_process").spawn(...args);',
      resolveDir: root,
    }));
  },
};

/**
 * What the entry of the command line shares with the rest would become a file of its own each, and every file costs every
 * start some time. These hold nothing but data, so the entry gets copies.
 * @type {import("esbuild").Plugin}
 */
const dataInEntry = {
  name: "data-in-entry",
  setup({ onResolve, onLoad, resolve }) {
    const data =
      /\/(report\/formats|sign-in\/auth-kinds|version|package|knowledge\/(permissions|operations)|permissions\/[\w-]+|permission|rights\/least|directory|shapes\/clock)\.js(on)?$/;
    onResolve({ filter: data }, async ({ path: wanted, importer, kind, resolveDir, pluginData }) => {
      const isForEntry =
        pluginData === "copy" || /[\\/]cli[\\/](options|program|help|world|commands[\\/][\w-]+)\.ts$/.test(importer);
      if (pluginData === "resolving" || !isForEntry) return undefined;
      const found = await resolve(wanted, { importer, kind, resolveDir, pluginData: "resolving" });
      return { ...found, suffix: "?copy" };
    });
    // What a copy imports is told by this mark: as an importer it has the name of the original.
    onLoad({ filter: /\.(ts|json)$/ }, ({ path: file, suffix }) => {
      if (suffix !== "?copy") return undefined;
      const contents = readFileSync(file, "utf8");
      return {
        contents,
        resolveDir: path.dirname(file),
        loader: file.endsWith(".json") ? "json" : "ts",
        pluginData: "copy",
      };
    });
  },
};

rmSync(dist, { recursive: true, force: true });
const { metafile, outputFiles } = await build({
  ...common,
  plugins: [lazyChildProcess, dataInEntry],
  write: false,
  entryPoints: { "cli/main": "src/cli/main.ts", index: "src/index.ts", "functions/app": "src/functions/app.ts" },
  outdir: dist,
  splitting: true,
  metafile: true,
  chunkNames: "chunks/[name]-[hash]",
});
for (const { path: file, text } of outputFiles) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, withoutIdleRequire(text));
}
chmodSync(path.join(dist, "cli/main.js"), 0o755);
writeFileSync(path.join(dist, "THIRD-PARTY-NOTICES.txt"), noticesOf(metafile, root));

execFileSync(
  process.execPath,
  [require.resolve("typescript/bin/tsc"), "--project", path.join(root, "tsconfig.types.json")],
  {
    stdio: "inherit",
  },
);
await writeSchemas();

/** The schemas of results, plans and snapshots are written in TypeScript; a small bundle of them is loaded here to write them as JSON Schemas. */
async function writeSchemas() {
  const file = path.join(dist, "result-schemas.tmp.mjs");
  await build({
    ...common,
    stdin: {
      contents: [
        'export { RESULT_SCHEMAS } from "./src/report/result-schemas.ts";',
        'export { savedPlanSchema } from "./src/report/plan-schema.ts";',
        'export { savedSnapshotSchema } from "./src/sync/snapshot-schema.ts";',
        'export { functionOverviewSchema, functionStatusSchema } from "./src/report/function-status-schema.ts";',
        'export { toJSONSchema } from "zod";',
      ].join("\n"),
      resolveDir: root,
    },
    outfile: file,
  });
  const made = await import(pathToFileURL(file).href);
  const { RESULT_SCHEMAS, savedPlanSchema, savedSnapshotSchema, toJSONSchema } = made;
  const { functionOverviewSchema, functionStatusSchema } = made;
  const saved = {
    plan: savedPlanSchema,
    "sync-snapshot": savedSnapshotSchema,
    "function-status": functionStatusSchema,
    "function-overview": functionOverviewSchema,
  };
  mkdirSync(path.join(dist, "schemas"), { recursive: true });
  for (const [name, schema] of Object.entries({ ...RESULT_SCHEMAS, ...saved })) {
    const text = JSON.stringify({ title: `aadc-cloud ${name}`, ...toJSONSchema(schema) }, null, 2);
    writeFileSync(path.join(dist, "schemas", `${name}.json`), `${text}\n`);
  }
  rmSync(file);
}
