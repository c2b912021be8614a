// A tenant of another cloud, and several tenants, as the command line meets them in the sandbox.
import { expect, test } from "vitest";
import { at, listAt } from "../sandbox/sandbox-client.js";
import { resultIn } from "../support/cli-result-schemas.js";
import { startStage } from "../support/cli-stage.js";

test("the sandbox says which cloud its tenant is in", async () => {
  const stage = await startStage({ scenario: "wingtip-usgov" });
  try {
    const { code, stdout, stderr } = await stage.cli(["verify-sync", "-o", "json"]);
    expect(code, stderr).toBe(0);
    expect(at(JSON.parse(stdout), "tenant", "cloud")).toBe("usgov");
    const hosts = new Set(stage.newRequests().map((one) => one.host));
    expect([...hosts].sort()).toEqual([
      "graph.microsoft.us",
      "login.microsoftonline.us",
      "management.usgovcloudapi.net",
    ]);
  } finally {
    await stage.close();
  }
});

test("a tenant of the US Government cloud that is addressed as a public one is refused at sign-in", async () => {
  const stage = await startStage({ scenario: "wingtip-usgov" });
  try {
    const { code, stderr } = await stage.cli(["verify-sync", "--cloud", "public"]);
    expect(code).toBe(3);
    expect(stderr).toContain("AADSTS");
  } finally {
    await stage.close();
  }
});

test("a public tenant that is addressed as one of the US Government: nobody proposes the cloud in use", async () => {
  const stage = await startStage();
  try {
    const cloud = ["--cloud", "usgov"];
    const login = await stage.cli(["login", "--auth", "device-code", ...cloud]);
    expect(login.code).toBe(3);
    expect(login.stderr).toContain("AADSTS90038");
    expect(login.stderr).not.toContain("--cloud usgov");
    expect(login.stderr).toContain("aadc-cloud doctor");
    const doctor = await stage.cli(["doctor", "-o", "json", "--auth", "device-code", ...cloud]);
    const { findings } = resultIn("doctor", doctor.stdout);
    const remedies = ["SIGN-001", "CLOUD-001"].map((id) => findings.find((one) => one.id === id)?.remedy);
    expect(new Set(remedies)).toEqual(new Set(["Give --cloud public, or set AADC_CLOUD=public."]));
  } finally {
    await stage.close();
  }
});

test("a service provider's application signs in to a customer's tenant", async () => {
  const stage = await startStage({ scenario: "adatum-msp" });
  try {
    const environment = { AZURE_CLIENT_SECRET: stage.sandbox.info.clients[0]?.clientSecret };
    const argv = ["verify-sync", "--tenant", "customer03.onmicrosoft.com", "--auth", "secret", "-o", "json"];
    const { stdout } = await stage.cli(argv, { environment });
    const result: unknown = JSON.parse(stdout);
    expect(at(result, "tenant", "displayName")).toBe("Customer 03");
    expect(listAt(result, "findings").length).toBeGreaterThan(5);
  } finally {
    await stage.close();
  }
});
