// What is printed to be typed: a real shell has to understand it as it was meant.
import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { createPaint } from "../../src/report/paint.js";
import { registerAppText } from "../../src/report/register-app-text.js";
import { shellWord, variableLine } from "../../src/report/shell-word.js";
import { plain, resultsOf } from "./sample-results.js";

const AWKWARD = ["plain", "/tmp/it's here.pem", "$(id)", "`id`", String.raw`back\slash`, 'say "x"', "; id", "ä b"];

describe("a variable", () => {
  test.each(AWKWARD)("%s reaches the programs that a POSIX shell starts", (value) => {
    const script = `${variableLine("MIGRATION_TEST", value, "linux")}\nprintenv MIGRATION_TEST`;
    expect(execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" })).toBe(`${value}\n`);
  });

  test.each([
    [String.raw`C:\keys\robot.pem`, String.raw`$env:NAME="C:\keys\robot.pem"`],
    [String.raw`C:\a$b\"c`, '$env:NAME="C:\\a`$b\\`"c"'],
    ["`id`", '$env:NAME="``id``"'],
  ])("%s in PowerShell", (value, line) => {
    expect(variableLine("NAME", value, "win32")).toBe(line);
  });
});

test.each(AWKWARD)("%s stays one word", (value) => {
  const printed = execFileSync("/bin/sh", ["-c", `printf '%s' ${shellWord(value, "linux")}`], { encoding: "utf8" });
  expect(printed).toBe(value);
});

describe("what to do after register-app", () => {
  const result = (next: readonly string[]) => {
    const sample = resultsOf(plain)["register-app"];
    return { ...sample, registration: { ...sample.registration, next: [...next] } };
  };
  const NEXT = ["AZURE_CLIENT_ID=c-1", "AZURE_CLIENT_CERTIFICATE_PATH=/a b.pem", "aadc-cloud doctor --tenant x=y"];
  const printed = (platform: NodeJS.Platform) =>
    registerAppText(result(NEXT), { paint: createPaint(false), width: 80, platform })
      .split("\n")
      .slice(-3);

  test("is set for the programs that follow, and commands stay as they are", () => {
    expect(printed("linux")).toEqual([
      "  export AZURE_CLIENT_ID=c-1",
      "  export AZURE_CLIENT_CERTIFICATE_PATH='/a b.pem'",
      "  aadc-cloud doctor --tenant x=y",
    ]);
    expect(printed("win32")).toEqual([
      '  $env:AZURE_CLIENT_ID="c-1"',
      '  $env:AZURE_CLIENT_CERTIFICATE_PATH="/a b.pem"',
      "  aadc-cloud doctor --tenant x=y",
    ]);
  });
});
