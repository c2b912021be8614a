// Identities that come into use again between plan and end, although somebody declared their servers gone, of which Connect
// Health lists nothing any more: only what they do themselves tells of it. And a tenant that falls silent before a deletion.
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { carriedOut, giveUp, OLD_SERVERS, type OldServer, play } from "../support/old-servers.js";

const { user, application } = OLD_SERVERS;
const HOSTS = { "contoso-v1": ["AADC-OLD", "AADC-NEW"], "fabrikam-app": ["FAB-SYNC1", "FAB-SYNC2"] } as const;

let stage: Stage;
afterEach(() => stage.close());

/** The old server is given up, and nobody but the directory knows of it any more. */
async function begin(old: OldServer): Promise<void> {
  stage = await startStage(old);
  await giveUp(stage, old);
  const [server] = HOSTS[old.scenario];
  await carriedOut(stage, "cleanup-health", "--server", server, "--confirm-name", server);
}

function changing(): readonly string[] {
  return stage
    .newRequests()
    .filter(({ host, method }) => host === "graph.microsoft.com" && ["PATCH", "DELETE"].includes(method))
    .map(({ method }) => method);
}

async function standing(name: string) {
  const { stdout } = await stage.cli(["cleanup-accounts", "-o", "json"]);
  const found = resultIn("cleanup-accounts", stdout).identities.find((one) => one.name === name);
  return [found?.class, found?.enabled.state === "known" ? found.enabled.value : null];
}

/** What is typed, and what is confirmed. */
function words(old: OldServer, which: "disable" | "delete") {
  const [server] = HOSTS[old.scenario];
  const declared = ["--decommissioned", server, "--reason", "its virtual machine was deleted"];
  const names = which === "delete" ? [server, old.name] : [server];
  return {
    argv: ["cleanup-accounts", "--step", which, "--identity", old.name, ...declared],
    confirmed: names.flatMap((name) => ["--confirm-name", name]),
  };
}

type Words = ReturnType<typeof words>;

/** Plans, lets it happen, carries out: by a saved plan, and while the question stands. */
const WAYS = {
  "a saved plan": async ({ argv, confirmed }: Words, happens: () => Promise<void>) => {
    const file = path.join(stage.cwd, "plan.json");
    const planned = await stage.cli([...argv, "--plan-out", file]);
    expect(planned.code, planned.stderr).toBe(0);
    await happens();
    changing();
    return stage.cli(["cleanup-accounts", "--plan", file, ...confirmed, "--yes", "-o", "json"]);
  },
  "the question": async ({ argv, confirmed }: Words, happens: () => Promise<void>) => {
    changing();
    return stage.cli([...argv, ...confirmed, "-o", "json"], { answers: ["y"], onQuestion: happens });
  },
} as const;

const ROWS = ([user, application] as const).flatMap((old) =>
  (Object.keys(WAYS) as (keyof typeof WAYS)[]).map((way) => [old.scenario, way, old] as const),
);

describe.each(ROWS)("%s, %s", (_scenario, way, old) => {
  const [oldServer, newServer] = HOSTS[old.scenario];

  test("it works again: it is not disabled", async () => {
    await begin(old);
    const { code, stdout } = await WAYS[way](words(old, "disable"), () =>
      play(stage, `start-server ${oldServer}`, "sync", "advance 90m"),
    );
    expect([code, errorIn(stdout).message]).toEqual([
      4,
      expect.stringMatching(/ signed in at .* after another had taken over|Graph names it for the last export/),
    ]);
    expect(changing()).toEqual([]);
    expect(await standing(old.name)).toEqual([expect.not.stringMatching(/decommissioned|orphan|superseded/), true]);
  });

  test("nobody synchronises any more: it is not deleted", async () => {
    await begin(old);
    const { argv, confirmed } = words(old, "disable");
    await carriedOut(stage, ...argv, ...confirmed);
    await play(stage, "advance 8d", "sync");
    // The proof is noted, so that nothing is left but the deletion.
    await carriedOut(stage, ...argv, ...confirmed);
    const { code, stdout } = await WAYS[way](words(old, "delete"), () =>
      play(stage, `stop-server ${newServer}`, "advance 12h"),
    );
    expect([code, errorIn(stdout).message]).toEqual([4, expect.stringContaining("No server is known to be active")]);
    expect(changing().filter((method) => method === "DELETE")).toEqual([]);
    expect(await standing(old.name)).toEqual([expect.any(String), false]);
  });
});

test("a server in staging mode signs in and nothing else: its identity is not disabled", async () => {
  await begin(application);
  const { code, stdout } = await WAYS["a saved plan"](words(application, "disable"), () =>
    play(stage, "start-server FAB-SYNC1", "set-staging FAB-SYNC1 on", "sync", "advance 90m"),
  );
  expect([code, errorIn(stdout).message]).toEqual([
    4,
    expect.stringMatching(/ signed in at .* after another had taken over/),
  ]);
  expect(changing()).toEqual([]);
  expect(await standing(application.name)).toEqual(["standby", true]);
});
