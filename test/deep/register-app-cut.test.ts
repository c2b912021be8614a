// A registration that is cut, raced, or shown late: the same command, run again, ends in the same tenant, with one registration.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listAt, textAt } from "../sandbox/sandbox-client.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { applicationsNamed, observed, register, tryRegister } from "../support/registration-stage.js";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ tenant: observed });
});
afterAll(() => stage.close());

const people = (name: string) => ["--name", name, "--for", "verify-sync,mfa-exclusion", "--grant"];
const robot = (name: string) => [
  ...["--app-only", "--name", name, "--for", "mfa-exclusion", "--grant"],
  ...["--credential", `certificate:${name}.pem`],
];

/** What is there in the end, without what differs from one registration to the next. */
async function standing(name: string, on = stage) {
  const seen = await applicationsNamed(on, name);
  return seen.map(({ permissions, scopes, appRoles, whole }) => ({
    permissions,
    scopes,
    appRoles,
    certificates: listAt(whole, "keyCredentials").length,
  }));
}

async function requestsOf(argv: readonly string[]): Promise<number> {
  let requests = 0;
  await register(stage, argv, {
    onAttempt: (count) => {
      requests = count;
    },
  });
  return requests;
}

describe.each([
  ["for people", people, 3],
  ["with a certificate", robot, 5],
] as const)("cut at whichever request, %s", (_what, argv, step) => {
  test("the next run finishes", { timeout: 300_000 }, async () => {
    const whole = `whole-${step}`;
    const requests = await requestsOf(argv(whole));
    expect(requests).toBeGreaterThan(20);
    const wanted = await standing(whole);
    expect(wanted).toHaveLength(1);
    for (let number = 2; number < requests; number += step) {
      const name = `cut-${step}-${number}`;
      const cut = await tryRegister(stage, argv(name), {
        onAttempt: (count, world) => {
          if (count === number) world.interrupt();
        },
      });
      expect(cut.code, `cut at request ${number}`).toBe(130);
      await register(stage, argv(name));
      expect(await standing(name), `after a cut at request ${number}`).toEqual(wanted);
      expect(await register(stage, argv(name))).toMatchObject({ changed: false });
    }
  });
});

test("cut right after each write: the journal says so, and the removal is finished, too", async () => {
  await register(stage, people("leaving"));
  const cut = await tryRegister(stage, ["--name", "leaving", "--remove"], {
    onStderr: (text, world) => {
      if (text.includes("confirming")) world.interrupt();
    },
  });
  expect(cut.code).toBe(130);
  const runs = path.join(stage.dir, "state", "runs");
  const journal = readFileSync(path.join(runs, readdirSync(runs).sort().at(-1) ?? ""), "utf8");
  expect(journal).toContain('"entry":"sent","number":0');
  expect(journal).toContain('"kind":"revoke-scopes"');
  expect(await standing("leaving")).toHaveLength(1);
  await register(stage, ["--name", "leaving", "--remove"]);
  expect(await standing("leaving")).toEqual([]);
});

test("two at once make one registration", { timeout: 60_000 }, async () => {
  for (let round = 0; round < 3; round += 1) {
    const name = `twins-${round}`;
    const codes = (await Promise.all([1, 2].map(() => tryRegister(stage, people(name))))).map(({ code }) => code);
    // The slower one may find that the other has done it, or that it is under way and must be looked at anew.
    for (const code of codes) expect([0, 4, 5]).toContain(code);
    expect(codes).toContain(0);
    await register(stage, people(name));
    const [seen, ...others] = await standing(name);
    expect(others).toEqual([]);
    expect(seen?.scopes).toHaveLength(seen?.permissions.length ?? 0);
  }
});

test("where everything is seen late, it is waited for, and nothing is made twice", { timeout: 60_000 }, async () => {
  const late = await startStage({
    tenant: observed,
    lags: { application: { reads: 2 }, "deleted-item": { reads: 2 } },
  });
  try {
    for (const argv of [people("late"), robot("late-robot")]) {
      const made = await register(late, argv);
      expect(made.changed).toBe(true);
      for (let read = 0; read < 4; read += 1) await applicationsNamed(late, "late");
      expect(await register(late, argv)).toMatchObject({ changed: false });
      expect(await standing(made.registration.name, late)).toHaveLength(1);
    }
    await register(late, ["--name", "late", "--remove"]);
    for (let read = 0; read < 4; read += 1) await applicationsNamed(late, "late");
    expect(await standing("late", late)).toEqual([]);
    // That the deleted one holds its name is not seen by the first two looks; the third run counts on.
    for (let look = 0; look < 2; look += 1) {
      const early = await tryRegister(late, people("late"));
      expect([early.code, early.stderr]).toEqual([6, expect.stringContaining("within the last 30 days")]);
      const told = early.stderr.match(/the name of late is held by a registration that the tenant does not show/g);
      expect(told).toHaveLength(1);
    }
    await register(late, people("late"));
  } finally {
    await late.close();
  }
});

test("a run that was cut and is not seen yet is not made a second time", { timeout: 60_000 }, async () => {
  const late = await startStage({ tenant: observed, lags: { application: { reads: 9 } } });
  try {
    const cut = await tryRegister(late, people("ghost"), {
      onStderr: (text, world) => {
        if (text.includes("confirming")) world.interrupt();
      },
    });
    expect(cut.code).toBe(130);
    await register(late, people("ghost"));
    for (let read = 0; read < 12; read += 1) await applicationsNamed(late, "ghost");
    const [seen, ...others] = await applicationsNamed(late, "ghost");
    expect(others).toEqual([]);
    expect(textAt(seen?.whole, "uniqueName")).toBe("aadc-cloud-register-app-ghost");
  } finally {
    await late.close();
  }
});
