// Where a password goes is said by whoever carries a plan out, shown before the question, and never taken from a file.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planHash, type SavedPlan } from "../../src/shapes/plan.js";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { viewOf } from "../support/cli-tenant-view.js";
import { opensWith } from "../support/standing-account.js";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

const file = (name: string) => path.join(stage.cwd, name);
const setup = (...more: string[]) => stage.cli(["setup-svc-account", ...more]);
const saved = (name: string) => JSON.parse(readFileSync(file(name), "utf8")) as SavedPlan;

describe("a saved plan", () => {
  test("keeps no place, and says that one is to be named", async () => {
    const { code, stdout, stderr } = await setup(
      "--name",
      "svc-a",
      "--password-to",
      "file:mine",
      "--plan-out",
      "a.json",
    );
    expect([code, stderr]).toEqual([0, expect.stringContaining("--plan a.json --password-to file:mine")]);
    expect(stdout).toContain(`Password goes to file:${file("mine")}\n`);
    expect(stdout.replace(/\s+/g, " ")).toContain("The saved plan does not keep where the password and a pass go");
    expect(readFileSync(file("a.json"), "utf8")).not.toMatch(/passwordTo|mine|does not keep/);
    const unsaid = await setup("--name", "svc-a", "--plan-out", "unsaid.json");
    expect(unsaid.stderr).toContain("--plan unsaid.json --password-to WHERE");
    expect(unsaid.stdout).toContain("Password goes to a place that is still to be named (--password-to)");
    expect(unsaid.stdout).not.toContain("does not keep");
  });

  test.each(["mine.json", "mine.json.pass"])("is not saved where the password or its pass goes: %s", async (name) => {
    stage.newRequests();
    const { code, stdout } = await setup("--password-to", "file:mine.json", "--plan-out", name, "-o", "json");
    expect([code, errorIn(stdout).code]).toEqual([2, "out-file"]);
    expect(errorIn(stdout).remedy).toBe("Name another file with --plan-out.");
    expect(stage.newRequests()).toEqual([]);
  });

  test("is not carried out where nobody names one", async () => {
    const { code, stdout } = await setup("--plan", "a.json", "--yes", "-o", "json");
    const { code: said, remedy } = errorIn(stdout);
    expect([code, said]).toEqual([2, "password-destination"]);
    expect(remedy).toBe("Add --password-to file:PATH or --password-to keyvault:VAULT/SECRET");
    const asText = await setup("--plan", "a.json", "--yes");
    expect(asText.stderr).toContain(
      "Add --password-to file:PATH, --password-to keyvault:VAULT/SECRET or --password-to stdout\n",
    );
    expect(await viewOf(stage).usersBeginning("svc-a")).toEqual([]);
  });

  test("with a place put into it is refused before anybody signs in", async () => {
    const plan = saved("a.json");
    const wishes = { ...(plan.wishes as Record<string, string>), passwordTo: `file:${file("theirs")}` };
    writeFileSync(file("theirs.json"), JSON.stringify({ ...plan, wishes, planHash: planHash({ ...plan, wishes }) }));
    stage.newRequests();
    for (const more of [[], ["--password-to", "file:mine"]]) {
      const { code, stdout } = await setup("--plan", "theirs.json", "--yes", "-o", "json", ...more);
      expect([code, errorIn(stdout).code]).toEqual([2, "plan-file"]);
    }
    expect(stage.newRequests()).toEqual([]);
    expect(existsSync(file("theirs"))).toBe(false);
  });

  test("asks for it at a terminal, and shows it before the question", async () => {
    let shown = "";
    const { code, questions } = await stage.cli(["setup-svc-account", "--plan", "a.json"], {
      answers: ["file:mine", "y"],
      onStderr: (text) => {
        shown += text;
      },
      onQuestion: (question) => {
        if (question.includes("Shall this be done")) expect(shown).toContain(`Password goes to file:${file("mine")}\n`);
      },
    });
    expect([code, questions.length]).toEqual([0, 2]);
    const password = readFileSync(file("mine"), "utf8").trimEnd();
    expect(await opensWith(stage, "svc-a@contoso.onmicrosoft.com", password)).toBe(true);
  });
});

describe("before anything is done", () => {
  const WISH = ["--name", "svc-b", "--tap", "8h"];

  test("plan and change request name the places of password and pass", async () => {
    const text = await setup(...WISH, "--password-to", "file:pw", "--dry-run");
    expect(text.stdout).toContain(`Password goes to file:${file("pw")}\nPass goes to file:${file("pw.pass")}\n`);
    const request = await setup(...WISH, "--password-to", "keyvault:kv-contoso/svc", "--dry-run", "-o", "json");
    expect(resultIn("setup-svc-account", request.stdout).account).toMatchObject({
      passwordTo: "keyvault:kv-contoso/svc",
      passTo: "keyvault:kv-contoso/svc-pass",
    });
    const { stdout } = await setup(...WISH, "--password-to", "file:pw", "--dry-run", "-o", "md");
    expect(stdout).toMatch(/Password goes to.*\/pw/);
    expect(stdout).toMatch(/Pass goes to.*\/pw\\?\.pass/);
    expect(stdout).toContain("setup-svc-account --plan FILE --password-to WHERE");
  });

  test("a place that nobody has named yet is told as such; a plan that makes no secret says nothing of it", async () => {
    const { code, stdout } = await setup(...WISH, "--dry-run", "-o", "md");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/Pass goes to.*still to be named/)]);
    expect((await setup("--name", "svc-a", "--disable", "--dry-run")).stdout).not.toContain("goes to");
  });
});
