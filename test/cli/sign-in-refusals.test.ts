// Exit code 3: who signs in, where, and with what rights. Nothing is changed.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Stage, startStage } from "../support/cli-stage.js";
import { viewOf } from "../support/cli-tenant-view.js";

const NOBODY = "11111111-1111-4111-8111-111111111111";

describe("refused sign-ins", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.close());

  test.each([
    { what: "a wrong secret", argv: ["--auth", "secret"], says: ["7000215", "AZURE_CLIENT_SECRET"] },
    { what: "an unknown client", argv: ["--client-id", NOBODY], says: ["700016", "--client-id"] },
    { what: "a tenant that does not exist, by id", argv: ["--tenant", NOBODY], says: ["90002", "--tenant"] },
    { what: "a tenant that does not exist, by name", argv: ["--tenant", "nobody.example"], says: ["90002", "--cloud"] },
  ])("$what", async ({ argv, says }) => {
    const { code, stdout, stderr } = await stage.cli(["verify-sync", ...argv], {
      environment: argv.includes("secret") ? { AZURE_CLIENT_SECRET: "wrong" } : {},
    });
    expect(code).toBe(3);
    expect(stdout).toBe("");
    for (const part of says) expect(stderr).toContain(part);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test("without the permission nothing is changed, and the message names what to grant", async () => {
    const reader = stage.sandbox.info.clients[1];
    const argv = ["setup-svc-account", "--password-to", "file:pw", "--yes", "--auth", "secret"];
    const { code, stderr } = await stage.cli([...argv, "--client-id", reader?.clientId ?? ""], {
      environment: { AZURE_CLIENT_SECRET: reader?.clientSecret },
    });
    expect(code).toBe(3);
    expect(stderr).toContain("User.ReadWrite.All");
    expect(stderr).toContain("Sign in as a person");
    expect(await viewOf(stage).usersBeginning("svc-")).toEqual([]);
  });

  test("who synchronises must be readable before policies are changed", async () => {
    const reader = stage.sandbox.info.clients[1];
    const argv = ["mfa-exclusion", "add", "--yes", "--auth", "secret", "--client-id", reader?.clientId ?? ""];
    const before = await viewOf(stage).policies();
    const { code } = await stage.cli(argv, { environment: { AZURE_CLIENT_SECRET: reader?.clientSecret } });
    expect(code).toBe(3);
    expect(await viewOf(stage).policies()).toEqual(before);
  });

  test("what may not be read leaves the verdict unknown, and unknown is not healthy", async () => {
    const client = stage.sandbox.info.clients[0];
    const { code, stdout } = await stage.cli(["verify-sync", "--auth", "secret"], {
      environment: { AZURE_CLIENT_SECRET: client?.clientSecret },
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/SYNC-004 unknown/);
    expect(stdout).toContain("OnPremDirectorySynchronization.Read.All");
  });
});
