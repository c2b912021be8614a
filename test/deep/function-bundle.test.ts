// The built function app, loaded as the Functions host loads it: with the host's own core module at hand.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { describe, expect, onTestFinished, test } from "vitest";
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

interface Loaded {
  readonly registered: readonly Registration[];
  readonly kinds: readonly string[];
}

/** As the host does it: its own core module is at hand, and nothing else is installed. */
function loaded(app: string, entry: string): Loaded {
  const folder = mkdtempSync(join(tmpdir(), "aadc-function-"));
  onTestFinished(() => removeFolder(folder));
  cpSync(app, join(folder, "app"), { recursive: true });
  if (!existsSync(join(folder, "app/package.json")))
    writeFileSync(join(folder, "app/package.json"), JSON.stringify({ type: "module" }));
  const core = join(folder, "node_modules/@azure/functions-core");
  mkdirSync(core, { recursive: true });
  writeFileSync(join(core, "package.json"), JSON.stringify({ name: "@azure/functions-core", main: "index.js" }));
  writeFileSync(join(core, "index.js"), CORE);
  const printed = execFileSync(process.execPath, [join(folder, "app", entry)], { encoding: "utf8" });
  const registered = JSON.parse(printed.trim().split("\n").at(-1) ?? "") as readonly Registration[];
  const kinds = registered.map(({ metadata }) => {
    const triggers = Object.values(metadata.bindings) as readonly { readonly type: string }[];
    return `${metadata.name} ${triggers.map(({ type }) => type).join(" ")}`;
  });
  return { registered, kinds };
}

const FUNCTIONS = [
  "verify timerTrigger queue",
  "verify-tenant queueTrigger",
  "verify-poison queueTrigger",
  "expire timerTrigger queue",
  "expire-tenant queueTrigger",
  "expire-poison queueTrigger",
  "status httpTrigger http",
  "health httpTrigger http",
];

test("the package's app registers all functions, on the schedules of the app's settings, not on start-up", () => {
  const { registered, kinds } = loaded(join(import.meta.dirname, "../../dist"), "functions/app.js");
  expect(kinds).toEqual(FUNCTIONS);
  expect(registered.every(({ handler }) => handler === "function")).toBe(true);
  const timers = registered.flatMap(({ metadata }) =>
    Object.values(metadata.bindings).filter((one) => "schedule" in one),
  );
  expect(timers).toEqual([
    expect.objectContaining({ type: "timerTrigger", schedule: "%AADC_SCHEDULE%", runOnStartup: false }),
    expect.objectContaining({ type: "timerTrigger", schedule: "%AADC_EXPIRE_SCHEDULE%", runOnStartup: false }),
  ]);
});

describe("the ZIP for Azure", () => {
  const root = join(import.meta.dirname, "../..");
  const make = () => {
    execFileSync(process.execPath, [join(root, "scripts/package-function.mjs")], { stdio: "pipe" });
    return readFileSync(join(root, "dist/aadc-cloud-function.zip"));
  };

  test("is the same byte for byte, no more than 10 MB, and needs nothing else", () => {
    const first = make();
    const again = make();
    expect(again.equals(first)).toBe(true);
    expect(first.length).toBeLessThanOrEqual(10 * 1024 * 1024);
    const folder = mkdtempSync(join(tmpdir(), "aadc-zip-"));
    onTestFinished(() => removeFolder(folder));
    for (const [name, bytes] of Object.entries(unzipSync(first))) {
      mkdirSync(join(folder, dirname(name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    const host = JSON.parse(readFileSync(join(folder, "host.json"), "utf8")) as { readonly version: string };
    expect(host.version).toBe("2.0");
    expect(readFileSync(join(folder, "THIRD-PARTY-NOTICES.txt"), "utf8")).toContain("@azure/data-tables");
    const { main } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { readonly main: string };
    expect(loaded(folder, main).kinds).toEqual(FUNCTIONS);
  });
});
