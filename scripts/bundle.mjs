// How everything of this project is bundled.
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** CommonJS inside of an ES module still asks for Node's own modules by `require`. */
export const REQUIRE =
  'import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);';

export const common = /** @satisfies {import("esbuild").BuildOptions} */ ({
  absWorkingDir: root,
  bundle: true,
  platform: /** @type {const} */ ("node"),
  mainFields: ["module", "main"],
  target: "node20.19",
  format: /** @type {const} */ ("esm"),
  banner: { js: REQUIRE },
  legalComments: /** @type {const} */ ("none"),
  minifySyntax: true,
  minifyWhitespace: true,
  logLevel: /** @type {const} */ ("warning"),
  // Loaded from node_modules, and only when the Azure CLI signs in; the Functions host brings its own core.
  external: ["@azure/identity", "@azure/functions-core"],
});

/** Most chunks hold no CommonJS, and making a `require` for them costs every start some time. @param {string} text */
export function withoutIdleRequire(text) {
  const body = text.replace(`${REQUIRE}\n`, "");
  return /\brequire\b/.test(body) ? text : body;
}
