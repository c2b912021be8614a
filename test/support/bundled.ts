import path from "node:path";
import { build } from "esbuild";

/** Bundles a script of test/support that tests run as a process of its own; its path. */
export async function bundled(script: string, folder: string): Promise<string> {
  const outfile = path.join(folder, script.replace(/\.ts$/, ".mjs"));
  await build({
    entryPoints: [path.join(import.meta.dirname, script)],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    outfile,
    // CommonJS inside of an ES module asks for Node's own modules by `require`.
    banner: {
      js: 'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);',
    },
    logLevel: "error",
  });
  return outfile;
}
