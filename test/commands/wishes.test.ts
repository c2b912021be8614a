// Wishes of a saved plan come from a file: what no option could have made is refused.
import { describe, expect, test } from "vitest";
import {
  parseCleanupAccountsWishes,
  parseCleanupHealthWishes,
  parseMfaExclusionAddWishes,
  parseRegisterAppWishes,
  parseUnregisterAppWishes,
} from "../../src/commands/wishes.js";
import {
  type ExclusionWishes,
  keptWishes,
  NO_EXCLUSION_WISHES,
} from "../../src/conditional-access/exclusion-wishes.js";
import type { Json } from "../../src/shapes/change.js";
import { UsageError } from "../../src/shapes/errors.js";

const REGISTER = {
  name: "nightly",
  operations: ["verify-sync"],
  kind: "app-only",
  credential: { kind: "certificate", file: "/tmp/n.pem" },
  days: 90,
  grant: true,
  acceptTier0: false,
} as const;

const CLEANUP = {
  ...{ identities: ["Sync_A_0123456789ab@contoso.com"], step: "delete", quarantineMs: 604_800_000 },
  ...{ activeServer: null, decommissioned: "A" },
} as const;

test("what options made is read again as it was", () => {
  expect(parseCleanupHealthWishes({ servers: ["A"], staleAfterMs: 1, activeServer: null })).toEqual({
    servers: ["A"],
    staleAfterMs: 1,
    attested: [],
    disableOnly: false,
  });
  expect(parseCleanupHealthWishes({ servers: [], staleAfterMs: 1, activeServer: "B" })).toMatchObject({
    activeServer: "B",
  });
  expect(parseCleanupAccountsWishes(CLEANUP)).toEqual(CLEANUP);
  expect(parseMfaExclusionAddWishes({ policies: ["p"] })).toEqual({ ...NO_EXCLUSION_WISHES, policies: ["p"] });
  const all: ExclusionWishes = {
    ...{ for: ["svc", "a@b.c"], via: "group", groupName: "Sync", policies: [], expiresMs: 3_600_000 },
    ...{ until: "2026-11-22T18:00:00.000Z", lockTo: ["203.0.113.0/24"], enforce: true },
    ...{ acceptHuman: true, acceptUnprotected: true },
  };
  expect(parseMfaExclusionAddWishes(JSON.parse(JSON.stringify(all)) as Json)).toEqual(all);
  expect(keptWishes(all)).toEqual(all);
  expect(keptWishes(NO_EXCLUSION_WISHES)).toEqual({ policies: [] });
  expect(parseRegisterAppWishes(REGISTER)).toEqual(REGISTER);
  expect(parseUnregisterAppWishes({ name: "nightly" })).toEqual({ name: "nightly" });
});

describe("refused", () => {
  const strange: readonly (readonly [string, () => unknown])[] = [
    ["no object", () => parseMfaExclusionAddWishes(null)],
    ["more than it has", () => parseMfaExclusionAddWishes({ policies: [], also: 1 })],
    ["hours without an end", () => parseMfaExclusionAddWishes({ policies: [], for: ["svc"], expiresMs: 3_600_000 })],
    ["an end without hours", () => parseMfaExclusionAddWishes({ policies: [], until: "2026-11-22T18:00:00.000Z" })],
    ["the service account without an end", () => parseMfaExclusionAddWishes({ policies: [], for: ["svc"] })],
    ["enforcing nothing", () => parseMfaExclusionAddWishes({ policies: [], enforce: true })],
    ["a step that is none", () => parseCleanupAccountsWishes({ ...CLEANUP, step: "purge" })],
    ["a quarantine of no time", () => parseCleanupAccountsWishes({ ...CLEANUP, quarantineMs: 0 })],
    ["an identity without a name", () => parseCleanupAccountsWishes({ ...CLEANUP, identities: [""] })],
    ["a limit of no time", () => parseCleanupHealthWishes({ servers: [], staleAfterMs: 0, activeServer: null })],
    [
      "an empty name of a server",
      () => parseCleanupHealthWishes({ servers: [""], staleAfterMs: 1, activeServer: null }),
    ],
    ["a name that no registration has", () => parseUnregisterAppWishes({ name: "a--b" })],
    ["an operation that nobody registers for", () => register({ operations: ["register-app"] })],
    ["an operation that is none", () => register({ operations: ["nonsense"] })],
    ["a command in place of its operations", () => register({ operations: ["mfa-exclusion"] })],
    ["no operation", () => register({ operations: [] })],
    ["three years", () => register({ days: 1095 })],
    ["a credential for people", () => register({ kind: "delegated" })],
    ["an identity without an id", () => register({ credential: { kind: "azure", objectId: "x" } })],
    ["a secret", () => register({ credential: { kind: "secret", value: "x" } })],
    ["a grant that is not said", () => register({ grant: "yes" })],
  ];
  const register = (change: Record<string, Json>) => parseRegisterAppWishes({ ...REGISTER, ...change });

  test.each(strange)("%s", (_what, parse) => {
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(/^The wishes in the saved plan are not to be understood: [^:]/);
  });
});
