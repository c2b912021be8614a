// The licences of every package that a bundle contains, read from the packages themselves.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/**
 * @param {import("esbuild").Metafile} metafile
 * @param {string} root
 * @returns {string}
 */
export function noticesOf(metafile, root) {
  const folders = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match?.[1]) folders.add(match[1]);
  }
  const sections = [...folders].sort().map((folder) => section(path.join(root, folder)));
  return `This program contains the following packages.\n\n${[...new Set(sections)].join("\n")}`;
}

/** @param {string} folder */
function section(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry));
  const text = file === undefined ? "" : readFileSync(path.join(folder, file), "utf8").replaceAll("\r\n", "\n").trim();
  if (license === undefined && text === "") throw new Error(`${name} says nothing of its licence.`);
  return `${"=".repeat(80)}\n${name} ${version} (${license ?? "see below"})\n\n${text}\n`;
}
