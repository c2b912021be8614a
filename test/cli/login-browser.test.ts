// login by browser through the command line: the person's way there and back, and how it ends when nobody comes.
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { filesBelow, placesWith } from "../support/cli-canaries.js";
import { errorIn, resultIn } from "../support/cli-result-schemas.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { personAtBrowser, visit } from "../support/person-at-browser.js";

const BY_BROWSER = ["--auth", "browser", "-o", "json"];
const PERSON = "breakglass@contoso.onmicrosoft.com";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

async function isClosed(address: string): Promise<boolean> {
  return visit(address).then(
    () => false,
    () => true,
  );
}

describe("a person at the browser", () => {
  test("signs in as whom they choose there, is shown that it worked, and is not asked again", async () => {
    const person = personAtBrowser(stage.sandbox, PERSON);
    let address = "";
    const { code, stdout, stderr } = await stage.cli(["login", ...BY_BROWSER], {
      openBrowser: (url) => {
        address = url;
        return person.open(url);
      },
    });
    expect(code, stderr).toBe(0);
    expect(resultIn("login", stdout)).toMatchObject({
      operator: { name: PERSON, authKind: "browser" },
      session: { kind: "browser", userName: PERSON },
      azure: { state: "ready" },
    });
    expect((await person.lastPage()).text).toContain("You are signed in");
    expect(stderr).toContain(address);
    expect(person.signInPages).toHaveLength(1);
    expect(await isClosed(address)).toBe(true);
    const look = await stage.cli(["whoami", "-o", "json"]);
    expect([look.code, look.stderr]).toEqual([0, ""]);
    expect(resultIn("whoami", look.stdout)).toMatchObject({ operator: { name: PERSON }, signIn: { kind: "browser" } });
  });

  test("leaves no code, state, proof or token anywhere but in the session's file", async () => {
    const person = personAtBrowser(stage.sandbox);
    const outcome = await stage.cli(["login", ...BY_BROWSER, "-v", "--trace", "trace.jsonl"], {
      openBrowser: person.open,
    });
    expect(outcome.code).toBe(0);
    const [page] = person.signInPages;
    const files = filesBelow(stage.dir);
    const [session = ""] = Object.keys(files).filter((name) => name.includes("sessions"));
    const { tokens } = JSON.parse(files[session] ?? "") as { tokens: { data: string } };
    const secrets = [...tokens.data.matchAll(/"secret":"([^"]{20,})"/g)].map(([, secret]) => secret ?? "");
    expect(secrets.length).toBeGreaterThanOrEqual(4);
    const told = {
      stdout: outcome.stdout,
      stderr: outcome.stderr,
      trace: readFileSync(path.join(stage.cwd, "trace.jsonl"), "utf8"),
    };
    expect(told.trace).toContain("authorization_code");
    expect(told.trace).toMatch(/code=\*\*\*/);
    expect(told.trace).toMatch(/code_verifier=\*\*\*/);
    for (const secret of [...secrets, page?.searchParams.get("state") ?? "no state"]) {
      expect(secret.length).toBeGreaterThan(10);
      expect(placesWith(secret, told)).toEqual([]);
      expect(placesWith(secret, files).filter((name) => !/sessions|requests\.jsonl/.test(name))).toEqual([]);
    }
  });
});

describe("nobody at the browser", () => {
  test("the waiting ends by itself, says so, and the port is free", async () => {
    let address = "";
    const { code, stdout, stderr } = await stage.cli(["login", ...BY_BROWSER], {
      openBrowser: async (url, world) => {
        address = url;
        setImmediate(() => world.expireAll());
      },
    });
    expect([code, errorIn(stdout).code]).toEqual([3, "browser-timeout"]);
    expect(stderr).toContain("Ctrl-C ends it");
    expect(stderr).toContain("--auth device-code");
    expect(await isClosed(address)).toBe(true);
  });

  test("Ctrl-C ends it at once, and the port is free", async () => {
    let address = "";
    const { code } = await stage.cli(["login", ...BY_BROWSER], {
      openBrowser: async (url, world) => {
        address = url;
        setImmediate(() => world.interrupt());
      },
    });
    expect(code).toBe(130);
    expect(await isClosed(address)).toBe(true);
  });

  test("the deadline of the command ends it, too", async () => {
    const started = performance.now();
    const { code, stdout } = await stage.cli(["login", ...BY_BROWSER, "--timeout", "1s"], {
      openBrowser: async () => undefined,
    });
    expect([code, errorIn(stdout).code]).toEqual([6, "deadline"]);
    expect(errorIn(stdout).message).toMatch(/1 second passed .*nobody came back from the browser.*Nothing was saved/);
    expect(errorIn(stdout).remedy).not.toContain("it looks first");
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test("nor does anybody enter a code in time: that is said, and that nothing was saved", async () => {
    const { code, stdout } = await stage.cli(["login", "-o", "json", "--timeout", "1h"], {
      onStderr: (text, world) => {
        if (text.includes("enter the code")) world.expireAll();
      },
    });
    expect([code, errorIn(stdout).code]).toEqual([6, "deadline"]);
    expect(errorIn(stdout).message).toMatch(/nobody entered the code, or not soon enough\. Nothing was saved\.$/);
    expect(errorIn(stdout).remedy).toContain("enter the code in that time");
  });

  test("without a browser another way is named", async () => {
    const { code, stdout } = await stage.cli(["login", ...BY_BROWSER]);
    expect([code, errorIn(stdout).code]).toEqual([3, "no-browser"]);
    expect(errorIn(stdout).remedy).toContain("--auth device-code");
  });
});
