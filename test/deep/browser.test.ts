// A person signs in with a real browser: from the command line to the sign-in page, back to the loopback port, and to the
// last page that the person sees.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Browser, CHROMIUM, chromiumFor, widthOf } from "./chromium.js";
import { isMissing } from "./programs.js";
import { cli, type SandboxProcess, start, startSandboxProcess } from "./sandbox-process.js";

const MAIN = join(import.meta.dirname, "../../dist/cli/main.js");

describe.skipIf(isMissing(CHROMIUM))(CHROMIUM, () => {
  let sandbox: SandboxProcess;
  let browser: Browser;
  beforeAll(async () => {
    sandbox = await startSandboxProcess();
  });
  afterAll(() => sandbox.stop());
  beforeEach(() => {
    browser = chromiumFor(sandbox);
  });
  afterEach(() => browser.end());

  const login = (...words: readonly string[]) => {
    const env = { ...process.env, BROWSER: browser.program, DBUS_SESSION_BUS_ADDRESS: undefined };
    const argv = [MAIN, "login", "--auth", "browser", "--sandbox-dir", sandbox.folder, ...words];
    return start(process.execPath, argv, env).ended;
  };
  const play = async (...words: readonly string[]) => {
    const { code, stderr } = await cli(sandbox, "sandbox", "do", ...words).ended;
    if (code !== 0) throw new Error(stderr);
  };

  test("signs in, and the sign-in serves the commands that follow without a browser", async () => {
    const { code, stdout, stderr } = await login();
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain("Signed in as admin@contoso.onmicrosoft.com.");
    const page = await browser.page();
    expect(page).toContain("<h1>You are signed in</h1>");
    // What comes from another host is no part of a page that is shown while somebody is signing in.
    expect(page).not.toMatch(/(?:src|href)="(?!data:)|@import|url\(/u);
    for (const width of [1280, 390]) expect(await widthOf(page, width, sandbox.root)).toBe(width);
    const who = await cli(sandbox, "whoami").ended;
    expect([who.code, who.stderr]).toEqual([0, ""]);
    expect(who.stdout).toContain("browser, because login has saved it");
  });

  test.each([
    ["consent-declined", "AADSTS65004"],
    ["sign-in-blocked", "AADSTS53003"],
  ])("%s: the page says that it did not succeed, and the terminal why", async (kind, number) => {
    await play("break", kind);
    const { code, stdout, stderr } = await login();
    await play("mend", kind);
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toContain(number);
    const page = await browser.page();
    expect(page).toContain("<h1>The sign-in did not succeed</h1>");
    for (const width of [1280, 390]) expect(await widthOf(page, width, sandbox.root)).toBe(width);
  });

  test("a policy against device codes does not stand in a browser's way", async () => {
    await play("break", "device-code-blocked");
    const { code } = await login();
    await play("mend", "device-code-blocked");
    expect(code).toBe(0);
    expect(await browser.page()).toContain("You are signed in");
  });

  test("a browser that opens nothing is told, with the way that needs none", async () => {
    const broken = join(sandbox.root, "broken-browser");
    writeFileSync(broken, "#!/bin/sh\nexit 7\n", { mode: 0o755 });
    const env = { ...process.env, BROWSER: broken };
    const argv = [MAIN, "login", "--auth", "browser", "--sandbox-dir", sandbox.folder];
    const { code, stdout, stderr } = await start(process.execPath, argv, env).ended;
    expect([code, stdout]).toEqual([3, ""]);
    expect(stderr).toMatch(/ended with 7[\s\S]*--auth device-code/);
  });

  test("Ctrl-C ends the waiting at once, and frees the port", async () => {
    const silent = join(sandbox.root, "silent-browser");
    writeFileSync(silent, "#!/bin/sh\nexit 0\n", { mode: 0o755 });
    const argv = [MAIN, "login", "--auth", "browser", "--sandbox-dir", sandbox.folder];
    const { child, ended, output } = start(process.execPath, argv, { ...process.env, BROWSER: silent });
    while (!output.stderr.includes("/sign-in")) await new Promise((resolve) => setTimeout(resolve, 20));
    const interrupted = performance.now();
    child.kill("SIGINT");
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(performance.now() - interrupted).toBeLessThan(3_000);
    const address = /http:\/\/localhost:\d+/.exec(stderr)?.[0] ?? "";
    await expect(fetch(address)).rejects.toThrow();
  });
});
