// Several tenants and clouds signed in at once: which one a command means, by id, by name, by nothing at all.
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Outcome, type Stage, startStage } from "../support/cli-stage.js";
import { type Outside, outside } from "../support/without-sandbox-option.js";

const CLIENT = "0a7c3e5f-94d2-4b81-a6f0-7e1b2c3d4f60";
const customer = (number: string) => `customer${number}.onmicrosoft.com`;

async function stageOf(scenario: string): Promise<Stage> {
  const stage = await startStage({ scenario });
  onTestFinished(() => stage.close());
  return stage;
}

/** The tenant that a command worked in, silently. */
async function tenantOf(outcome: Promise<Outcome>): Promise<string | undefined> {
  const { code, stdout, stderr } = await outcome;
  expect([code, stderr]).toEqual([0, ""]);
  return resultIn("whoami", stdout).tenant?.initialDomain;
}

async function login({ cli }: Outside, tenant: string, ...more: readonly string[]): Promise<void> {
  const outcome = await cli(["login", "--tenant", tenant, "--client-id", CLIENT, ...more]);
  expect(outcome.code, outcome.stderr).toBe(0);
}

const whoami = ["whoami", "-o", "json"];

describe("several customers of a service provider", () => {
  test("the only one needs no name, nor client, nor a way to sign in", async () => {
    const stage = await stageOf("adatum-msp");
    const provider = await outside(stage);
    await login(provider, customer("03"));
    stage.newRequests();
    expect(await tenantOf(provider.cli(whoami))).toBe(customer("03"));
    expect(stage.newRequests().filter(({ host }) => host.startsWith("login."))).toEqual([]);
  });

  test("each is used when it is named, and none is guessed when it is not", async () => {
    const provider = await outside(await stageOf("adatum-msp"));
    for (const number of ["01", "02", "11"]) await login(provider, customer(number));
    for (const number of ["11", "01", "02"])
      expect(await tenantOf(provider.cli([...whoami, "--tenant", customer(number)]))).toBe(customer(number));
    for (const argv of [whoami, ["verify-sync", "-o", "json"], ["login", "-o", "json"], ["logout", "-o", "json"]]) {
      const { code, stdout } = await provider.cli(argv);
      expect([code, errorIn(stdout).code], argv[0]).toEqual([2, "tenant-ambiguous"]);
      for (const number of ["01", "02", "11"]) expect(errorIn(stdout).remedy).toContain(`--tenant ${customer(number)}`);
    }
    const out = await provider.cli(["logout", "--tenant", customer("02"), "-o", "json"]);
    const { removed, left } = resultIn("logout", out.stdout);
    expect([removed.map(({ tenantNames }) => tenantNames[0]), left.length]).toEqual([[customer("02")], 2]);
  });

  test("a tenant that is not signed in is not mistaken for one that is", async () => {
    const stage = await stageOf("adatum-msp");
    const provider = await outside(stage);
    await login(provider, customer("01"));
    const { code, stdout } = await provider.cli([...whoami, "--tenant", customer("02"), "--client-id", CLIENT]);
    expect(code).toBe(3);
    expect(errorIn(stdout)).toMatchObject({
      code: "not-signed-in",
      remedy: `Sign in: aadc-cloud login --tenant ${customer("02")} --client-id ${CLIENT}`,
    });
  });

  test("the line that is told signs in", async () => {
    const provider = await outside(await stageOf("adatum-msp"));
    const told = errorIn((await provider.cli([...whoami, "--tenant", customer("02"), "--client-id", CLIENT])).stdout);
    const line = told.remedy.replace("Sign in: aadc-cloud ", "").split(" ");
    expect((await provider.cli(line)).code).toBe(0);
    expect(await tenantOf(provider.cli(whoami))).toBe(customer("02"));
  });

  test("login again needs neither tenant nor client where there is one alone", async () => {
    const provider = await outside(await stageOf("adatum-msp"));
    await login(provider, customer("03"));
    const { code, stdout } = await provider.cli(["login", "-o", "json"]);
    expect(code).toBe(0);
    expect(resultIn("login", stdout).session).toMatchObject({ clientId: CLIENT, tenantNames: [customer("03")] });
  });

  test("in the sandbox the tenant is the sandbox's own, whatever else is signed in", async () => {
    const stage = await stageOf("adatum-msp");
    await stage.cli(["login", "--tenant", customer("03")]);
    await stage.cli(["login"]);
    expect(await tenantOf(stage.cli(whoami))).toBe("adatum.onmicrosoft.com");
    expect(await tenantOf(stage.cli([...whoami, "--tenant", customer("03")]))).toBe(customer("03"));
  });
});

