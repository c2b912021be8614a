// The whole migration, command by command; what came of each is read from the tenant by a client that is not ours.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import {
  DIRECTORY_SYNCHRONIZATION_ACCOUNTS,
  HYBRID_IDENTITY_ADMINISTRATOR,
  type PolicySeen,
  SERVICE_ACCOUNT,
  type TenantView,
  viewOf,
} from "../support/cli-tenant-view.js";

const ALL_USERS = "CA001: Require MFA for all users";

describe("the migration of Contoso", () => {
  let stage: Stage;
  let tenant: TenantView;
  let policiesBefore: readonly PolicySeen[];
  beforeAll(async () => {
    stage = await startStage();
    tenant = viewOf(stage);
    policiesBefore = await tenant.policies();
  });
  afterAll(() => stage.close());

  const journals = () => {
    try {
      return readdirSync(path.join(stage.dir, "state", "runs"));
    } catch {
      return [];
    }
  };

  test("a first look fails and explains version 1, with the swap still to come", async () => {
    const { code, stdout } = await stage.cli(["verify-sync"]);
    expect(code).toBe(1);
    expect(stdout).toContain("Synchronisation is NOT healthy");
    expect(stdout).toMatch(/SYNC-004 error/);
    expect(stdout).toMatch(/Version 1\.6\.16\.0: Microsoft stopped it on 2023-10-01/);
    expect(stdout).toContain("The last one was AADC-OLD, until 2023-09-30T21:42:17Z");
  });

  test("the account is created, once, with its role", async () => {
    const { code, stdout } = await stage.cli(["setup-svc-account", "--password-to", "file:pw.txt", "--yes"]);
    expect(code).toBe(0);
    expect(stdout).toContain("Carried out and confirmed");
    const user = await tenant.user(SERVICE_ACCOUNT);
    expect(user).toMatchObject({ enabled: true, synced: null, displayName: "Entra Connect service account" });
    expect(await tenant.rolesOf(user?.id ?? "")).toEqual([HYBRID_IDENTITY_ADMINISTRATOR]);
    expect(journals()).toHaveLength(1);
  });

  test("the same command again finds nothing to do and makes no second account", async () => {
    const before = await tenant.user(SERVICE_ACCOUNT);
    const { code, stdout } = await stage.cli(["setup-svc-account", "--password-to", "file:other.txt", "--yes"]);
    expect(code).toBe(0);
    expect(stdout).toContain("Nothing to change.");
    expect(await tenant.usersBeginning("svc-")).toEqual([SERVICE_ACCOUNT]);
    expect(await tenant.user(SERVICE_ACCOUNT)).toEqual(before);
    expect(readdirSync(stage.cwd)).toEqual(["pw.txt"]);
    expect(journals()).toHaveLength(1);
  });

  test("the status names the policy that binds, and changes none", async () => {
    const { code, stdout } = await stage.cli(["mfa-exclusion", "status"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`binds +${ALL_USERS}`));
    expect(stdout).toMatch(/report-only +CA003/);
    expect(stdout).toContain("one other policy does not bind it");
    expect(stdout).not.toContain("CA002");
    expect(await tenant.policies()).toEqual(policiesBefore);
  });

  test("the exclusion reaches the binding policy by role and leaves all else as it was", async () => {
    const { code } = await stage.cli(["mfa-exclusion", "add", "--yes"]);
    expect(code).toBe(0);
    expect(await tenant.policies()).toEqual(
      policiesBefore.map((policy) =>
        policy.name === ALL_USERS ? { ...policy, excludeRoles: [DIRECTORY_SYNCHRONIZATION_ACCOUNTS] } : policy,
      ),
    );
    expect(journals()).toHaveLength(2);
  });

  test("the exclusion again finds nothing to do", async () => {
    const { code, stdout } = await stage.cli(["mfa-exclusion", "add", "--yes"]);
    expect(code).toBe(0);
    expect(stdout).toContain("Nothing to change.");
    expect(journals()).toHaveLength(2);
  });

  test("before the swap no server is removed from Connect Health", async () => {
    const argv = ["cleanup-health", "--server", "AADC-OLD", "--confirm-name", "AADC-OLD", "--yes"];
    const { code, stderr } = await stage.cli(argv);
    expect(code).toBe(4);
    expect(stderr).toContain("No server is known to be active");
    expect(await tenant.healthServers()).toEqual(["AADC-OLD", "AADC-NEW"]);
  });

  test("the swap is played, and the new server is seen active", async () => {
    for (const event of [["stop-server", "AADC-OLD"], ["set-staging", "AADC-NEW", "off"], ["sync"]])
      expect((await stage.cli(["sandbox", "do", ...event])).code).toBe(0);
    const { code, stdout } = await stage.cli(["verify-sync", "--active-server", "AADC-NEW"]);
    expect(code).toBe(0);
    expect(stdout).toContain("Synchronisation is healthy; AADC-NEW is active");
    const wrong = await stage.cli(["verify-sync", "--active-server", "AADC-OLD"]);
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toContain("AADC-NEW is active, not AADC-OLD");
  });

  test("without a subject the servers are listed, and stay", async () => {
    const { code, stdout } = await stage.cli(["cleanup-health"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/disabled +AADC-OLD/);
    expect(stdout).toMatch(/live +AADC-NEW/);
    expect(await tenant.healthServers()).toEqual(["AADC-OLD", "AADC-NEW"]);
  });

  test("the live server is never removed, whatever is typed", async () => {
    const argv = ["cleanup-health", "--server", "AADC-NEW", "--confirm-name", "AADC-NEW", "--yes"];
    expect((await stage.cli(argv)).code).toBe(4);
    expect(await tenant.healthServers()).toEqual(["AADC-OLD", "AADC-NEW"]);
  });

  test("a removal whose name was not typed is refused", async () => {
    const { code, stderr } = await stage.cli(["cleanup-health", "--server", "AADC-OLD", "--yes"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--confirm-name AADC-OLD");
    expect(await tenant.healthServers()).toEqual(["AADC-OLD", "AADC-NEW"]);
  });

  test("the old server is removed, and only it", async () => {
    const argv = ["cleanup-health", "--server", "AADC-OLD", "--confirm-name", "AADC-OLD", "--yes"];
    const { code, stdout } = await stage.cli(argv);
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/disabled +AADC-OLD/);
    expect(await tenant.healthServers()).toEqual(["AADC-NEW"]);
  });

  test("at the end all is in order", async () => {
    const argv = ["verify-sync", "--active-server", "AADC-NEW", "--fail-on", "warning", "-o", "json"];
    const { code, stdout } = await stage.cli(argv);
    expect(code).toBe(0);
    const { findings } = resultIn("verify-sync", stdout);
    expect(findings.find(({ id }) => id === "SYNC-009")?.result).toBe("pass");
    // The end of its version is announced for later; the old server was refused before it was excluded, and tries no more.
    const open = findings.filter(({ result }) => result === "fail" || result === "unknown");
    expect(open.map(({ id, severity }) => `${id} ${severity}`)).toEqual(["SYNC-010 info", "SYNC-020 info"]);
  });

  test("each change stands in a journal: intent before sending, outcome after, confirmation last", () => {
    const [setup, exclusion, removal] = journals()
      .sort()
      .map((name) =>
        readFileSync(path.join(stage.dir, "state", "runs", name), "utf8")
          .trimEnd()
          .split("\n")
          .map((line) => (JSON.parse(line) as { readonly entry: string }).entry),
      );
    const one = ["intent", "sent", "confirmed"];
    const begun = ["started", "plan"];
    expect(setup).toEqual([...begun, ...one, ...one, ...one, "finished"]);
    expect(exclusion).toEqual([...begun, ...one, "finished"]);
    expect(removal).toEqual([...begun, ...one, "finished"]);
  });
});
