// runs rollback: what a run has changed is undone, as far as nobody else has changed it since.
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { type PolicySeen, SERVICE_ACCOUNT, viewOf } from "../support/cli-tenant-view.js";
import { isWrite } from "../support/is-write.js";
import { BOOTSTRAP } from "../support/registration-stage.js";
import { opensWith } from "../support/standing-account.js";
import { tenantState } from "../support/tenant-contents.js";

const YES = ["--yes", "-o", "json"];
const OTHER = ["--name", "svc-two", "--password-to", "file:other"];
const SETUP = ["setup-svc-account", "--password-to", "file:pw", ...YES];

async function done(stage: Stage, argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await stage.cli(argv);
  if (code !== 0) throw new Error(stderr);
  return stdout;
}
const rollBack = async (stage: Stage, run = "last", ...more: readonly string[]) =>
  resultIn("runs-rollback", await done(stage, ["runs", "rollback", run, ...YES, ...more]));
const runs = async (stage: Stage) => resultIn("runs-list", await done(stage, ["runs", "list", "-o", "json"])).runs;
const kindsOf = (plan: readonly { readonly kind: string }[]) => plan.map(({ kind }) => kind);

describe("an account that was made", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.close());

  test("is deleted where nobody has used it, its role first; the list says so", async () => {
    const made = resultIn("setup-svc-account", await done(stage, SETUP));
    stage.newRequests();
    const dry = await stage.cli(["runs", "rollback", "last", "--dry-run"]);
    expect(dry.stdout).toContain("would be taken back");
    expect(stage.newRequests().filter((one) => isWrite(one) && one.host.startsWith("graph"))).toEqual([]);
    const result = await rollBack(stage);
    expect(kindsOf(result.plan)).toEqual(["unassign-role", "delete-user"]);
    expect([result.run.runId, result.changed]).toEqual([made.runId, true]);
    expect(await viewOf(stage).user(SERVICE_ACCOUNT)).toBeNull();
    const [rollback, run] = await runs(stage);
    expect(run).toMatchObject({ state: "rolled-back", rollback: { runId: rollback?.runId, finished: true } });
    expect(rollback).toMatchObject({ state: "finished", rollbackOf: run?.runId, command: "runs rollback" });
  });

  test("taken back again, nothing is done, and no run is made of it", async () => {
    const [, run] = await runs(stage);
    expect(await rollBack(stage, run?.runId)).toMatchObject({ plan: [], runId: null });
    expect((await stage.cli(["runs", "rollback", run?.runId ?? "", "--yes"])).stdout).toContain(
      "Nothing is left to do: all of it is as it was before.",
    );
    expect(await runs(stage)).toHaveLength(2);
  });

  test("taking back is taken back: the account is restored, and has its role again", async () => {
    const [, run] = await runs(stage);
    // `last` never means a rollback: it would bring back what was just taken back.
    expect((await rollBack(stage)).run.runId).toBe(run?.runId);
    expect(await viewOf(stage).user(SERVICE_ACCOUNT)).toBeNull();
    const [rollback] = await runs(stage);
    const restored = await rollBack(stage, rollback?.runId);
    expect(kindsOf(restored.plan)).toEqual(["restore-user", "assign-role"]);
    const user = await viewOf(stage).user(SERVICE_ACCOUNT);
    expect(await viewOf(stage).rolesOf(user?.id ?? "")).toHaveLength(1);
  });

  test("is disabled, and keeps its mark, where somebody has signed in with it since", async () => {
    const password = readFileSync(path.join(stage.cwd, "pw"), "utf8").trim();
    await opensWith(stage, SERVICE_ACCOUNT, password);
    const result = await rollBack(stage);
    expect(kindsOf(result.plan)).toEqual(["unassign-role", "set-account-enabled"]);
    expect(result.warnings.join()).toContain("Somebody signed in with it");
    expect(await viewOf(stage).user(SERVICE_ACCOUNT)).toMatchObject({ enabled: false });
  });
});

