// What ends a run between two changes: said with exit code 5, and no password is lost.
import { describe, expect, test } from "vitest";
import { errorIn } from "../support/cli-result-schemas.js";
import { startStage } from "../support/cli-stage.js";
import { SERVICE_ACCOUNT, viewOf } from "../support/cli-tenant-view.js";
import { withoutRoleManagement } from "../support/without-role-management.js";

describe("cut in mid-change", () => {
  test("the command's deadline after the first change: partly done, not merely late", async () => {
    const stage = await startStage();
    try {
      const argv = ["setup-svc-account", "--password-to", "file:pw", "--yes", "--timeout", "1m", "-o", "json"];
      const { code, stdout } = await stage.cli(argv, {
        onStderr: (text, world) => {
          if (text.startsWith("... give svc-adconnect")) world.expireAll();
        },
      });
      expect(code).toBe(5);
      expect(errorIn(stdout).message).toContain(`create the cloud-only account ${SERVICE_ACCOUNT}`);
      expect(errorIn(stdout).message).toContain("deadline");
    } finally {
      await stage.close();
    }
  });

  test("a password for stdout is there as soon as the account is, although the role is refused", async () => {
    const stage = await startStage({ tenant: withoutRoleManagement });
    try {
      const environment = { AZURE_CLIENT_SECRET: stage.sandbox.info.clients[0]?.clientSecret };
      const { code, stdout } = await stage.cli(["setup-svc-account", "--password-to", "stdout", "--yes"]);
      expect(code).toBe(5);
      expect(stdout).toMatch(/^\S{32}\n$/);
      expect(await viewOf(stage).user(SERVICE_ACCOUNT)).not.toBeNull();

      const next = await stage.cli(["setup-svc-account", "--yes", "--auth", "secret"], { environment });
      expect(next.code).toBe(0);
      expect(next.stdout.replace(/\s+/g, " ")).toContain("if nobody has seen it, run the command again");
    } finally {
      await stage.close();
    }
  });
});
