// A change that is cut in the middle: the journal tells how far it came, and the next run ends in the same tenant.
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { resetSandbox } from "../../src/sandbox/control.js";
import { finish, type Stage, startStage } from "../support/cli-stage.js";
import {
  DIRECTORY_SYNCHRONIZATION_ACCOUNTS,
  HYBRID_IDENTITY_ADMINISTRATOR,
  SERVICE_ACCOUNT,
  viewOf,
} from "../support/cli-tenant-view.js";
import { createTestWorld } from "../support/cli-world.js";

const EXCLUDE = ["mfa-exclusion", "add", "--yes"];
const setup = (password: string) => ["setup-svc-account", "--password-to", `file:${password}`, "--yes"];

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await resetSandbox(stage.dir);
  stage.newRequests();
});

/** How many requests a command sends when nothing cuts it. */
async function requestsOf(argv: readonly string[]): Promise<number> {
  let requests = 0;
  await stage.cli(argv, {
    onAttempt: (count) => {
      requests = count;
    },
  });
  return requests;
}

/** Cuts a command just before its request of that number is sent. */
const cutAt = (argv: readonly string[], number: number) =>
  stage.cli(argv, {
    onAttempt: (count, world) => {
      if (count === number) world.interrupt();
    },
  });

describe("cut in the middle of a change", () => {
  test("right after the account was made: the journal says so, and the next run finishes", async () => {
    const argv = setup("after-post");
    const cut = await stage.cli(argv, {
      onStderr: (text, world) => {
        if (text.includes("confirming")) world.interrupt();
      },
    });
    expect(cut.code).toBe(130);
    const [entries = []] = journalsOf(stage);
    const begun = ["started", "plan", "intent", "sent", "stopped"];
    expect(entries.map(({ entry }) => entry)).toEqual(begun);
    expect(entries[2]).toMatchObject({ number: 0, change: { kind: "create-user" } });
    expect(entries[3]).toMatchObject({ number: 0, outcome: "done", objectId: expect.any(String) as unknown });
    const made = await viewOf(stage).user(SERVICE_ACCOUNT);
    expect(await viewOf(stage).rolesOf(made?.id ?? "")).toEqual([]);

    const next = await stage.cli(argv);
    expect(next.code).toBe(0);
    expect(next.stdout).toContain("give svc-adconnect@contoso.onmicrosoft.com the role");
    // The same run, in the same journal.
    const [whole = [], ...others] = journalsOf(stage);
    expect(others).toEqual([]);
    expect(whole.slice(0, 7).map(({ entry }) => entry)).toEqual([...begun, "continued", "plan"]);
    expect(whole[7]).toMatchObject({ entry: "confirmed", numbers: [0] });
    expect(whole.at(-1)).toMatchObject({ entry: "finished" });
    expect(await viewOf(stage).user(SERVICE_ACCOUNT)).toEqual(made);
    expect(await viewOf(stage).rolesOf(made?.id ?? "")).toEqual([HYBRID_IDENTITY_ADMINISTRATOR]);
  });

  test("while the answer to the POST is still out: found by looking, not sent twice", async () => {
    const slow = await startStage({ latencyMs: 60 });
    try {
      const log = path.join(slow.dir, "requests.jsonl");
      const argv = [...setup("lost"), "--sandbox-dir", slow.dir];
      const world = createTestWorld({ cwd: slow.cwd, time: slow.time });
      // The sandbox notes an exchange before it answers.
      const watch = setInterval(() => {
        if (statSync(log).size > 0 && slow.newRequests().some(isCreation)) world.interrupt();
      }, 2);
      const cut = await finish(argv, world);
      clearInterval(watch);
      expect(cut.code).toBe(130);
      expect(await viewOf(slow).user(SERVICE_ACCOUNT)).not.toBeNull();
      expect((await slow.cli(setup("lost"))).code).toBe(0);
      expect(slow.newRequests().filter(isCreation)).toEqual([]);
      expect(await viewOf(slow).usersBeginning("svc-")).toEqual([SERVICE_ACCOUNT]);
    } finally {
      await slow.close();
    }
  });

  test("an account, at whichever request: the next run ends in the same tenant", { timeout: 30_000 }, async () => {
    const requests = await requestsOf(setup("whole"));
    expect(requests).toBeGreaterThan(12);
    const wanted = await accounts();
    expect(wanted.roles).toEqual([HYBRID_IDENTITY_ADMINISTRATOR]);
    for (let number = 1; number <= requests; number += 3) {
      await resetSandbox(stage.dir);
      const argv = setup(`cut-${number}`);
      expect((await cutAt(argv, number)).code, `cut at request ${number}`).toBe(130);
      const next = await stage.cli(argv);
      expect(next.code, `after a cut at request ${number}: ${next.stderr}`).toBe(0);
      expect(await accounts(), `after a cut at request ${number}`).toEqual(wanted);
    }
  });

  test("an exclusion, too", { timeout: 30_000 }, async () => {
    const requests = await requestsOf(EXCLUDE);
    expect(requests).toBeGreaterThan(8);
    const wanted = await viewOf(stage).policies();
    expect(wanted[0]?.excludeRoles).toEqual([DIRECTORY_SYNCHRONIZATION_ACCOUNTS]);
    // Being asked to wait by the lane's own limit adds a request now and then, so that the last may not come.
    for (let number = 2; number < requests; number += 3) {
      await resetSandbox(stage.dir);
      const cut = await cutAt(EXCLUDE, number);
      // After the last write all is done: what is cut then is the asking whether it helps.
      if (cut.code === 0) expect(cut.stdout, `cut at request ${number}`).toContain("NOT PROVEN");
      else expect(cut.code, `cut at request ${number}`).toBe(130);
      expect((await stage.cli(EXCLUDE)).code).toBe(0);
      expect(await viewOf(stage).policies(), `after a cut at request ${number}`).toEqual(wanted);
    }
  });

  async function accounts() {
    const tenant = viewOf(stage);
    const user = await tenant.user(SERVICE_ACCOUNT);
    const names = await tenant.usersBeginning("svc-");
    return { names, enabled: user?.enabled, roles: await tenant.rolesOf(user?.id ?? "") };
  }
});

function isCreation({ method, url }: { readonly method: string; readonly url: string }): boolean {
  return method === "POST" && url.endsWith("/users");
}

function journalsOf({ dir }: Stage): readonly (readonly Readonly<Record<string, unknown>>[])[] {
  const runs = path.join(dir, "state", "runs");
  return readdirSync(runs)
    .sort()
    .map((name) =>
      readFileSync(path.join(runs, name), "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>),
    );
}
