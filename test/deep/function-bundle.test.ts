// The built function app, loaded as the Functions host loads it: with the host's own core module at hand.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { removeFolder } from "../support/recorded-folder.js";

interface Registration {
  readonly handler: string;
  readonly metadata: { readonly name: string; readonly bindings: Readonly<Record<string, object>> };
}

/** Stands in for the host's side: takes registrations and prints them. */
const CORE = `
const registrations = [];
module.exports = {
  version: "1.0.0", hostVersion: "4.0.0",
  setProgrammingModel() {},
  registerFunction(metadata, handler) { registrations.push({ metadata, handler: typeof handler }); },
  registerHook() { return { dispose() {} }; },
  Disposable: class { static from() { return new this(); } dispose() {} },
  RetryStrategy: {},
};
process.on("exit", () => console.log(JSON.stringify(registrations)));
`;

test("it registers one timer, on the schedule of the app's settings, and not on start-up", () => {
  const folder = mkdtempSync(join(tmpdir(), "aadc-function-"));
  onTestFinished(() => removeFolder(folder));
  cpSync(join(import.meta.dirname, "../../dist"), join(folder, "dist"), { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  const core = join(folder, "node_modules/@azure/functions-core");
  mkdirSync(core, { recursive: true });
  writeFileSync(join(core, "package.json"), JSON.stringify({ name: "@azure/functions-core", main: "index.js" }));
  writeFileSync(join(core, "index.js"), CORE);
  const printed = execFileSync(process.execPath, [join(folder, "dist/functions/app.js")], { encoding: "utf8" });
  const registered = JSON.parse(printed.trim().split("\n").at(-1) ?? "") as readonly Registration[];
  expect(registered).toHaveLength(1);
  expect(registered[0]?.handler).toBe("function");
  expect(registered[0]?.metadata.name).toBe("verify");
  expect(Object.values(registered[0]?.metadata.bindings ?? {})).toEqual([
    expect.objectContaining({ type: "timerTrigger", schedule: "%AADC_SCHEDULE%", runOnStartup: false }),
  ]);
});
