// What goes on with a run has its options again: read by the program itself, they mean the same.
import { describe, expect, test } from "vitest";
import { NO_WISHES, type SetupWishes } from "../../src/accounts/setup-wishes.js";
import { recordOf } from "../../src/changes/run-record.js";
import { againLine } from "../../src/commands/again-line.js";
import { parseCredential } from "../../src/registration/credential.js";
import { shellWord } from "../../src/report/shell-word.js";
import type { Json } from "../../src/shapes/change.js";
import type { RunEntry } from "../../src/shapes/run.js";
import { planEntry, started } from "../changes/journal-entries.js";

function lineOf(command: string, wishes: Json, more: { readonly rollbackOf?: string } = {}): string {
  const entries = [started("1", more), { ...planEntry("x"), command, wishes } as RunEntry];
  const record = recordOf(entries.map((entry) => ({ written: "2026-11-22T10:00:00.000Z", entry })));
  if (record === null) throw new Error("no record");
  return againLine(record, (text) => shellWord(text, "linux"));
}

const setup = (wishes: Partial<SetupWishes>) => ({ ...NO_WISHES, ...wishes }) as unknown as Json;

describe("the line that goes on", () => {
  test.each<[string, string, Json]>([
    ["setup-svc-account", "setup-svc-account", setup({})],
    [
      "setup-svc-account --name svc-b --display-name 'Entra'\\''s own' --domain contoso.com --role active:36h --tap 90m --restore-deleted newest --reset-password --enable --password-to 'file:my pw'",
      "setup-svc-account",
      setup({
        ...{ name: "svc-b", displayName: "Entra's own", domain: "contoso.com", role: "active:36h", tapMinutes: 90 },
        ...{ restoreDeleted: "newest", resetPassword: true, turn: "on", passwordTo: "file:my pw" },
      }),
    ],
    [
      "setup-svc-account --tap 8h --restore-deleted",
      "setup-svc-account",
      setup({ restoreDeleted: "only", tapMinutes: 480 }),
    ],
    ["setup-svc-account --disable", "setup-svc-account", setup({ turn: "off" })],
    ["mfa-exclusion remove", "mfa-exclusion remove", { for: ["sync"], policies: [], expired: false }],
    [
      "mfa-exclusion remove --for svc --policy a --expired",
      "mfa-exclusion remove",
      { for: ["svc"], policies: ["a"], expired: true },
    ],
    ["mfa-exclusion add --policy a --policy b", "mfa-exclusion add", { policies: ["a", "b"] }],
    [
      "mfa-exclusion add --for svc --for a@b.c --via group:Sync --expires 8h --lock-to 203.0.113.0/24 --enforce --accept-human --accept-unprotected",
      "mfa-exclusion add",
      {
        ...{ for: ["svc", "a@b.c"], via: "group", groupName: "Sync", policies: [], expiresMs: 28_800_000 },
        ...{ until: "2026-11-22T18:00:00.000Z", lockTo: ["203.0.113.0/24"], enforce: true },
        ...{ acceptHuman: true, acceptUnprotected: true },
      },
    ],
    [
      "cleanup-health --server AADC-OLD --stale-after 36h --active-server NEW",
      "cleanup-health",
      { servers: ["AADC-OLD"], staleAfterMs: 129_600_000, activeServer: "NEW" },
    ],
    [
      "cleanup-accounts --step delete --identity Sync_OLD_0123456789ab@contoso.com --identity a-1 --quarantine 36h --active-server NEW --decommissioned OLD",
      "cleanup-accounts",
      {
        ...{ identities: ["Sync_OLD_0123456789ab@contoso.com", "a-1"], step: "delete", quarantineMs: 129_600_000 },
        ...{ activeServer: "NEW", decommissioned: "OLD" },
      },
    ],
    [
      "register-app --name nightly --for verify-sync --app-only --credential certificate:/a/n.pem --valid 90d --grant --accept-tier0",
      "register-app",
      {
        ...{ name: "nightly", operations: ["verify-sync"], kind: "app-only", days: 90, grant: true, acceptTier0: true },
        credential: { kind: "certificate", file: "/a/n.pem" },
      },
    ],
    ["register-app --remove --name nightly", "register-app --remove", { name: "nightly" }],
    ["of-another-version", "of-another-version", { name: "x" }],
    ["mfa-exclusion add", "mfa-exclusion add", null],
  ])("%s", (line, command, wishes) => {
    expect(lineOf(command, wishes)).toBe(line);
  });

  test("of a rollback names the run that is taken back", () => {
    expect(lineOf("runs rollback", { run: "0" }, { rollbackOf: "0" })).toBe("runs rollback 0");
  });

  test.each(["github:o/r", "github:o/r:environment:a:b", "github:o/r:branch:x/y", "github:o/r:pull-request"])(
    "%s is the same credential again",
    (typed) => {
      const credential = parseCredential(typed);
      const line = lineOf("register-app", { credential: credential as unknown as Json });
      expect(parseCredential(/--credential (\S+)/.exec(line)?.[1] ?? "")).toEqual(credential);
    },
  );
});