test("without a licence it cannot be known whether it was used: disabled, and the licence is named", async () => {
  const stage = await startStage({ scenario: "tailspin-free" });
  try {
    await done(stage, SETUP);
    const result = await rollBack(stage);
    expect(kindsOf(result.plan)).toEqual(["unassign-role", "set-account-enabled"]);
    expect(result.warnings.join()).toMatch(/cannot be known.*(licen[cs]e|P1)/);
  } finally {
    await stage.close();
  }
});

test("a role of Privileged Identity Management is waited for, which is told before and meanwhile, with its end", async () => {
  const stage = await startStage({ scenario: "fabrikam-app" });
  try {
    const made = resultIn("setup-svc-account", await done(stage, SETUP));
    const dry = await stage.cli(["runs", "rollback", "last", "--dry-run", "--timeout", "2m", "-o", "json"]);
    const [wait] = resultIn("runs-rollback", dry.stdout).warnings.filter((one) => one.includes("five minutes after"));
    const until = /from about (\d{4}-\d\d-\d\d \d\d:\d\d) UTC on/.exec(wait ?? "")?.[1] ?? "";
    expect(Date.parse(`${until.replace(" ", "T")}Z`) - Date.parse(made.at)).toBeGreaterThan(200_000);
    expect(wait).toContain("--timeout that was given is over before that");
    const { code, stdout, stderr } = await stage.cli(["runs", "rollback", "last", ...YES]);
    expect(code, stderr).toBe(0);
    expect(resultIn("runs-rollback", stdout).warnings.join()).not.toContain("--timeout");
    expect(stderr).toContain(`waiting until about ${until.slice(0, 13)}`);
    const late = await stage.cli(["runs", "rollback", made.runId ?? "", "--dry-run"]);
    expect(late.stdout).not.toContain("five minutes after");
  } finally {
    await stage.close();
  }
});

describe("what others have changed since", () => {
  let stage: Stage;
  let policies: readonly PolicySeen[];
  beforeAll(async () => {
    stage = await startStage();
    policies = await viewOf(stage).policies();
  });
  afterAll(() => stage.close());

  const patch = async (address: string, body: unknown) => {
    const token = await stage.sandbox.appToken();
    const { status } = await stage.sandbox.graph(token, `/v1.0/${address}`, { method: "PATCH", json: body });
    expect(status).toBe(204);
    stage.time.pass(2_000);
  };

  const excludedBy = async () => {
    const made = resultIn("mfa-exclusion-add", await done(stage, ["mfa-exclusion", "add", ...YES]));
    const [id = ""] = made.plan.flatMap((change) => (change.kind === "exclude-role" ? [change.target.policyId] : []));
    return id;
  };

  test("what somebody else has excluded from the same policy since stays excluded, and only that", async () => {
    const touched = await excludedBy();
    const rolesNow = async () => (await viewOf(stage).policies()).find(({ id }) => id === touched)?.excludeRoles ?? [];
    const before = policies.find(({ id }) => id === touched)?.excludeRoles ?? [];
    const theirs = "62e90394-69f5-4237-9190-012177145e10";
    const excludeRoles = [theirs, ...(await rolesNow())];
    await patch(`identity/conditionalAccess/policies/${touched}`, { conditions: { users: { excludeRoles } } });
    const result = await rollBack(stage);
    expect(result.changed).toBe(true);
    expect(kindsOf(result.plan)).toEqual(["end-exclusion"]);
    expect((await rolesNow()).toSorted()).toEqual([...before, theirs].toSorted());
    await patch(`identity/conditionalAccess/policies/${touched}`, { conditions: { users: { excludeRoles: before } } });
  });

  test("a policy that is gone by now is left alone, and that is said", async () => {
    const touched = await excludedBy();
    const token = await stage.sandbox.appToken();
    const address = `/v1.0/identity/conditionalAccess/policies/${touched}`;
    stage.time.pass(2_000);
    expect((await stage.sandbox.graph(token, address, { method: "DELETE" })).status).toBe(204);
    stage.time.pass(2_000);
    const { code, stdout } = await stage.cli(["runs", "rollback", "last", ...YES]);
    const result = resultIn("runs-rollback", stdout);
    expect(code).toBe(4);
    expect(result).toMatchObject({ plan: [], changed: false, steps: [{ verdict: "left-alone" }] });
    const told = await stage.cli(["runs", "rollback", "last", "--yes"]);
    expect(told.stdout).toContain("Nothing of it can be taken back.");
    expect(told.stdout).not.toContain("as it should be");
    const asked = await stage.cli(["runs", "rollback", "last", "--dry-run", "-o", "md"]);
    expect(asked.stdout).toContain("Nothing of it can be taken back.");
    expect(asked.stdout).toContain("| left alone |");
    expect(result.warnings.join()).toContain("Left alone");
  });

  test("an account with another name by now stays, and loses the role that the run gave", async () => {
    await done(stage, SETUP);
    const user = await viewOf(stage).user(SERVICE_ACCOUNT);
    await patch(`users/${user?.id ?? ""}`, { displayName: "Somebody's own" });
    const result = await rollBack(stage);
    expect(kindsOf(result.plan)).not.toContain("delete-user");
    expect(result.warnings.join()).toContain("displayName");
    expect(await viewOf(stage).rolesOf(user?.id ?? "")).toEqual([]);
  });
});

