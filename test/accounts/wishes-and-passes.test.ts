import { describe, expect, test } from "vitest";
import { checkPass, type PassFacts } from "../../src/accounts/access-pass.js";
import { parseSetupWishes } from "../../src/accounts/saved-setup-wishes.js";
import { checkWishes, parsePassLifetime, type SetupWishes } from "../../src/accounts/setup-wishes.js";
import { GuardError, UsageError } from "../../src/shapes/errors.js";
import type { PassSettings } from "../../src/tenant/sign-in-methods.js";
import { thrown } from "../shapes/thrown.js";
import { FACTS, read, unread, wishing } from "./account-facts.js";

/** As a saved plan has them. */
const saved = (wishes: Partial<SetupWishes> = {}) => {
  const { passwordTo: _none, ...kept } = wishing(wishes);
  return kept;
};
const NONE = saved();

describe("wishes", () => {
  test.each<[string, Partial<SetupWishes>, string]>([
    ["a name with a domain", { name: "svc@contoso.com" }, "bad-account-name"],
    ["no display name", { displayName: "  " }, "bad-display-name"],
    ["a display name that is too long", { displayName: "x".repeat(257) }, "bad-display-name"],
    ["a strange role", { role: "owner" }, "bad-role"],
    ["a pass that is too short", { tapMinutes: 9 }, "bad-pass-lifetime"],
    ["a strange object id", { restoreDeleted: "svc-adconnect" }, "bad-restore"],
    ["--disable with --role", { turn: "off", role: "permanent" }, "contradicting-options"],
    ["--disable with --tap", { turn: "off", tapMinutes: 60 }, "contradicting-options"],
    ["--disable with --reset-password", { turn: "off", resetPassword: true }, "contradicting-options"],
    ["--disable with --restore-deleted", { turn: "off", restoreDeleted: "only" }, "contradicting-options"],
  ])("refused: %s", (_what, wishes, code) => {
    expect(thrown(UsageError, () => checkWishes(wishing(wishes))).code).toBe(code);
    expect(thrown(UsageError, () => parseSetupWishes(saved(wishes))).code).toBe("plan-file");
  });

  test("refused: --disable with --password-to", () => {
    const wishes = wishing({ turn: "off", passwordTo: "stdout" });
    expect(thrown(UsageError, () => checkWishes(wishes)).code).toBe("contradicting-options");
  });

  test("come back from a saved plan as they were, without the place of the password", () => {
    const wishes: Partial<SetupWishes> = {
      domain: "contoso.com",
      role: "active:14d",
      tapMinutes: 480,
      restoreDeleted: "newest",
      resetPassword: true,
      turn: "on",
    };
    expect(parseSetupWishes(JSON.parse(JSON.stringify(saved(wishes))))).toEqual(wishing(wishes));
  });

  test.each([
    ...[null, [], {}, "x", { ...NONE, name: 1 }, { ...NONE, turn: "both" }, { ...NONE, more: 1 }],
    ...[null, "file:/tmp/theirs"].map((passwordTo) => ({ ...NONE, passwordTo })),
  ])("that are none: %j", (json) => {
    const { code, message } = thrown(UsageError, () => parseSetupWishes(json));
    expect([code, message]).toEqual(["plan-file", expect.stringMatching(/ understood: [^:]/)]);
  });

  test.each([
    ["8h", 480],
    ["10m", 10],
    ["30d", 43_200],
    ["PT1H", 60],
  ])("--tap %s", (text, minutes) => {
    expect(parsePassLifetime(text)).toBe(minutes);
  });

  test.each([
    ["100d", "100 days"],
    ["1m", "1 min"],
    ["90s", "1.5 minutes"],
  ])("%s is told as %s", (text, words) => {
    expect(thrown(UsageError, () => parsePassLifetime(text)).message).toContain(`valid for ${words}.`);
  });

  test.each(["9m", "31d", "90s", "1.5m", "8", "", "ever"])("--tap cannot be %j", (text) => {
    expect(() => parsePassLifetime(text)).toThrow(UsageError);
  });
});

describe("a Temporary Access Pass", () => {
  const [on] = FACTS.pass.settings.state === "known" ? [FACTS.pass.settings.value] : [];
  const allowing = (change: Partial<PassSettings>, facts: Partial<PassFacts> = {}): PassFacts => {
    if (on === undefined) throw new Error("The facts have changed.");
    return { ...FACTS.pass, settings: read({ ...on, pass: { ...on.pass, ...change } }), ...facts };
  };

  test("is allowed within the tenant's bounds, both included", () => {
    for (const minutes of [60, 480]) expect(checkPass(minutes, FACTS.pass)).toEqual([]);
    expect(checkPass(43_200, allowing({ shortest: null, longest: null }))).toEqual([]);
  });

  test.each<[string, number, PassFacts, string]>([
    ["too short", 59, allowing({}), "--tap 1h"],
    ["too long", 481, allowing({}), "--tap 8h"],
    ["turned off", 60, allowing({ enabled: false }), "leave --tap out"],
    ["once only", 60, allowing({ onlyOnce: true }), "more than one use"],
    ["for others", 60, allowing({ for: ["g-1"] }), "Include it"],
    [
      "not for one of its groups",
      60,
      allowing({ notFor: ["g-1"] }, { memberships: read({ groupIds: ["g-1"] }) }),
      "Include",
    ],
    ["not for it", 60, allowing({ notFor: ["u-1"] }, { userId: "u-1" }), "Include"],
    ["for nobody", 60, allowing({ for: [] }), "Include"],
  ])("is refused: %s", (_what, minutes, facts, remedy) => {
    const error = thrown(GuardError, () => checkPass(minutes, facts));
    expect(error.code).toBe("pass-forbidden");
    expect(error.remedy).toContain(remedy);
  });

  test("for one of its groups is allowed", () => {
    expect(checkPass(60, allowing({ for: ["g-1"] }, { memberships: read({ groupIds: ["g-1"] }) }))).toEqual([]);
  });

  test("of which not enough could be read is left to the service, which is said", () => {
    expect(checkPass(60, { ...FACTS.pass, settings: unread }).join()).toContain("the service may refuse");
    expect(checkPass(60, allowing({ for: ["g-1"] }, { memberships: unread })).join()).toContain("some groups only");
    expect(checkPass(60, allowing({}, { memberships: unread }))).toEqual([]);
  });
});
