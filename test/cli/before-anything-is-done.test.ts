// What can be known to be wrong at the beginning is refused at the beginning: not after a change, its result lost.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Stage, startStage } from "../support/cli-stage.js";
import { SERVICE_ACCOUNT, viewOf } from "../support/cli-tenant-view.js";

const SETUP = ["setup-svc-account", "--password-to", "file:pw", "--yes"];

describe("before anything is done", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage.close());
  beforeEach(() => stage.newRequests());

  test.each([
    { name: "a query that is none", words: ["-o", "json", "--query", "a["], says: "--query cannot be understood" },
    { name: "a result file in no folder", words: ["--out", "no/such/file"], says: "--out" },
  ])("$name: no request is sent", async ({ words, says }) => {
    const { code, stderr } = await stage.cli([...SETUP, ...words]);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
    expect(stage.newRequests()).toEqual([]);
    expect(existsSync(path.join(stage.cwd, "pw"))).toBe(false);
  });

  test("an interruption that came before: 130, with a deadline or without", async () => {
    for (const words of [[], ["--timeout", "10m"]]) {
      const early = await stage.cli(["verify-sync", ...words], { interrupted: true });
      expect(early.code).toBe(130);
    }
    expect(stage.newRequests().filter(({ host }) => host.startsWith("graph"))).toEqual([]);
  });

  describe("where every change needs a ticket", () => {
    const environment = { AADC_REQUIRE_TICKET: "1" };

    test("a change without one is refused after its plan was shown, and nothing is written", async () => {
      const { code, stderr } = await stage.cli(SETUP, { environment });
      expect(code).toBe(2);
      expect(stderr).toContain("--ticket");
      expect(await viewOf(stage).user(SERVICE_ACCOUNT)).toBeNull();
    });

    test("an empty one is none", async () => {
      const { code, stderr } = await stage.cli([...SETUP, "--ticket", ""], { environment });
      expect([code, stderr]).toEqual([2, expect.stringContaining("--ticket")]);
      expect(await viewOf(stage).user(SERVICE_ACCOUNT)).toBeNull();
    });

    test("what changes nothing needs none", async () => {
      expect((await stage.cli(["verify-sync"], { environment })).code).toBe(1);
      expect((await stage.cli(["cleanup-health"], { environment })).code).toBe(0);
      expect((await stage.cli([...SETUP, "--dry-run"], { environment })).code).toBe(0);
    });
  });

  test.each([
    { name: "a folder", make: (place: string) => mkdirSync(place) },
    { name: "somebody's file", make: (place: string) => writeFileSync(place, "important\n") },
  ])("a password file that is $name: refused by a guard", async ({ name, make }) => {
    make(path.join(stage.cwd, name));
    const { code, stderr } = await stage.cli(["setup-svc-account", "--yes", "--password-to", `file:${name}`]);
    expect(code).toBe(4);
    expect(stderr).toMatch(/exists already, and is (not overwritten|no file)/);
    expect(await viewOf(stage).user(SERVICE_ACCOUNT)).toBeNull();
  });
});