describe("a run that was cut", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.close());
  const cut = () =>
    stage.cli([...SETUP, ...OTHER], {
      onStderr: (text, world) => {
        if (text.includes("confirming")) world.interrupt();
      },
    });
  const nameOf = "svc-two@contoso.onmicrosoft.com";

  test("is given up by taking it back: the next run of its command is a new one", async () => {
    expect((await cut()).code).toBe(130);
    const [open] = await runs(stage);
    expect(open?.state).toBe("open");
    const shown = resultIn("runs-show", await done(stage, ["runs", "show", "last", "-o", "json"]));
    expect(shown.next.goOn).toBe(
      `aadc-cloud setup-svc-account --name svc-two --password-to file:${path.join(stage.cwd, "other")} --sandbox-dir ${stage.dir}`,
    );
    const dry = await stage.cli([...SETUP, ...OTHER, "--dry-run"]);
    expect(dry.stderr).toContain(`Goes on with the run ${open?.runId ?? "?"}`);
    expect(dry.stderr).toContain("seen yet: create the cloud-only account");
    expect((await rollBack(stage)).changed).toBe(true);
    expect(await viewOf(stage).user(nameOf)).toBeNull();
    expect((await runs(stage)).at(-1)).toMatchObject({ runId: open?.runId, state: "rolled-back" });
    const next = resultIn("setup-svc-account", await done(stage, [...SETUP, ...OTHER, "--restore-deleted"]));
    expect([next.continued, next.runId === open?.runId]).toEqual([false, false]);
  });

  test("of which nothing is left to be undone is closed all the same", async () => {
    const name = "svc-three@contoso.onmicrosoft.com";
    const { code } = await stage.cli([...SETUP, "--name", "svc-three", "--password-to", "file:third"], {
      onStderr: (text, world) => {
        if (text.includes("confirming")) world.interrupt();
      },
    });
    expect(code).toBe(130);
    const token = await stage.sandbox.appToken();
    const user = await viewOf(stage).user(name);
    await stage.sandbox.graph(token, `/v1.0/users/${user?.id ?? ""}`, { method: "DELETE" });
    stage.time.pass(2_000);
    const result = await rollBack(stage);
    expect(result).toMatchObject({ plan: [], changed: false });
    expect(result.runId).not.toBeNull();
    expect((await runs(stage)).filter(({ state }) => state === "open")).toEqual([]);
  });

  test("a saved plan takes back exactly that, and names its run", async () => {
    const made = (await runs(stage)).find(
      ({ state, command }) => state === "finished" && command === "setup-svc-account",
    );
    await done(stage, ["runs", "rollback", made?.runId ?? "", "--plan-out", "back.json"]);
    expect(await viewOf(stage).user(nameOf)).not.toBeNull();
    const { stdout } = await stage.cli(["runs", "rollback", "--plan", "back.json", ...YES]);
    expect(resultIn("runs-rollback", stdout)).toMatchObject({ changed: true });
    expect(await viewOf(stage).user(nameOf)).toBeNull();
  });

  test("and whose rollback was cut, too: the same rollback is gone on with, by last and by the id that the remedy names", async () => {
    for (const how of ["last", "id"]) {
      const name = `svc-${how}`;
      const setup = ["setup-svc-account", "--name", name, "--password-to", `file:${name}`, ...YES];
      const { runId } = resultIn("setup-svc-account", await done(stage, setup));
      const back = await stage.cli(["runs", "rollback", "last", ...YES], {
        onStderr: (text, world) => {
          if (text.includes("confirming")) world.interrupt();
        },
      });
      expect(back.code).toBe(130);
      const { remedy } = errorIn(back.stdout);
      const [cutRollback] = await runs(stage);
      expect(remedy).toContain(`runs rollback ${runId ?? "?"}`);
      expect(remedy).not.toContain(`runs rollback ${cutRollback?.runId ?? ""}`);
      const again = await rollBack(stage, how === "last" ? "last" : (runId ?? ""));
      expect([again.continued, again.runId]).toEqual([true, cutRollback?.runId]);
      expect(await viewOf(stage).user(`${name}@contoso.onmicrosoft.com`)).toBeNull();
    }
  });
});

