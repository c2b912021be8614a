// Which folders are used where none is named.
import path from "node:path";
import { describe, expect, test } from "vitest";
import { platformStateDir, settingsOf } from "../../src/cli/settings.js";
import { createTestWorld } from "../support/cli-world.js";
import { temporaryFolder } from "../support/temporary-folder.js";

describe("the platform's state folder", () => {
  test.each([
    { platform: "linux", environment: {}, home: "/home/ada", folder: "/home/ada/.local/state/aadc-cloud" },
    { platform: "linux", environment: { XDG_STATE_HOME: "/var/s" }, home: "/home/ada", folder: "/var/s/aadc-cloud" },
    { platform: "freebsd", environment: {}, home: "/home/ada", folder: "/home/ada/.local/state/aadc-cloud" },
    {
      platform: "darwin",
      environment: { XDG_STATE_HOME: "/var/s" },
      home: "/Users/ada",
      folder: "/Users/ada/Library/Application Support/aadc-cloud",
    },
    {
      platform: "win32",
      environment: { LOCALAPPDATA: "D:\\Local" },
      home: "C:\\Users\\ada",
      folder: "D:\\Local\\aadc-cloud",
    },
    {
      platform: "win32",
      environment: {},
      home: "C:\\Users\\ada",
      folder: "C:\\Users\\ada\\AppData\\Local\\aadc-cloud",
    },
  ] as const)("$platform $environment", ({ platform, environment, home, folder }) => {
    expect(platformStateDir({ platform, environment, home })).toBe(folder);
  });
});

describe("the sandbox's folder", () => {
  const folders = (options: object, environment: Readonly<Record<string, string>> = {}) => {
    const cwd = temporaryFolder();
    const { sandboxDir, stateDir } = settingsOf(
      { color: true, ...options },
      createTestWorld({ cwd, home: "/home/ada", environment }),
    );
    const relative = (dir: string) => path.relative(cwd, dir).replaceAll("\\", "/");
    return { sandboxDir: sandboxDir === undefined ? undefined : relative(sandboxDir), stateDir: relative(stateDir) };
  };
  const byDefault = { sandboxDir: ".aadc-sandbox", stateDir: ".aadc-sandbox/state" };

  test("no sandbox unless one is asked for", () => {
    expect(folders({}).sandboxDir).toBeUndefined();
    expect(folders({}).stateDir).toMatch(/home\/ada\/\.local\/state\/aadc-cloud$/);
    for (const value of ["", "0", "false", "no"])
      expect(folders({}, { AADC_SANDBOX: value }).sandboxDir).toBeUndefined();
  });

  test("--sandbox and AADC_SANDBOX=1 take the default folder, and keep state there", () => {
    expect(folders({ sandbox: true })).toEqual(byDefault);
    expect(folders({}, { AADC_SANDBOX: "1" })).toEqual(byDefault);
  });

  test("naming a folder implies the sandbox", () => {
    const there = { sandboxDir: "there", stateDir: "there/state" };
    expect(folders({ sandboxDir: "there" })).toEqual(there);
    expect(folders({}, { AADC_SANDBOX_DIR: "there" })).toEqual(there);
    expect(folders({ sandboxDir: "there" }, { AADC_SANDBOX_DIR: "elsewhere", AADC_SANDBOX: "0" })).toEqual(there);
  });

  test("a state folder that is named goes before the sandbox's own", () => {
    expect(folders({ sandbox: true, stateDir: "mine" })).toEqual({ ...byDefault, stateDir: "mine" });
    expect(folders({ sandbox: true }, { AADC_STATE_DIR: "mine" })).toEqual({ ...byDefault, stateDir: "mine" });
  });
});
