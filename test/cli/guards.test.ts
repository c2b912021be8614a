// Exit code 4: what would be unsafe is refused, whatever is typed; each guard by its own code.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TenantState } from "../../src/sandbox/store/tenant-state.js";
import { errorIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { viewOf } from "../support/cli-tenant-view.js";

/** Three users of the initial domain that are not fit to be the service account. */
function unfit({ users }: TenantState): void {
  const [admin] = users;
  const synced = users.find((user) => user.onPremisesSyncEnabled === true);
  if (admin === undefined || synced === undefined) throw new Error("Contoso has changed.");
  const named = (name: string) => ({
    id: crypto.randomUUID(),
    userPrincipalName: `${name}@contoso.onmicrosoft.com`,
  });
  users.push(
    { ...synced, ...named("svc-synced") },
    { ...admin, ...named("svc-disabled"), accountEnabled: false },
    { ...admin, ...named("svc-guest"), userType: "Guest" },
  );
}

describe("guards", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage({ tenant: unfit });
    await stage.cli(["mfa-exclusion", "add", "--yes"]);
  });
  afterAll(() => stage.close());

  async function refusal(argv: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await stage.cli([...argv, "--yes", "-o", "json"]);
    const error = errorIn(stdout);
    expect(stderr).toContain(error.message);
    expect(code, error.code).toBe(4);
    return error.code;
  }
  const remove = (name: string, ...more: string[]) =>
    refusal(["cleanup-health", "--server", name, "--confirm-name", name, ...more]);
  const play = async (...words: string[]) => {
    expect((await stage.cli(["sandbox", "do", ...words])).code).toBe(0);
  };

  test.each(["svc-synced", "svc-disabled", "svc-guest"])("%s is not adopted", async (name) => {
    expect(await refusal(["setup-svc-account", "--name", name])).toBe("account-unfit");
    const user = await viewOf(stage).user(`${name}@contoso.onmicrosoft.com`);
    expect(await viewOf(stage).rolesOf(user?.id ?? "")).toEqual([]);
  });

  test("an account whose name is typed in other letters is the same one", async () => {
    expect(await refusal(["setup-svc-account", "--name", "SVC-Disabled"])).toBe("account-unfit");
  });

  test("a password file that is there", async () => {
    writeFileSync(path.join(stage.cwd, "notes"), "mine");
    expect(await refusal(["setup-svc-account", "--password-to", "file:notes"])).toBe("password-file-exists");
  });

  test("nothing is removed while no server is active, though the operator says one is", async () => {
    expect(await remove("AADC-OLD")).toBe("no-active-server");
    expect(await remove("AADC-OLD", "--active-server", "AADC-NEW")).toBe("no-active-server");
  });

  test("nor while another server is active than the operator says", async () => {
    await play("swap", "AADC-OLD", "AADC-NEW");
    await play("sync");
    expect(await remove("AADC-OLD", "--active-server", "AADC-OLD")).toBe("other-server-active");
  });

  test("the active server, by name and by any spelling of it", async () => {
    expect(await remove("AADC-NEW")).toBe("server-active");
    expect(await remove("aadc-new")).toBe("server-active");
  });

  test("a server that is not active and yet alive", async () => {
    await play("install-server", "AADC-3", "--version", "2.6.3.0", "--staging");
    await play("sync");
    await play("advance", "90m");
    expect(await remove("AADC-3")).toBe("server-live");
  });

  test("one that fell silent too lately, until --stale-after is over", async () => {
    await play("stop-server", "AADC-3");
    await play("advance", "1d");
    expect(await remove("AADC-3")).toBe("server-live");
    const argv = ["cleanup-health", "--server", "AADC-3", "--stale-after", "12h", "--dry-run"];
    expect((await stage.cli(argv)).code).toBe(0);
  });

  test("a good server in the same breath as a bad one: none is removed", async () => {
    const both = ["cleanup-health", "--server", "AADC-OLD,AADC-NEW", "--confirm-name", "AADC-OLD,AADC-NEW"];
    expect(await refusal(both)).toBe("server-active");
    expect(await viewOf(stage).healthServers()).toEqual(["AADC-OLD", "AADC-NEW", "AADC-3"]);
  });
});
