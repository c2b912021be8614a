import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { EventEmitter } from "node:events";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { type BrowserMachine, findBrowser, openerOf } from "../../src/machine/browser.js";
import { openAddress } from "../../src/machine/open-address.js";
import { systemClock } from "../../src/shapes/clock.js";
import { SignInError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const ADDRESS = "https://login.microsoftonline.com/t/authorize?client_id=1&state=a%26b&x=$(id)'%25PATH%25^";

function opener(given: Partial<BrowserMachine> & { readonly programs?: readonly string[] }) {
  const { programs = [], ...machine } = given;
  return openerOf({
    platform: "linux",
    environment: {},
    clock: systemClock,
    isProgram: (file) => programs.includes(file),
    ...machine,
  });
}

const DESKTOP = { PATH: "/usr/local/bin:/usr/bin", DISPLAY: ":0" };

test.each<readonly [string, Parameters<typeof opener>[0], unknown]>([
  ["macOS", { platform: "darwin" }, { program: "/usr/bin/open", words: ["%s"] }],
  [
    "Windows",
    { platform: "win32", environment: { SystemRoot: "D:\\Windows" } },
    { program: "D:\\Windows\\System32\\rundll32.exe", words: ["url.dll,FileProtocolHandler", "%s"] },
  ],
  [
    "Linux with a desktop",
    { environment: DESKTOP, programs: ["/usr/bin/xdg-open"] },
    { program: "/usr/bin/xdg-open", words: ["%s"] },
  ],
  [
    "Linux with Wayland",
    { environment: { PATH: "/usr/bin", WAYLAND_DISPLAY: "wayland-0" }, programs: ["/usr/bin/xdg-open"] },
    { program: "/usr/bin/xdg-open", words: ["%s"] },
  ],
  ["Linux without a desktop", { environment: { PATH: "/usr/bin" }, programs: ["/usr/bin/xdg-open"] }, undefined],
  [
    "Linux with an empty display",
    { environment: { ...DESKTOP, DISPLAY: "" }, programs: ["/usr/bin/xdg-open"] },
    undefined,
  ],
  ["Linux without xdg-open", { environment: DESKTOP }, undefined],
  [
    "a PATH that leads to the working folder",
    { environment: { ...DESKTOP, PATH: ":." }, programs: ["/xdg-open", "./xdg-open", "xdg-open"] },
    undefined,
  ],
  [
    "WSL",
    { environment: { PATH: "/usr/bin", WSL_DISTRO_NAME: "Debian" }, programs: ["/usr/bin/wslview"] },
    { program: "/usr/bin/wslview", words: ["%s"] },
  ],
  [
    "WSL with a desktop of its own, and no wslview",
    { environment: { ...DESKTOP, WSL_DISTRO_NAME: "Debian" }, programs: ["/usr/bin/xdg-open"] },
    { program: "/usr/bin/xdg-open", words: ["%s"] },
  ],
  [
    "a browser that is named, with blanks in its path",
    { environment: { BROWSER: "/opt/My Browser/run" } },
    { program: "/opt/My Browser/run", words: ["%s"] },
  ],
  [
    "a browser that is named with the place of the address",
    { platform: "darwin", environment: { BROWSER: " firefox  --private-window --url=%s " } },
    { program: "firefox", words: ["--private-window", "--url=%s"] },
  ],
  ["a name that is blank", { environment: { BROWSER: "  " } }, undefined],
])("%s", (_where, machine, expected) => {
  expect(opener(machine)).toEqual(expected);
});

/** A program that notes what it is called with. */
function noting(folder: string, then = ""): { readonly program: string; readonly note: string } {
  const [program, note] = [path.join(folder, "my browser"), path.join(folder, "note")];
  writeFileSync(
    program,
    `#!/bin/sh\nprintf '%s\\n' "$#" "$@" > '${note}.part'\nmv '${note}.part' '${note}'\n${then}\n`,
  );
  chmodSync(program, 0o700);
  return { program, note };
}

async function content(file: string): Promise<string> {
  for (const until = performance.now() + 5_000; !existsSync(file) && performance.now() < until; ) await delay(10);
  return readFileSync(file, "utf8");
}

test.skipIf(process.platform === "win32")(
  "the address arrives as it is, as one word, and no shell sees it",
  async () => {
    const { program, note } = noting(temporaryFolder());
    const open = findBrowser({ platform: "linux", environment: { BROWSER: program }, clock: systemClock });
    await open?.(ADDRESS);
    const [count, word] = (await content(note)).split("\n");
    expect([count, word]).toEqual(["1", new URL(ADDRESS).href]);
    expect(word).toContain("$(id)");
  },
);

test.skipIf(process.platform === "win32")(
  "a program of the search path is found, and one that is no program is not",
  async () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, "first", "xdg-open"), { recursive: true });
    mkdirSync(path.join(folder, "second"));
    writeFileSync(path.join(folder, "second", "xdg-open"), "no program");
    const environment = { DISPLAY: ":0", PATH: `${folder}/first:${folder}/second` };
    const find = () => openerOf({ platform: "linux", environment, clock: systemClock });
    expect(find()).toBeUndefined();
    chmodSync(path.join(folder, "second", "xdg-open"), 0o755);
    expect(find()?.program).toBe(`${folder}/second/xdg-open`);
  },
);

