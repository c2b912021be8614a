// docs/function.md knows every setting that the app reads, and every function, queue and table that it has.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const page = readFileSync(join(root, "docs/function.md"), "utf8");
const folder = join(root, "src/functions");
const code = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(join(folder, name), "utf8"))
  .join("\n");

/** As the code names them; those of a channel are put together from its name. */
const settings = new Set([
  ...[...code.matchAll(/"(A(?:ADC|ZURE)_[A-Z_]+)"/g)].map(([, name]) => name ?? ""),
  ...["TEAMS", "SLACK", "WEBHOOK"].map((channel) => `AADC_ALERT_${channel}_URL`),
]);

/** Of the command line, where its page tells of them; this one says for which kinds of sign-in. */
const ELSEWHERE = [
  "AZURE_CLIENT_SECRET",
  "AZURE_CLIENT_CERTIFICATE_PATH",
  "AZURE_CLIENT_CERTIFICATE_PASSWORD",
  "AZURE_FEDERATED_TOKEN_FILE",
];

test("every setting", () => {
  expect(settings.size).toBeGreaterThan(20);
  const untold = [...settings].filter((name) => !page.includes(`\`${name}\``) && !ELSEWHERE.includes(name));
  expect(untold).toEqual([]);
});

test("every function and queue", () => {
  const names = [...code.matchAll(/(?:timer|queue)\("([\w-]+)"|host\.http\("(\w+)"/g)].map(([, a, b]) => a ?? b ?? "");
  expect(names).toHaveLength(8);
  for (const name of names) expect(page).toContain(`\`${name}\``);
  for (const queue of ["aadc-verify", "aadc-expire"]) expect(page).toContain(`\`${queue}\``);
});
