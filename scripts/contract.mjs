// Compares the sandbox with Microsoft's schemas: bundles test/contract, which is TypeScript, and runs it.
//
//     npm run contract                                  runs the whole suite, then compares what it recorded
//     npm run contract -- --logs DIR [--whole]          compares logs that were recorded with AADC_RECORD_DIR=DIR
//     npm run contract -- --csdl FILE --swagger FILE --permissions FILE | --online
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
// Where the packages that stay outside of the bundle are found from.
const folder = path.join(root, "node_modules/.cache/aadc-cloud/contract");

await build({
  absWorkingDir: root,
  entryPoints: ["test/contract/main.ts"],
  outdir: folder,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  splitting: true, // As the product is bundled: the certificate library is then a file of its own.
  platform: "node",
  format: "esm",
  target: "node20.19",
  external: ["ajv", "ajv-formats", "odata-csdl", "odata-openapi", "typescript"],
  banner: {
    js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
  },
  logLevel: "warning",
});
/** @type {{runContract(argv: readonly string[], root: string, print: (line: string) => void): Promise<number>}} */
const { runContract } = await import(pathToFileURL(path.join(folder, "main.mjs")).href);
try {
  process.exitCode = await runContract(process.argv.slice(2), root, console.log);
} catch (error) {
  // A file that is not there, an option that nobody knows, a sandbox that does not start.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