describe("is refused", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
    await done(stage, ["mfa-exclusion", "add", ...YES]);
  });
  afterAll(() => stage.close());

  const refusal = async (...argv: readonly string[]) => {
    const { code, stdout } = await stage.cli(["runs", "rollback", ...argv, ...YES]);
    return [code, errorIn(stdout).code];
  };

  test("without a run, and for one that is not there", async () => {
    expect(await refusal()).toEqual([2, "run-missing"]);
    expect(await refusal("../../etc/passwd")).toEqual([2, "no-such-run"]);
  });

  test("in another tenant than the run's", async () => {
    const other = await startStage({ scenario: "fabrikam-app" });
    try {
      const { code, stdout } = await other.cli([
        ...["runs", "rollback", "last", ...YES],
        ...["--state-dir", path.join(stage.dir, "state")],
      ]);
      expect([code, errorIn(stdout).code]).toEqual([4, "run-of-other-tenant"]);
    } finally {
      await other.close();
    }
  });
});

describe("a registration", () => {
  test("that was removed comes back with its service principal and its consent", async () => {
    const stage = await startStage();
    try {
      await done(stage, ["register-app", "--grant", ...YES, ...BOOTSTRAP]);
      const before = await tenantState(stage);
      await done(stage, ["register-app", "--remove", ...YES, ...BOOTSTRAP]);
      const result = await rollBack(stage, "last", ...BOOTSTRAP);
      expect(kindsOf(result.plan).slice(0, 2)).toEqual(["restore-application", "restore-service-principal"]);
      const after = await tenantState(stage);
      expect(after.applications).toEqual(before.applications);
      expect(after.servicePrincipals).toEqual(before.servicePrincipals);
      const ours = result.plan.flatMap((one) =>
        one.kind === "restore-service-principal" ? [one.target.servicePrincipalId] : [],
      );
      const scopes = ({ permissionGrants }: typeof before) =>
        permissionGrants
          .filter(({ clientId }) => ours.includes(clientId))
          .map(({ resourceId, scope }) => `${resourceId} ${scope}`)
          .sort();
      expect(scopes(before)).not.toEqual([]);
      expect(scopes(after)).toEqual(scopes(before));
    } finally {
      await stage.close();
    }
  });
});