test.skipIf(process.platform === "win32")(
  "a browser that goes on is not waited for, one that fails at once is said",
  async () => {
    const { program } = noting(temporaryFolder(), "exec sleep 30");
    let browser: ChildProcess | undefined;
    const start = (file: string, args: readonly string[], options: SpawnOptions) => {
      browser = spawn(file, args, options);
      return browser;
    };
    const begun = performance.now();
    try {
      await openAddress(ADDRESS, { program, words: ["%s"] }, systemClock, start);
      expect(performance.now() - begun).toBeLessThan(5_000);
      expect(browser?.exitCode).toBeNull();
    } finally {
      browser?.kill("SIGKILL");
    }

    const failing = noting(temporaryFolder(), "exit 3").program;
    const error = await caught(SignInError, openAddress(ADDRESS, { program: failing, words: ["%s"] }, systemClock));
    expect(error.code).toBe("no-browser");
    expect(error.message).toBe(`${failing} opens no browser: it ended with 3.`);
    expect(error.remedy).toContain("--auth device-code");
  },
);

test.each([
  ["a program that is not there", "/nowhere/browser"],
  ["a folder", "/"],
  ["a name with a zero byte", "a\0b"],
  ["nothing", ""],
])("%s is said", async (_what, program) => {
  const error = await caught(SignInError, openAddress(ADDRESS, { program, words: ["%s"] }, systemClock));
  expect(error.code).toBe("no-browser");
});

test.each([
  "http://login.microsoftonline.com/",
  "http://localhost.example.com/",
  "http://127.0.0.1.nip.io/",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "ms-settings:",
  "-h",
  "C:\\Windows\\System32\\calc.exe",
  "",
])("%o is not opened", async (url) => {
  const start = () => {
    throw new Error("It was started.");
  };
  const error = await caught(SignInError, openAddress(url, { program: "browser", words: ["%s"] }, systemClock, start));
  expect(error.message).toContain("Only https");
});

test("this machine's own address is opened, detached, with nothing of this process", async () => {
  const calls: unknown[] = [];
  const start = (program: string, args: readonly string[], options: SpawnOptions): ChildProcess => {
    calls.push([program, args, options]);
    const child = Object.assign(new EventEmitter(), { unref: () => calls.push("unref") });
    setImmediate(() => child.emit("exit", 0));
    return child as unknown as ChildProcess;
  };
  const words = ["url.dll,FileProtocolHandler", "%s"];
  await openAddress("http://localhost:4711/sign-in?a=1&b=$&", { program: "rundll32.exe", words }, systemClock, start);
  expect(calls).toEqual([
    [
      "rundll32.exe",
      ["url.dll,FileProtocolHandler", "http://localhost:4711/sign-in?a=1&b=$&"],
      { detached: true, stdio: "ignore", windowsHide: true },
    ],
    "unref",
  ]);
});
