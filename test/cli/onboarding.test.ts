// The first five minutes: from no registration at all to a verified tenant and back, as README and `--help` tell it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { open } from "../sandbox/login-browser.js";
import { resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { BOOTSTRAP } from "../support/registration-stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

test("register-app, consent by its link, login, whoami, doctor, verify-sync, logout, and back", async () => {
  const registered = await stage.cli(["register-app", ...BOOTSTRAP, "--yes", "-o", "json"]);
  expect(registered.code).toBe(0);
  const { registration } = resultIn("register-app", registered.stdout);
  const clientId = registration.clientId ?? "";
  const as = ["--client-id", clientId];

  const early = await stage.cli(["login", ...as]);
  expect(early.code).toBe(3);
  expect(early.stderr).toMatch(/AADSTS65001[\s\S]*register-app --grant/);

  const link = new URL(registration.consent.link ?? "");
  const page = await open(stage.sandbox, link.pathname.slice(1), Object.fromEntries(link.searchParams));
  expect(page.location?.searchParams.get("admin_consent")).toBe("True");

  const login = await stage.cli(["login", ...as, "-o", "json"]);
  expect(resultIn("login", login.stdout).session.clientId).toBe(clientId);
  const [next = ""] = resultIn("login", login.stdout).next;
  expect(next).toMatch(/^aadc-cloud doctor --tenant \S+ --sandbox-dir /);
  const who = resultIn("whoami", (await stage.cli(["whoami", "-o", "json"])).stdout);
  const wanted = registration.permissions
    .map(({ permission }) => permission)
    .filter((one) => one !== "user_impersonation");
  expect([...(who.signIn.permissions ?? [])].sort()).toEqual([...wanted].sort());

  const doctor = await stage.cli(["doctor", "--for", "verify-sync,setup-svc-account,mfa-exclusion,cleanup-health"]);
  expect([doctor.code, doctor.stderr]).toEqual([0, ""]);
  const verified = await stage.cli(["verify-sync", "-o", "json"]);
  // Nobody has written for years.
  const { findings } = resultIn("verify-sync", verified.stdout);
  expect(findings.filter(({ result }) => result === "unknown").map(({ id }) => id)).toEqual(["SYNC-012"]);

  expect((await stage.cli(["logout"])).code).toBe(0);
  expect((await stage.cli(["whoami"])).code).toBe(3);
  expect((await stage.cli(["register-app", ...BOOTSTRAP, "--remove", "--yes"])).code).toBe(0);
  const late = await stage.cli(["login", ...as]);
  expect(late.code).toBe(3);
  expect(late.stderr).toContain("AADSTS700016");
});
