// The library's public face: what it exports, and that a program of one's own can work with it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as library from "../../src/index.js";
import { caught } from "../support/caught.js";
import { checkResult } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { viewOf } from "../support/cli-tenant-view.js";

test("what is exported", () => {
  expect(Object.keys(library).sort()).toEqual([
    "AadcError",
    "BugError",
    "CLOUDS",
    "DeadlineError",
    "GuardError",
    "InterruptedError",
    "NO_WISHES",
    "PartialError",
    "PermissionError",
    "ServiceError",
    "SignInError",
    "UsageError",
    "cleanupAccounts",
    "cleanupHealth",
    "cloudNamed",
    "createRedactor",
    "doctor",
    "fileJournals",
    "messageOf",
    "mfaExclusionAdd",
    "mfaExclusionRemove",
    "mfaExclusionStatus",
    "openSession",
    "registerApp",
    "setupServiceAccount",
    "tendQuarantines",
    "unregisterApp",
    "verifySync",
  ]);
});

describe("a program of one's own", () => {
  let stage: Stage;
  beforeAll(async () => {
    // Nor does Connect Health tell an application who exports.
    stage = await startStage({ tenant: ({ health }) => void health.access.splice(0) });
  });
  afterAll(() => stage.close());

  async function withSession<T>(
    use: (session: library.Session) => Promise<T>,
    more: Partial<library.SessionOptions> = {},
  ): Promise<T> {
    const { info } = stage.sandbox;
    const { session } = await library.openSession({
      cloud: library.CLOUDS.public,
      tenant: info.tenantId,
      auth: { kind: "device-code", clientId: info.clients[0]?.clientId ?? "" },
      connections: {
        caFiles: [],
        environment: {},
        elsewhere: { host: "127.0.0.1", port: info.port, caFile: info.caFile },
      },
      redactor: library.createRedactor(),
      signal: new AbortController().signal,
      showDeviceCode: () => undefined,
      clock: stage.time.clock(),
      ...more,
    });
    const open = await session;
    try {
      return await use(open);
    } finally {
      await open.close();
    }
  }

  const changes = () => ({
    dryRun: false,
    journals: library.fileJournals({
      stateDir: `${stage.cwd}/state`,
      clock: stage.time.clock(),
      signal: new AbortController().signal,
      uuid: () => crypto.randomUUID(),
    }),
  });
  const silent = (approve: library.Dialogue["approve"]): library.Dialogue => ({ progress: () => undefined, approve });
  const setup = (session: library.Session, approve: library.Dialogue["approve"], revealed: string[] = []) =>
    library.setupServiceAccount(
      session,
      {
        ...changes(),
        wishes: { ...library.NO_WISHES, name: "svc-library", displayName: "Made by a library" },
        askPlace: async () => ({ kind: "stdout" }),
        show: async (text) => void revealed.push(text.trimEnd()),
      },
      silent(approve),
    );

  test("verify-sync", async () => {
    const result = await withSession((session) => library.verifySync(session, { failOn: "error", allowUnknown: [] }));
    checkResult("verify-sync", result);
    expect(result.verdict).toBe("fail");
    expect(result.operator).toMatchObject({ name: "admin@contoso.onmicrosoft.com", authKind: "device-code" });
  });

  test("verify-sync waives by name what may stay unknown, and nothing else", async () => {
    const expecting = { failOn: "error", activeServer: "AADC-NEW" } as const;
    const auth = {
      kind: "secret",
      clientId: stage.sandbox.info.clients[0]?.clientId ?? "",
      clientSecret: stage.sandbox.info.clients[0]?.clientSecret ?? "",
    } as const;
    // By application the synchronisation object cannot be read, and nobody is seen to export; the rest is made healthy first.
    await stage.cli(["mfa-exclusion", "add", "--yes"]);
    for (const event of [["break", "audit-lag"], ["swap", "AADC-OLD", "AADC-NEW"], ["sync"]])
      await stage.cli(["sandbox", "do", ...event]);
    const verdictWith = async (allowUnknown: readonly string[]) =>
      (await withSession((session) => library.verifySync(session, { ...expecting, allowUnknown }), { auth })).verdict;
    expect(await verdictWith([])).toBe("unknown");
    expect(await verdictWith(["SYNC-004"])).toBe("unknown");
    expect(await verdictWith(["SYNC-003"])).toBe("pass");
  });

  test("an interruption is handed on as it is, wherever it comes; no reading becomes unknown by it", async () => {
    const stop = new library.InterruptedError("stop", { code: "stop", remedy: "" });
    const verifyCutAt = async (cut: number) => {
      const controller = new AbortController();
      let attempts = 0;
      const uuid = () => {
        attempts += 1;
        if (attempts === cut) controller.abort(stop);
        return crypto.randomUUID();
      };
      const options = { failOn: "error", allowUnknown: [] } as const;
      const verifying = withSession((session) => library.verifySync(session, options), {
        signal: controller.signal,
        uuid,
      });
      const end = await verifying.then(
        () => "ended by itself",
        (error: unknown) => error,
      );
      if (cut > 0 && attempts >= cut) expect(end, `cut at request ${cut}`).toBe(stop);
      else expect(end).toBe("ended by itself");
      return attempts;
    };
    // A request that was throttled is sent twice: a run may have fewer requests than another.
    const requests = Math.min(await verifyCutAt(0), await verifyCutAt(0));
    // The last ones are those of Connect Health, when all else is read.
    const cuts = [1, 4, requests - 3, requests - 2, requests - 1];
    for (const cut of cuts) expect(await verifyCutAt(cut)).toBeGreaterThanOrEqual(cut);
  });

  test("a dialogue that objects stops a change before the first write", async () => {
    const no = new library.InterruptedError("no", { code: "no", remedy: "" });
    const revealed: string[] = [];
    const attempt = withSession((session) => setup(session, () => Promise.reject(no), revealed));
    expect(await caught(library.InterruptedError, attempt)).toBe(no);
    expect(revealed).toEqual([]);
    expect(await viewOf(stage).usersBeginning("svc-")).toEqual([]);
  });

  test("one that agrees has seen the whole plan, and the password comes once, at the end", async () => {
    const proposals: library.Proposal[] = [];
    const revealed: string[] = [];
    const result = await withSession((session) =>
      setup(session, async (shown) => void proposals.push(shown), revealed),
    );
    checkResult("setup-svc-account", result);
    expect(proposals).toEqual([
      expect.objectContaining({ command: "setup-svc-account", plan: result.plan, dryRun: false }) as unknown,
    ]);
    expect(revealed).toEqual([expect.stringMatching(/^\S{32}$/) as unknown]);
    expect(JSON.stringify(result)).not.toContain(revealed[0]);
    expect(await viewOf(stage).usersBeginning("svc-")).toEqual(["svc-library@contoso.onmicrosoft.com"]);
  });

  test("China has no Connect Health, and the error says so", async () => {
    const cleanup = withSession((session) =>
      library.cleanupHealth(
        { ...session, cloud: library.CLOUDS.china },
        { ...changes(), servers: [], staleAfterMs: 1 },
        silent(async () => undefined),
      ),
    );
    expect((await caught(library.ServiceError, cleanup)).code).toBe("no-connect-health");
  });
});
