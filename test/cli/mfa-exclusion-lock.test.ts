// `mfa-exclusion add --lock-to` on a whole tenant: made, enforced, extended, and taken back, with everything else as it was.
import { afterAll, beforeAll, expect, test } from "vitest";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import {
  type Administrator,
  administrator,
  type Ground,
  groundOf,
  putBack,
  timeless,
} from "../support/exclusion-ground.js";

const BOTH = "203.0.113.10,203.0.113.11";

let stage: Stage;
let admin: Administrator;
let before: Ground;
beforeAll(async () => {
  stage = await startStage();
  admin = await administrator(stage);
  before = await groundOf(admin);
});
afterAll(() => stage.close());

async function add(...argv: readonly string[]) {
  const { code, stdout, stderr } = await stage.cli(["mfa-exclusion", "add", "--yes", ...argv, "-o", "json"]);
  expect(code, stderr + stdout).toBe(0);
  return resultIn("mfa-exclusion-add", stdout);
}

async function rollBack(runId: string | null) {
  const { code, stdout, stderr } = await stage.cli(["runs", "rollback", runId ?? "", "--yes", "-o", "json"]);
  expect(code, stderr + stdout).toBe(0);
  return resultIn("runs-rollback", stdout);
}

const ids = (list: readonly Readonly<Record<string, unknown>>[]) => list.map(({ id }) => id);
const theLock = async () => (await admin.policies()).find(({ id }) => !ids(before.policies).includes(id));
const thePlace = async () => (await admin.locations()).find(({ id }) => !ids(before.locations).includes(id));

async function expectAsBefore() {
  const now = await groundOf(admin);
  expect(now.policies.map(timeless)).toEqual(before.policies.map(timeless));
  expect(now.locations.map(timeless)).toEqual(before.locations.map(timeless));
}

test("a lock that would shut out a server is refused, and nothing is written", async () => {
  const { code, stdout } = await stage.cli([
    ...["mfa-exclusion", "add", "--yes", "-o", "json"],
    ...["--lock-to", "203.0.113.11", "--enforce"],
  ]);
  expect(code).toBe(4);
  const { code: name, message, remedy } = errorIn(stdout);
  expect(name).toBe("lock-unproven");
  expect(message).toContain("203.0.113.10");
  expect(remedy).toContain("--lock-to 203.0.113.11/32,203.0.113.10/32");
  await expectAsBefore();
});

test("enforced at once where both servers were seen from there: they synchronise, and from elsewhere nobody signs in", async () => {
  const made = await add("--lock-to", BOTH, "--enforce");
  expect(await theLock()).toMatchObject({ state: "enabled" });
  expect(made.proof?.every(({ after }) => after === "does-not-bind")).toBe(true);
  const status = await stage.cli(["mfa-exclusion", "status", "-o", "json"]);
  const { subjects, next } = resultIn("mfa-exclusion-status", status.stdout);
  expect(subjects.map(({ lock }) => lock)).toEqual(["enforced", "enforced"]);
  expect(next.flatMap(({ command }) => command)).not.toContain("--lock-to");
  const { stdout } = await stage.cli(["mfa-exclusion", "status"], { columns: 200 });
  // Which need not be those of its servers alone: others may have added some to the place.
  expect(stdout).toContain("it can sign in only from the addresses that the lock lets in");
  const [subject] = subjects;
  const blockedFrom = async (ipAddress: string) => {
    const answer = await admin.send("POST", "/v1.0/identity/conditionalAccess/evaluate", {
      signInIdentity: { "@odata.type": "#microsoft.graph.userSignIn", userId: subject?.id },
      signInContext: {
        "@odata.type": "#microsoft.graph.applicationContext",
        includeApplications: ["00000003-0000-0000-c000-000000000000"],
      },
      signInConditions: { clientAppType: "mobileAppsAndDesktopClients", devicePlatform: "windows", ipAddress },
      appliedPoliciesOnly: true,
    });
    const lock = (await theLock())?.["id"];
    return (answer["value"] as readonly { readonly id: string }[]).some(({ id }) => id === lock);
  };
  expect(await blockedFrom("203.0.113.11")).toBe(false);
  expect(await blockedFrom("198.51.100.7")).toBe(true);
  await rollBack(made.runId);
  await expectAsBefore();
});

test("what somebody has changed since, or uses besides, stays when the run is taken back", async () => {
  const made = await add("--lock-to", BOTH);
  const lock = await theLock();
  const place = await thePlace();
  const other = await admin.send("POST", "/v1.0/identity/conditionalAccess/policies", {
    displayName: "Somebody else's",
    state: "disabled",
    conditions: {
      users: { includeUsers: ["All"] },
      applications: { includeApplications: ["All"] },
      clientAppTypes: ["all"],
      locations: { includeLocations: ["All"], excludeLocations: [place?.["id"]] },
    },
    grantControls: { operator: "OR", builtInControls: ["mfa"] },
  });
  await admin.policy(String(lock?.["id"]), { displayName: "Another name" });
  const result = await rollBack(made.runId);
  const verdicts = result.steps.map(({ summary, verdict }) => `${summary.split(" ")[0]}: ${verdict}`);
  expect(verdicts).toEqual(["exclude: take-back", "report: take-back", "make: left-alone"]);
  expect(result.warnings.join()).toContain("Somebody else's");
  expect(ids(await admin.policies())).not.toContain(lock?.["id"]);
  expect(ids(await admin.locations())).toContain(place?.["id"]);
  await admin.send("DELETE", `/v1.0/identity/conditionalAccess/policies/${String(other["id"])}`);
  await putBack(admin, before);
  await expectAsBefore();
});

test("what a run has left that was cut before its lock is told: by remove, and where it is gone on with otherwise", async () => {
  const cut = await stage.cli(["mfa-exclusion", "add", "--lock-to", BOTH, "--yes"], {
    onStderr: (text, world) => {
      if (text.startsWith("...") && text.includes("report sign-ins of")) world.interrupt();
    },
  });
  expect(cut.code, cut.stderr).toBe(130);
  const runId = /runs rollback (\S+)/.exec(cut.stderr)?.[1] ?? "none";
  const place = String((await thePlace())?.["displayName"]);
  const { stdout } = await stage.cli(["mfa-exclusion", "remove", "--dry-run", "-o", "json"]);
  const [nothing, left] = resultIn("mfa-exclusion-remove", stdout).warnings;
  expect(nothing).toContain("No exclusion that this program has made");
  expect(left).toMatch(
    new RegExp(`The run ${runId} was cut .* named location "${place}", and that stays\\. .*runs rollback ${runId} `),
  );
  const wider = await stage.cli([
    "mfa-exclusion",
    "add",
    "--lock-to",
    `${BOTH},203.0.113.12`,
    "--dry-run",
    "-o",
    "json",
  ]);
  expect(resultIn("mfa-exclusion-add", wider.stdout).warnings.join("\n")).toMatch(
    new RegExp(
      `"${place}" \\(203.*\\), which the run ${runId} has made, is used by no policy, .*runs rollback ${runId} `,
    ),
  );
  const same = await stage.cli(["mfa-exclusion", "add", "--lock-to", BOTH, "--dry-run", "-o", "json"]);
  expect(resultIn("mfa-exclusion-add", same.stdout).warnings.join("\n")).not.toContain("is used by no policy");
  await rollBack(runId);
  await expectAsBefore();
});
