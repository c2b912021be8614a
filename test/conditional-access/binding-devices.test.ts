// Devices, platforms, clients and flows of a server. Worked out by hand; each row names its page on learn.microsoft.com.
import { describe, expect, test } from "vitest";
import { bindingOf } from "../../src/conditional-access/binding.js";
import { policyOf, subjectOf } from "./policy-of.js";
import { type Conditions, factsOf, filtered, type Row, SERVER, verdictFrom } from "./sign-in-facts.js";

const DEVICES = "Conditional Access: Filter for devices";
const CONDITIONS = "Conditional Access: Conditions";

describe("device filters: an engine's server is no registered device to it, and all properties are null", () => {
  test.each<Row>([
    [DEVICES, "included, positive operator", filtered("include", 'device.isCompliant -eq "True"'), "does-not-bind"],
    [DEVICES, "included, positive, false", filtered("include", "device.isCompliant -eq False"), "does-not-bind"],
    [DEVICES, "included, negative operator", filtered("include", 'device.trustType -ne "ServerAD"'), "binds"],
    [DEVICES, "excluded, positive operator", filtered("exclude", 'device.extensionAttribute1 -eq "SAW"'), "binds"],
    [
      DEVICES,
      "excluded, negative operator",
      filtered("exclude", 'device.extensionAttribute1 -ne "SAW"'),
      "does-not-bind",
    ],
    [DEVICES, "In, a list", filtered("include", 'device.mdmAppId -in ["a", "b"]'), "does-not-bind"],
    [DEVICES, "NotIn, a list", filtered("include", '(device.model -notIn ["x","y"])'), "binds"],
    [DEVICES, "StartsWith", filtered("exclude", 'device.displayName -startsWith "KIOSK"'), "binds"],
    [DEVICES, "NotContains", filtered("include", 'device.physicalIds -notContains "[ZTDId]"'), "binds"],
    [DEVICES, "and", filtered("include", 'device.model -ne "x" -and device.isCompliant -eq True'), "does-not-bind"],
    [DEVICES, "or", filtered("include", 'device.model -ne "x" -or device.isCompliant -eq True'), "binds"],
    [
      DEVICES,
      "and before or",
      filtered("include", 'device.a -ne "x" -or device.b -eq "y" -and device.c -eq "z"'),
      "binds",
    ],
    [
      DEVICES,
      "brackets",
      filtered("include", '(device.a -ne "x" -or device.b -eq "y") -and device.c -eq "z"'),
      "does-not-bind",
    ],
    [DEVICES, "an operator that is not on the page", filtered("include", 'device.model -match "x"'), "unknown"],
    [DEVICES, "a comparison with null", filtered("include", "device.model -eq null"), "unknown"],
    [DEVICES, "another object", filtered("include", 'user.department -ne "x"'), "unknown"],
    [DEVICES, "no end", filtered("include", 'device.model -ne "x" -and'), "unknown"],
    [DEVICES, "an open text", filtered("include", 'device.model -ne "x'), "unknown"],
    [DEVICES, "an open bracket", filtered("include", '(device.model -ne "x"'), "unknown"],
    [DEVICES, "words behind its end", filtered("include", 'device.model -ne "x" device.model'), "unknown"],
    [DEVICES, "nothing", filtered("include", ""), "unknown"],
    [DEVICES, "longer than a rule may be", filtered("include", `device.model -ne "${"x".repeat(3072)}"`), "unknown"],
    [
      DEVICES,
      "as deep as a rule can be",
      filtered("include", `${"(".repeat(1500)}device.model -ne "x"${")".repeat(1500)}`),
      "binds",
    ],
    [DEVICES, "a mode that came later", filtered("unknownFutureValue", 'device.model -ne "x"'), "unknown"],
    [DEVICES, "no filter", { devices: {} }, "binds"],
  ])("%s: %s", (_page, _what, conditions, expected) => {
    expect(verdictFrom([SERVER], conditions)).toBe(expected);
  });

  test("before the wizard sits a person, on whatever device", () => {
    const person = subjectOf({ attended: true });
    const policy = policyOf(filtered("include", 'device.isCompliant -eq "True"'));
    expect(bindingOf(policy, person, factsOf([])).verdict).toBe("unknown");
  });
});

describe("platforms, clients and flows of a Windows server", () => {
  const on = (includePlatforms: string[], excludePlatforms: string[] = []): Conditions => ({
    platforms: { includePlatforms, excludePlatforms },
  });
  const flow = (transferMethods: string | null): Conditions => ({ authenticationFlows: { transferMethods } });
  test.each<Row>([
    [CONDITIONS, "every platform", on(["all"]), "binds"],
    [CONDITIONS, "Windows", on(["windows"]), "binds"],
    [CONDITIONS, "macOS and linux", on(["macOS", "linux"]), "does-not-bind"],
    [CONDITIONS, "every platform but Windows: the engine need not tell its own", on(["all"], ["windows"]), "unknown"],
    [CONDITIONS, "Windows, and not Windows", on(["windows"], ["windows"]), "does-not-bind"],
    [CONDITIONS, "a platform that came later", on(["unknownFutureValue"]), "unknown"],
    [CONDITIONS, "every platform but one that came later", on(["all"], ["unknownFutureValue"]), "unknown"],
    [CONDITIONS, "none", on([], ["iOS"]), "does-not-bind"],
    [CONDITIONS, "two empty lists", on([]), "unknown"],
    [CONDITIONS, "every client", { clientAppTypes: [] }, "binds"],
    [CONDITIONS, "browsers", { clientAppTypes: ["browser"] }, "does-not-bind"],
    ["Conditional Access: Authentication flows", "device code", flow("deviceCodeFlow"), "does-not-bind"],
    [
      "Conditional Access: Authentication flows",
      "both",
      flow("deviceCodeFlow,authenticationTransfer"),
      "does-not-bind",
    ],
    ["Conditional Access: Authentication flows", "none set", flow("none"), "binds"],
    ["Conditional Access: Authentication flows", "null", flow(null), "binds"],
    [
      "Conditional Access: Authentication flows",
      "one that came later",
      flow("deviceCodeFlow, unknownFutureValue"),
      "unknown",
    ],
    [CONDITIONS, "insider risk", { insiderRiskLevels: "minor,moderate" }, "unknown"],
  ])("%s: %s", (_page, _what, conditions, expected) => {
    expect(verdictFrom([SERVER], conditions)).toBe(expected);
  });
});
