// What `mfa-exclusion add` can be asked for, and how long an exclusion lasts.
import { describe, expect, test } from "vitest";
import { mailNicknameOf } from "../../src/conditional-access/exclusion-group.js";
import {
  checkExclusionWishes,
  type ExclusionWishes,
  NO_EXCLUSION_WISHES,
  parseExpiry,
  parseVia,
} from "../../src/conditional-access/exclusion-wishes.js";
import { expiryChange } from "../../src/conditional-access/expiry.js";
import { UsageError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";

const HOUR = 3_600_000;

test.each<[string, Partial<ExclusionWishes>]>([
  ["by default", {}],
  ["the service account for hours", { for: ["svc"], expiresMs: 8 * HOUR }],
  ["the longest", { for: ["SVC"], expiresMs: 24 * HOUR }],
  ["a lock", { lockTo: ["203.0.113.0/24"], enforce: true }],
  ["a group", { via: "group", groupName: "Sync" }],
  ["everybody", { for: ["sync", "a@b.c"] }],
])("allowed: %s", (_what, change) => {
  expect(() => checkExclusionWishes({ ...NO_EXCLUSION_WISHES, ...change })).not.toThrow();
});

test.each<[string, Partial<ExclusionWishes>, string]>([
  ["nobody", { for: [" "] }, "bad-subject"],
  ["the service account without an end", { for: ["svc"] }, "expiry-missing"],
  ["an end of sync", { expiresMs: HOUR }, "expires-of-sync"],
  ["an end of sync beside others", { for: ["svc", "Sync"], expiresMs: HOUR }, "expires-of-sync"],
  ["more than a day", { for: ["svc"], expiresMs: 24 * HOUR + 60_000 }, "bad-expiry"],
  ["the service account by its role", { for: ["svc"], expiresMs: HOUR, via: "role" }, "via-role"],
  ["enforcing nothing", { enforce: true }, "contradicting-options"],
  ["a lock to nowhere", { lockTo: [] }, "contradicting-options"],
  ["a lock to what is no address", { lockTo: ["203.0.113.0/24", "203.0.113.300"] }, "bad-address"],
  ["a lock to the whole internet", { lockTo: ["0.0.0.0/0"] }, "bad-address"],
  ["a group's name without a group", { via: "user", groupName: "Sync" }, "contradicting-options"],
  ["an empty policy", { policies: [" "] }, "contradicting-options"],
])("refused: %s", async (_what, change, code) => {
  const check = async () => checkExclusionWishes({ ...NO_EXCLUSION_WISHES, ...change });
  const error = await caught(UsageError, check());
  expect(error.code).toBe(code);
  expect(error.remedy).not.toBe("");
});

describe("options", () => {
  test("--via", () => {
    expect(parseVia("role")).toEqual({ via: "role", groupName: null });
    expect(parseVia("group: Sync accounts ")).toEqual({ via: "group", groupName: "Sync accounts" });
  });

  test.each(["", "Role", "group:", "group: ", `group:${"x".repeat(257)}`, "group:a\u202eb", "group:a\nb", "roles"])(
    "--via %j is refused",
    async (text) => {
      expect(await caught(UsageError, (async () => parseVia(text))())).toMatchObject({
        code: expect.stringMatching(/^bad-(via|group-name)$/) as string,
      });
    },
  );

  test("--expires", () => {
    expect(parseExpiry("90m")).toBe(90 * 60_000);
    expect(parseExpiry("PT24H")).toBe(24 * HOUR);
  });

  test.each(["", "0h", "-1h", "30s", "90s", "4m", "25h", "2d", "x"])("--expires %j is refused", async (text) => {
    const error = await caught(UsageError, (async () => parseExpiry(text))());
    expect(["bad-expiry", "bad-duration"]).toContain(error.code);
    expect(error.remedy).toContain("from 5m to 24h");
  });
});

test("a group is found again by a nickname that Entra ID allows, made from its name alone", () => {
  const names = ["Sync", "Синхронизация", 'a b@(c)\\[d]";:<>,', "x".repeat(256)];
  for (const name of names) expect(mailNicknameOf(name)).toMatch(/^[a-z0-9-]{1,64}$/);
  expect(new Set(names.map(mailNicknameOf)).size).toBe(names.length);
  expect(mailNicknameOf("Caf\u00e9")).toBe(mailNicknameOf("Cafe\u0301"));
});

describe("the end in the account's mark", () => {
  const account = { userPrincipalName: "svc@contoso.com", userId: "u-1" };
  const before = { excludedUntil: "2026-11-22T18:00:00Z", excludedFrom: ["P-1"] };

  test("is written anew with what it said before", () => {
    expect(expiryChange(account, before, "2026-11-22T20:00:00Z", ["p-1", "p-2", "p-2"])).toMatchObject({
      before,
      after: { excludedUntil: "2026-11-22T20:00:00Z", excludedFrom: ["P-1", "p-2"] },
    });
    expect(expiryChange(account, null, "2026-11-22T20:00:00Z", ["p-1"])).toMatchObject({ before: null });
  });

  test("is left where it says the same", () => {
    expect(expiryChange(account, before, "2026-11-22T18:00:00.000Z", ["p-1"])).toBeNull();
    expect(expiryChange(account, { ...before, excludedUntil: "soon" }, "2026-11-22T18:00:00Z", [])).not.toBeNull();
  });
});
