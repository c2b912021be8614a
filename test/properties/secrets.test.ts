// A password and a pass are in their files and nowhere else: not in a plan, a change request, a result, a journal, an
// export, a trace, or what is printed.
import { readFileSync } from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { filesBelow, placesWith } from "../support/cli-canaries.js";
import type { Stage } from "../support/cli-stage.js";
import { commandOf, setupVariant, stageOf } from "../support/setup-variants.js";

const VARIANT = setupVariant("a new account with a pass");
let stage: Stage;
beforeAll(async () => {
  stage = await stageOf(VARIANT);
});
afterAll(() => stage.close());

test("they are in their files alone", async () => {
  const printed: Record<string, string> = {};
  const asked = [
    [...commandOf(VARIANT), "--dry-run", "-o", "md"],
    [...commandOf(VARIANT), "--dry-run", "-o", "html"],
    [...commandOf(VARIANT), "--plan-out", "plan.json", "-o", "json"],
    [
      "setup-svc-account",
      "--yes",
      "--plan",
      "plan.json",
      "--password-to",
      "file:pw",
      "--trace",
      "trace.jsonl",
      "-v",
      "-o",
      "json",
    ],
    ["runs", "show", "last", "-o", "json"],
    ["runs", "export", "last", "--out", "run.zip"],
    [...commandOf(VARIANT), "-v"],
  ];
  for (const argv of asked) {
    const { code, stdout, stderr } = await stage.cli(argv);
    expect(code, `${argv.join(" ")}: ${stdout}${stderr}`).toBe(0);
    printed[argv.join(" ")] = stdout + stderr;
  }
  const zip = unzipSync(readFileSync(path.join(stage.cwd, "run.zip")));
  const exported = Object.fromEntries(
    Object.entries(zip).map(([name, bytes]) => [`run.zip ${name}`, Buffer.from(bytes).toString("utf8")]),
  );
  expect(Object.keys(exported).length).toBeGreaterThan(3);
  const written = filesBelow(stage.cwd);
  const secretFiles = Object.keys(written).filter((name) => /^pw/u.test(name));
  expect(secretFiles).toHaveLength(2);
  const secrets = secretFiles.map((name) => ({ name, secret: (written[name] ?? "").split("\n")[0] ?? "" }));
  for (const { name, secret } of secrets) {
    expect(secret.length, name).toBeGreaterThanOrEqual(8);
    expect(placesWith(secret, written)).toEqual([name]);
  }
  const places = {
    ...printed,
    ...exported,
    ...filesBelow(stage.dir, ["key.pem", "sandbox.json"]),
    ...Object.fromEntries(Object.entries(written).filter(([name]) => !secretFiles.includes(name))),
  };
  expect(Object.keys(places).filter((name) => name.endsWith(".jsonl")).length).toBeGreaterThan(2);
  for (const { secret } of secrets) expect(placesWith(secret, places)).toEqual([]);
});
