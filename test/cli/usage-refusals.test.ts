// Exit code 2: what was typed wrongly is refused before anything is sent, and the message says what would be right.
import { mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { runIn } from "../support/cli-stage.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const TENANT = ["--tenant", "contoso.onmicrosoft.com"];

/** What is typed, and what the message must say. */
const REFUSED: readonly (readonly [argv: readonly string[], says: readonly string[]])[] = [
  [["verfy-sync"], ["verfy-sync", "Did you mean verify-sync?"]],
  [["cleanup-healt"], ["Did you mean cleanup-health?"]],
  [["mfa-exclusion", "stats"], ["Did you mean status?"]],
  [["sandbox", "rest"], ["Did you mean reset?"]],
  [
    ["mfa-exclusion", "--sandbox-dir", "x"],
    ["Which mfa-exclusion", "status, add or remove"],
  ],
  [["mfa-exclusion", "remove", "--confirm-name", "x", ...TENANT], ["--confirm-name goes with --policy"]],
  [["setup-svc-acount", "--help"], ["Did you mean setup-svc-account?"]],
  [["verfy-sync", "--timeout", "1m", "-h"], ["Did you mean verify-sync?"]],
  [["runs", "lst", "--help"], ["Did you mean list?"]],
  [["runs", "foo", "--help"], ["unknown command 'foo'"]],
  [
    ["verify-sync", "--dry-rnu"],
    ["--dry-rnu", "Did you mean --dry-run?"],
  ],
  [["cleanup-health", "--stale-aftr", "2d"], ["Did you mean --stale-after?"]],
  [["setup-svc-account", "--password-too", "stdout"], ["Did you mean --password-to?"]],
  [["verify-sync", "AADC-NEW"], ["too many arguments"]],
  [["verify-sync", "--tenant"], ["--tenant"]],
  [["verify-sync"], ["tenant", "--tenant", "AZURE_TENANT_ID", "--sandbox"]],
  [
    ["verify-sync", "--auth", "password"],
    ["password", "device-code", "certificate", "azure-cli"],
  ],
  [
    ["verify-sync", "--cloud", "mars"],
    ["mars", "public", "usgov", "usgovdod", "china"],
  ],
  [
    ["verify-sync", "-o", "xlsx"],
    ["xlsx", "text", "json", "yaml"],
  ],
  [
    ["verify-sync", "--fail-on", "info"],
    ["info", "error", "warning"],
  ],
  [
    ["verify-sync", "--timeout", "soon", ...TENANT],
    ["--timeout", "soon", "30s", "ISO 8601"],
  ],
  [["verify-sync", "--timeout", "0s", ...TENANT], ["--timeout"]],
  [["verify-sync", "--timeout", "10", ...TENANT], ["--timeout"]],
  [["cleanup-health", "--stale-after", "-2d", ...TENANT], ["--stale-after"]],
  [
    ["verify-sync", "--ca-file", "nothing.pem", ...TENANT],
    ["nothing.pem", "--ca-file"],
  ],
  [
    ["verify-sync", "--env-file", "nothing.env"],
    ["nothing.env", "--env-file"],
  ],
  [
    ["verify-sync", "--auth", "secret", ...TENANT],
    ["client id", "--client-id", "AZURE_CLIENT_ID"],
  ],
  [["verify-sync", "--auth", "secret", "--client-id", "c", ...TENANT], ["AZURE_CLIENT_SECRET"]],
  [["verify-sync", "--auth", "certificate", "--client-id", "c", ...TENANT], ["AZURE_CLIENT_CERTIFICATE_PATH"]],
  [["verify-sync", "--trace", "no/such/folder/trace", ...TENANT], ["--trace"]],
  [
    ["sandbox", "start", "--port", "https"],
    ["--port", "https", "65535"],
  ],
  [["sandbox", "start", "--port", "65536"], ["--port"]],
  [["sandbox", "start", "--latency", "-1"], ["--latency"]],
  [["sandbox", "start", "--latency", "1.5"], ["--latency"]],
  [["sandbox", "start", "--idle-exit", "1h"], ["--idle-exit"]],
  [
    ["sandbox", "start", "--scenario", "fabrikam"],
    ["fabrikam", "contoso-v1"],
  ],
  ...["--ticket", "--reason", "--plan", "--plan-out", "--out", "--trace", "--query"].map(
    (option) =>
      [
        ["setup-svc-account", option, " ", ...TENANT],
        [option, "It is empty"],
      ] as const,
  ),
  [
    ["setup-svc-account", "--role", "", ...TENANT],
    ['--role cannot be "".', "active:14d"],
  ],
  [
    ["setup-svc-account", "--tap", "", ...TENANT],
    ["--tap is not a duration", "8h"],
  ],
  [
    ["setup-svc-account", "--domain", "", ...TENANT],
    ["--domain is empty.", "initial domain"],
  ],
  [
    ["setup-svc-account", "--restore-deleted", "", ...TENANT],
    ['--restore-deleted cannot be "".', "newest"],
  ],
  ...["0", "3500ms"].map(
    (value) =>
      [
        ["verify-sync", "--timeout", value, ...TENANT],
        [`--timeout is not a duration: "${value}".`, "30s", "more than 0", "leave --timeout out"],
      ] as const,
  ),
  [["sandbox", "do"], ["event"]],
  [
    ["sandbox", "do", "sync"],
    ["No sandbox runs", "sandbox start"],
  ],
];

describe("wrong command lines", () => {
  test.each(REFUSED.map(([argv, says]) => ({ line: argv.join(" "), argv, says })))("$line", async ({ argv, says }) => {
    const cwd = temporaryFolder();
    const { code, stdout, stderr } = await runIn(argv, { cwd });
    expect(code).toBe(2);
    expect(stdout).toBe("");
    for (const part of says) expect(stderr).toContain(part);
    expect(stderr).toMatch(/^Error: .+/);
    expect(stderr).toMatch(/\nWhat to do: .+\n/);
    expect(stderr).not.toMatch(/\n\s+at |node:internal|file:\/\//);
    expect(readdirSync(cwd)).toEqual([]);
  });

  test.each([
    ["AADC_AUTH", "password", "device-code"],
    ["AADC_CLOUD", "mars", "usgov"],
    ["AADC_OUTPUT", "xlsx", "yaml"],
  ])("%s with a value that means nothing", async (name, value, offered) => {
    const { code, stderr } = await runIn(["verify-sync", ...TENANT], {
      cwd: temporaryFolder(),
      environment: { [name]: value },
    });
    expect(code).toBe(2);
    expect(stderr).toContain(value);
    expect(stderr).toContain(offered);
  });

  test("a folder where the CA file should be", async () => {
    const cwd = temporaryFolder();
    mkdirSync(path.join(cwd, "folder"));
    const { code, stderr } = await runIn(["verify-sync", "--ca-file", "folder", ...TENANT], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("--ca-file");
  });

  test("no command at all shows the commands, on stderr", async () => {
    const { code, stdout, stderr } = await runIn([], { cwd: temporaryFolder() });
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("verify-sync");
  });
});