describe("another name of a tenant", () => {
  test("is asked for once, without a sign-in, and kept", async () => {
    const stage = await stageOf("contoso-v1");
    const { cli } = await outside(stage);
    await login({ cli, stateDir: "" }, stage.sandbox.info.tenantId);
    stage.newRequests();
    const asked = () =>
      stage
        .newRequests()
        .filter(({ host }) => host.startsWith("login."))
        .map(({ url }) => url.split("?")[0]);
    expect(await tenantOf(cli([...whoami, "--tenant", "Contoso.COM"]))).toBe("contoso.onmicrosoft.com");
    expect(asked()).toEqual([expect.stringMatching(/\/contoso\.com\/v2\.0\/\.well-known\/openid-configuration$/i)]);
    expect(await tenantOf(cli([...whoami, "--tenant", "contoso.com"]))).toBe("contoso.onmicrosoft.com");
    expect(asked()).toEqual([]);
  });

  test("that logout does not know: it says who is signed in still, and the line that signs out", async () => {
    const stage = await stageOf("contoso-v1");
    const { cli } = await outside(stage);
    await login({ cli, stateDir: "" }, stage.sandbox.info.tenantId);
    stage.newRequests();
    const { code, stdout } = await cli(["logout", "--tenant", "contoso.com", "-o", "json"]);
    expect([code, errorIn(stdout).code]).toEqual([2, "not-saved"]);
    expect(errorIn(stdout).message).toMatch(
      /^Nobody was signed out\. What is saved is of contoso\.onmicrosoft\.com, but --tenant names contoso\.com\. .*asks nobody/,
    );
    expect(stage.newRequests()).toEqual([]);
    const told = /aadc-cloud (logout --tenant \S+)\. Or for all/.exec(errorIn(stdout).remedy)?.[1] ?? "";
    const out = await cli([...told.split(" "), "-o", "json"]);
    expect(resultIn("logout", out.stdout)).toMatchObject({ removed: [{ clientId: CLIENT }], left: [] });
  });

  test("that nobody has is not the tenant that is signed in", async () => {
    const stage = await stageOf("contoso-v1");
    const { cli } = await outside(stage);
    await login({ cli, stateDir: "" }, stage.sandbox.info.tenantId);
    const { code, stdout } = await cli([...whoami, "--tenant", "nobody.example", "--client-id", CLIENT]);
    expect([code, errorIn(stdout).code]).toEqual([3, "not-signed-in"]);
  });
});

describe("two clouds at once", () => {
  let publicCloud: Stage;
  let governmentCloud: Stage;
  beforeAll(async () => {
    publicCloud = await startStage();
    governmentCloud = await startStage({ scenario: "wingtip-usgov" });
    return async () => {
      await publicCloud.close();
      await governmentCloud.close();
    };
  });

  test("each session knows its own", async () => {
    const here = await outside(publicCloud);
    const there = await outside(governmentCloud, here.stateDir);
    await login(here, "contoso.onmicrosoft.com");
    await login(there, "wingtiptoys.onmicrosoft.us", "--cloud", "usgov");
    expect(await tenantOf(here.cli([...whoami, "--tenant", "contoso.onmicrosoft.com"]))).toBe(
      "contoso.onmicrosoft.com",
    );
    expect(await tenantOf(there.cli([...whoami, "--tenant", "wingtiptoys.onmicrosoft.us"]))).toBe(
      "wingtiptoys.onmicrosoft.us",
    );
    expect(await tenantOf(there.cli([...whoami, "--cloud", "usgov"]))).toBe("wingtiptoys.onmicrosoft.us");
    const { remedy } = errorIn((await here.cli(whoami)).stdout);
    expect(remedy).toContain("--tenant wingtiptoys.onmicrosoft.us --cloud usgov");
  });

  test("a cloud that is named by option or variable is not passed over", async () => {
    const there = await outside(governmentCloud);
    await login(there, "wingtiptoys.onmicrosoft.us", "--cloud", "usgov");
    const tenant = ["--tenant", "wingtiptoys.onmicrosoft.us", "--client-id", CLIENT];
    const byOption = await there.cli([...whoami, ...tenant, "--cloud", "public"]);
    expect([byOption.code, errorIn(byOption.stdout).code]).toEqual([3, "not-signed-in"]);
    const byVariable = await there.cli([...whoami, ...tenant], { environment: { AADC_CLOUD: "china" } });
    expect(errorIn(byVariable.stdout).remedy).toContain("--cloud china");
  });
});
