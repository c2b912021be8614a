// What is said of the password by whoever goes on with a run that was cut: where it is, and nothing that contradicts it.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { isPassOf, opensWith } from "../support/standing-account.js";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

const file = (name: string) => path.join(stage.cwd, name);
const setup = (name: string, ...more: string[]) => [
  "setup-svc-account",
  "--name",
  name,
  "--yes",
  "-o",
  "json",
  ...more,
];
const result = async (argv: readonly string[]) => {
  const { code, stdout } = await stage.cli(argv);
  expect(code, stdout).toBe(0);
  return resultIn("setup-svc-account", stdout);
};

/** Interrupted once that is announced. */
async function cutAt(line: string, argv: readonly string[]): Promise<void> {
  const { code } = await stage.cli(argv, { onStderr: (text, world) => text.startsWith(line) && world.interrupt() });
  expect(code).toBe(130);
}

describe("a run that was cut after the account was made", () => {
  test("in a dry run, and gone on with under another place, which is not said to hold anything", async () => {
    await cutAt("... mark svc-a", setup("svc-a", "--password-to", "file:a"));
    const isThere = `The password was set before the run was cut: it is in file:${file("a")}.`;
    const looked = await result(setup("svc-a", "--dry-run"));
    expect(looked.warnings).toContain(isThere);
    expect(looked.account).toMatchObject({ existedBefore: false, passwordTo: null });

    await cutAt("... give svc-a", setup("svc-a", "--password-to", "file:other"));
    const done = await result(setup("svc-a", "--password-to", "file:another"));
    expect(done.account).toMatchObject({ existedBefore: false, passwordTo: `file:${file("a")}` });
    for (const { warnings } of [looked, done]) {
      expect(warnings.filter((one) => one === isThere)).toHaveLength(1);
      expect(warnings.join(" ")).not.toMatch(/was not touched|add --reset-password|What is in/);
    }
    expect(["other", "another"].map((name) => existsSync(file(name)))).toEqual([false, false]);
    expect(await opensWith(stage, "svc-a@contoso.onmicrosoft.com", readFileSync(file("a"), "utf8").trimEnd())).toBe(
      true,
    );
  });

  test("a reset, too, gone on with without being wished again", async () => {
    await result(setup("svc-b", "--password-to", "file:b"));
    const pass = "... give svc-b@contoso.onmicrosoft.com a Temporary";
    await cutAt(pass, setup("svc-b", "--reset-password", "--password-to", "file:b2", "--tap", "8h"));
    const { warnings, account } = await result(setup("svc-b"));
    expect(warnings.join(" ")).toContain(`it is in file:${file("b2")}`);
    expect(warnings.join(" ")).not.toContain("was not touched");
    expect(account).toMatchObject({ existedBefore: true, passwordTo: `file:${file("b2")}` });
  });
});

test("a reset of which nothing tells whether it was done stays in doubt, and where it would be is said", async () => {
  await result(setup("svc-f", "--password-to", "file:f"));
  await cutAt("... give svc-f", setup("svc-f", "--reset-password", "--password-to", "file:f2"));
  const { warnings } = await result(setup("svc-f"));
  expect(warnings.join(" ")).toContain(`is not known: if it has, it is in file:${file("f2")}.`);
  expect(warnings.join(" ")).not.toContain("was not touched");
});

describe("a pass file that was made ready", () => {
  test("goes when no pass is wished any more", async () => {
    await cutAt("... mark svc-c", setup("svc-c", "--tap", "8h", "--password-to", "file:c"));
    expect(readFileSync(file("c.pass"), "utf8")).toContain("Pass none of");
    await result(setup("svc-c", "--password-to", "file:c"));
    expect([existsSync(file("c")), existsSync(file("c.pass"))]).toEqual([true, false]);
  });

  test("stays when it is not as it was made ready, and gets the pass that is wished again", async () => {
    await cutAt("... mark svc-d", setup("svc-d", "--tap", "8h", "--password-to", "file:d"));
    writeFileSync(file("d.pass"), `x${readFileSync(file("d.pass"), "utf8")}`);
    await result(setup("svc-d"));
    expect(existsSync(file("d.pass"))).toBe(true);
    await cutAt("... mark svc-e", setup("svc-e", "--tap", "8h", "--password-to", "file:e"));
    await result(setup("svc-e", "--tap", "8h", "--password-to", "file:e"));
    const [pass = ""] = readFileSync(file("e.pass"), "utf8").split("\n");
    expect(await isPassOf(stage, "svc-e", pass)).toBe(true);
  });
});
