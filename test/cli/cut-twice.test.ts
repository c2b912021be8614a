// A run that is gone on with, and that stops again before this time's first change: what is done by then is told.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import type { TestWorldOptions } from "../support/cli-world.js";

let stage: Stage;
let runId: string;
const argv = ["setup-svc-account", "--password-to", "file:pw", "--yes"];
const again = (options: Partial<TestWorldOptions>, ...more: readonly string[]) =>
  stage.cli([...argv, "-o", "json", ...more], options);

beforeAll(async () => {
  stage = await startStage();
  const { code, stderr } = await stage.cli(argv, {
    onStderr: (text, world) => text.startsWith("... mark svc-adconnect") && world.interrupt(),
  });
  expect(code).toBe(130);
  runId = /runs rollback (\S+)/.exec(stderr)?.[1] ?? "";
});
afterAll(() => stage.close());

const DONE = "Done: create the cloud-only account svc-adconnect@contoso.onmicrosoft.com.";

describe("cut, gone on with and cut again", () => {
  test.each([3, 8, 14])("by the deadline, at request %i: partly done, with one way on that works", async (at) => {
    const { code, stdout } = await again(
      { onAttempt: (count, world) => count === at && world.expireAll() },
      "--timeout",
      "1m",
    );
    const { code: said, message, remedy } = errorIn(stdout);
    expect([code, said]).toEqual([5, "partly-done"]);
    expect(message).toContain(DONE);
    expect(message).toContain("The deadline of");
    expect(remedy).toContain("Run the same command again with a longer --timeout to go on");
    expect(remedy.match(/again/gu)).toHaveLength(1);
    expect(remedy).toContain(`runs rollback ${runId}`);
  });

  test("by Ctrl-C, as text", async () => {
    const { code, stderr } = await stage.cli(argv, { onAttempt: (count, world) => count === 8 && world.interrupt() });
    expect(code).toBe(130);
    expect(stderr).toContain(DONE);
    expect(stderr).toContain(`Going on with run ${runId} stopped before anything more was done: Interrupted.`);
    expect(stderr).toContain("Run the same command again to go on");
    expect(stderr).toContain(`runs rollback ${runId}`);
  });

  test("for want of a right", async () => {
    const [, reader] = stage.sandbox.info.clients;
    const environment = { AZURE_CLIENT_ID: reader?.clientId, AZURE_CLIENT_SECRET: reader?.clientSecret };
    const { code, stdout } = await again({ environment }, "--auth", "secret");
    const { message, remedy } = errorIn(stdout);
    expect(code).toBe(5);
    expect(message).toContain(DONE);
    expect(message).not.toContain("Nothing was changed");
    expect(message).toContain("User.ReadWrite.All");
    expect(remedy).toMatch(/^App role: .+\. Run the same command again to go on/);
    expect(remedy).toContain(`runs rollback ${runId}`);
  });

  test("a dry run goes on with nothing", async () => {
    const { code } = await again(
      { onAttempt: (count, world) => count === 8 && world.expireAll() },
      "--dry-run",
      "--timeout",
      "1m",
    );
    expect(code).toBe(6);
  });

  test("and another account has no part in it", async () => {
    const { code } = await again(
      { onAttempt: (count, world) => count === 8 && world.expireAll() },
      "--name",
      "svc-b",
      "--timeout",
      "1m",
    );
    expect(code).toBe(6);
  });
});
