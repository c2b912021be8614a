// `npm run package:function`: the function app as a folder that needs nothing else, and as the ZIP that is pushed to Azure.
// The same sources make the same ZIP, byte for byte.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { zipSync } from "fflate";
import { common, root, withoutIdleRequire } from "./bundle.mjs";
import { noticesOf } from "./notices.mjs";

const folder = path.join(root, "dist-function");
const zip = path.join(root, "dist", "aadc-cloud-function.zip");
const { name, version, license, engines } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
/** Before 1980 a ZIP knows no time; a fixed one makes it the same each time. */
const MADE = new Date("2026-01-01T00:00:00Z");

rmSync(folder, { recursive: true, force: true });
const { metafile, outputFiles } = await build({
  ...common,
  write: false,
  entryPoints: { app: "src/functions/app.ts" },
  outdir: folder,
  splitting: true,
  metafile: true,
  chunkNames: "chunks/[name]-[hash]",
});
for (const { path: file, text } of outputFiles) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, withoutIdleRequire(text));
}
writeFileSync(path.join(folder, "host.json"), readFileSync(path.join(root, "src/functions/host.json")));
const own = { name: `${name}-function`, version, license, private: true, type: "module", engines, main: "app.js" };
writeFileSync(path.join(folder, "package.json"), `${JSON.stringify(own, null, 2)}\n`);
writeFileSync(path.join(folder, "THIRD-PARTY-NOTICES.txt"), noticesOf(metafile, root));

/** @type {Record<string, [Uint8Array, { mtime: Date }]>} */
const content = {};
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const file = path.join(entry.parentPath, entry.name);
  content[path.relative(folder, file).split(path.sep).join("/")] = [readFileSync(file), { mtime: MADE }];
}
const bytes = zipSync(Object.fromEntries(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1))), { level: 9 });
mkdirSync(path.dirname(zip), { recursive: true });
writeFileSync(zip, bytes);
console.log(`${path.relative(root, zip)}: ${Object.keys(content).length} files, ${bytes.length} bytes`);
