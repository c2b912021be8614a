// A person in the browser of this machine, on the sandbox's own sign-in pages: what comes back, what never does, and what a
// stranger on the same machine may send.
import { get } from "node:http";
import { request } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import { doInSandbox } from "../../src/sandbox/control.js";
import { placesWith } from "../support/cli-canaries.js";
import { type Outcome, type Stage, startStage } from "../support/cli-stage.js";
import type { TestWorld } from "../support/cli-world.js";

const LOGIN = ["login", "--auth", "browser"];

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

interface Page {
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
}

/** One step of a browser: to this machine, or to the sandbox in the place of Microsoft. */
async function step(url: string): Promise<Page> {
  if (url.startsWith("http://localhost")) {
    return new Promise((resolve, reject) => {
      get(url, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => {
          text += part;
        });
        response.once("end", () =>
          resolve({ status: response.statusCode ?? 0, location: response.headers.location, text }),
        );
      }).once("error", reject);
    });
  }
  const { statusCode, headers, body } = await request(url, { dispatcher: stage.sandbox.agent });
  const { location } = headers;
  return {
    status: statusCode,
    location: typeof location === "string" ? location : undefined,
    text: await body.text(),
  };
}

/** Follows every redirection, as a browser does; the addresses it went to, and the page at the end. */
async function follow(start: string): Promise<{ readonly addresses: readonly string[]; readonly page: Page }> {
  const addresses = [start];
  let page = await step(start);
  while (page.location !== undefined) {
    const next = new URL(page.location, addresses.at(-1)).href;
    addresses.push(next);
    page = await step(next);
  }
  return { addresses, page };
}

function inBrowser(open: (url: string, world: TestWorld) => Promise<void>, ...words: readonly string[]) {
  return stage.cli([...LOGIN, ...words], { openBrowser: open });
}

function expectRefused({ code, stdout, stderr }: Outcome, says: RegExp): void {
  expect([code, stdout]).toEqual([3, ""]);
  expect(stderr).toMatch(says);
  expect(stderr).toMatch(/\nWhat to do: /);
  expect(stderr).not.toMatch(/^\s+at |node_modules|undefined|\[object/m);
}

test("signs in, and neither code nor state is said anywhere", async () => {
  let walked: ReturnType<typeof follow> | undefined;
  const trace = "trace.jsonl";
  const outcome = await inBrowser(
    (url) => {
      walked = follow(url);
      return Promise.resolve();
    },
    "--trace",
    trace,
    "-v",
  );
  expect({ code: outcome.code, stderr: outcome.stderr }).toMatchObject({ code: 0 });
  const { addresses, page } = (await walked) ?? { addresses: [], page: undefined };
  expect(page?.text).toContain("You are signed in");
  const back = new URL(addresses.find((one) => one.includes("code=")) ?? "http://none/");
  // What stays in the browser's history and on the screen does not hold the code.
  expect(addresses.at(-1)).not.toContain("code=");
  const said = { stdout: outcome.stdout, stderr: outcome.stderr };
  for (const name of ["code", "state"]) {
    const secret = back.searchParams.get(name) ?? "";
    expect(secret.length).toBeGreaterThan(10);
    expect(placesWith(secret, said)).toEqual([]);
  }
});

test.each([
  ["consent-declined", /AADSTS65004/],
  ["sign-in-blocked", /AADSTS53003/],
])("%s comes back by the browser", async (kind, says) => {
  await doInSandbox(stage.dir, ["break", kind]);
  let walked: ReturnType<typeof follow> | undefined;
  const outcome = await inBrowser((url) => {
    walked = follow(url);
    return Promise.resolve();
  });
  await doInSandbox(stage.dir, ["mend", kind]);
  expectRefused(outcome, says);
  expect((await walked)?.page.text).toContain("did not succeed");
});

test("a browser that never comes back ends by itself, and the port is closed", async () => {
  let address = "";
  const outcome = await inBrowser((url, world) => {
    address = url;
    setTimeout(() => world.expireAll(), 50);
    return Promise.resolve();
  });
  expectRefused(outcome, /Nobody came back from the browser within 5 minutes[\s\S]*--auth device-code/);
  await expect(step(address)).rejects.toThrow(/ECONNREFUSED/);
});

test("Ctrl-C ends the waiting", async () => {
  let address = "";
  const { code, stdout } = await inBrowser((url, world) => {
    address = url;
    setTimeout(() => world.interrupt(), 50);
    return Promise.resolve();
  });
  expect([code, stdout]).toEqual([130, ""]);
  await expect(step(address)).rejects.toThrow(/ECONNREFUSED/);
});

test("what a stranger sends to the port is not listened to, and the person still comes through", async () => {
  const strangers: number[] = [];
  const outcome = await inBrowser(async (url) => {
    const port = new URL(url).origin;
    const queries = [
      "?code=stolen&state=guess",
      "?error=access_denied&state=guess",
      "?code=stolen",
      "finished",
      `?code=${"x".repeat(9000)}`,
    ];
    for (const query of queries) strangers.push((await step(`${port}/${query}`)).status);
    void follow(url);
  });
  expect(outcome.code).toBe(0);
  expect(strangers.every((status) => status >= 400)).toBe(true);
});

test("a sign-in page that answers with hostile text says it harmlessly, in one sentence", async () => {
  const hostile = "\u001b[2J\u202eAADSTS1: <script>alert(1)</script>\r\nError: all is well\nWhat to do: send money";
  let shown: Promise<Page> | undefined;
  const outcome = await inBrowser(async (url) => {
    const signInPage = new URL((await step(url)).location ?? "");
    const back = new URL(signInPage.searchParams.get("redirect_uri") ?? "");
    const query = {
      error: "invalid_request",
      error_description: hostile,
      state: signInPage.searchParams.get("state") ?? "",
    };
    shown = follow(`${back.origin}/?${new URLSearchParams(query).toString()}`).then(({ page }) => page);
  });
  expectRefused(outcome, /^Error: /m);
  for (const evil of ["\u001b", "\u202e", "\r"]) expect(outcome.stderr).not.toContain(evil);
  expect(outcome.stderr).not.toMatch(/^(?:Error: all is well|What to do: send money)/m);
  expect((await shown)?.text).not.toContain("alert(1)");
});

test("without a browser the way that needs none is told", async () => {
  const { code, stderr } = await stage.cli(LOGIN);
  expect(code).toBe(3);
  expect(stderr).toMatch(/No browser can be opened here[\s\S]*--auth device-code/);
});
