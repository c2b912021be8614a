// Why Connect Health shows nothing, or may refuse.
import { describe, expect, test } from "vitest";
import { notThereRemedy, tenantWords } from "../../src/health/tenant-words.js";
import { known, unknown } from "../../src/shapes/fact.js";
import type { HealthTenant } from "../../src/tenant/health-tenant.js";

const fine: HealthTenant = { premium: true, onboarded: true, disabled: false, inQuarantine: false };
const silent: HealthTenant = { premium: null, onboarded: null, disabled: null, inQuarantine: null };
const of = (change: Partial<HealthTenant>) => known({ ...fine, ...change }, { request: "GET configuration" });
const words = (change: Partial<HealthTenant>, listed: number) => tenantWords(of(change), listed).join(" ");

describe("with servers listed", () => {
  test.each([
    ["all is well", fine, /^$/],
    ["it says nothing", silent, /^$/],
    ["no licence", { premium: false }, /no Microsoft Entra ID P1/],
    ["turned off", { disabled: true }, /turned off/],
    ["in quarantine", { inQuarantine: true }, /takes no uploads/],
    ["not onboarded, and yet they are there", { onboarded: false }, /^$/],
  ])("%s", (_what, change, expected) => {
    expect(words(change, 1)).toMatch(expected);
  });

  test("unknown of it blocks and says nothing", () => {
    expect(tenantWords(unknown("refused", "ask"), 1)).toEqual([]);
  });
});

describe("with nothing listed", () => {
  test.each([
    ["all is well: usual after version 1", fine, /cut off in December 2022/],
    ["never onboarded", { onboarded: false }, /never used Connect Health/],
    ["no licence", { premium: false }, /usual.*no Microsoft Entra ID P1/],
  ])("%s", (_what, change, expected) => {
    expect(words(change, 0)).toMatch(expected);
  });

  test("unknown of it is said, with its reason", () => {
    expect(tenantWords(unknown("403 of ARM", "ask"), 0).join(" ")).toMatch(/usual.*not known: 403 of ARM/);
  });
});

test("no list at all: what the service says of the tenant, or where to look", () => {
  expect(notThereRemedy(of({ onboarded: false }))).toMatch(/never used/);
  expect(notThereRemedy(of({ disabled: true }))).toMatch(/turned off/);
  expect(notThereRemedy(of({}))).toMatch(/portal/);
  expect(notThereRemedy(unknown("404", "ask"))).toMatch(/portal/);
});
