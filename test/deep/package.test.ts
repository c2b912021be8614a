// What a user gets who installs the package: how much, and whether it runs.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { removeFolder } from "../support/recorded-folder.js";

const PROJECT = join(import.meta.dirname, "../..");
const npm = process.platform === "win32" ? "npm.cmd" : "npm";
const folder = mkdtempSync(join(tmpdir(), "aadc-package-"));
const run = (program: string, ...args: readonly string[]) =>
  execFileSync(program, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

beforeAll(() => {
  const packed = execFileSync(npm, ["pack", "--ignore-scripts", "--pack-destination", folder], {
    cwd: PROJECT,
    encoding: "utf8",
  });
  const file = packed.trim().split("\n").at(-1) ?? "";
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  run(npm, "install", "--no-audit", "--no-fund", join(folder, file));
});

afterAll(() => {
  removeFolder(folder);
});

test("it installs at most 60 packages and 60 MB", () => {
  const packages = JSON.parse(run(npm, "query", "*")) as readonly unknown[];
  // The folder itself counts in the query.
  expect(packages.length - 1).toBeLessThanOrEqual(60);
  expect(sizeOf(join(folder, "node_modules"))).toBeLessThanOrEqual(60e6);
});

test("the keyring adds two packages, itself and its library for this system, and at most 5 MB", () => {
  const packages = JSON.parse(run(npm, "query", "*")) as readonly { readonly name?: string; readonly path: string }[];
  const added = packages.filter(({ name }) => name?.startsWith("@napi-rs/"));
  expect(added.map(({ name }) => name)).toEqual(["@napi-rs/keyring", expect.stringMatching(/^@napi-rs\/keyring-/)]);
  expect(added.reduce((sum, { path }) => sum + sizeOf(path), 0)).toBeLessThanOrEqual(5e6);
});

test("the command runs", () => {
  expect(run(process.execPath, join(folder, "node_modules/.bin/aadc-cloud"), "--version")).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("the library can be imported, and the schemas and notices are there", () => {
  const code =
    'import { verifySync, openSession } from "aadc-cloud"; console.log(typeof verifySync, typeof openSession);';
  expect(run(process.execPath, "--input-type=module", "--eval", code)).toBe("function function\n");
  const dist = join(folder, "node_modules/aadc-cloud/dist");
  expect(readdirSync(join(dist, "schemas"))).toContain("verify-sync.json");
  expect(statSync(join(dist, "THIRD-PARTY-NOTICES.txt")).size).toBeGreaterThan(10_000);
});

function sizeOf(place: string): number {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
