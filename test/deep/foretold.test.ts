// As test/cli/foretold.test.ts, for more options and for roles through Privileged Identity Management.
import { afterAll, beforeAll, describe, test } from "vitest";
import { type Stage, startStage } from "../support/cli-stage.js";
import { expectForetold } from "../support/foretold.js";
import { BOOTSTRAP } from "../support/registration-stage.js";

const CERTIFICATE = ["--for", "verify-sync", "--credential", "certificate:n.pem"];

describe.each([
  {
    scenario: "contoso-v1",
    commands: [
      ["setup-svc-account", "--password-to", "file:pw"],
      ["setup-svc-account", "--reset-password", "--password-to", "file:pw2"],
      ["setup-svc-account", "--disable"],
      ["setup-svc-account", "--enable"],
      ["register-app", "--grant", ...BOOTSTRAP],
      ["register-app", "--remove", ...BOOTSTRAP],
      ["register-app", "--app-only", "--name", "nightly", ...CERTIFICATE, "--grant", ...BOOTSTRAP],
    ],
  },
  {
    scenario: "fabrikam-app",
    commands: [
      ["setup-svc-account", "--password-to", "file:pw"],
      ["setup-svc-account", "--name", "svc-two", "--role", "eligible:30d", "--password-to", "file:pw2"],
      ["setup-svc-account", "--name", "svc-two", "--tap", "8h", "--password-to", "file:pw3"],
    ],
  },
])("in $scenario", ({ scenario, commands }) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage({ scenario });
  });
  afterAll(() => stage.close());

  test.each(commands.map((argv) => ({ argv })))("$argv", async ({ argv }) => expectForetold(stage, argv));
});
