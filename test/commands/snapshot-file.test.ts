// Where a snapshot is saved: on Linux and on Windows, over what, and what comes of it where the disk refuses.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { snapshotText } from "../../src/commands/saved-snapshot.js";
import {
  LARGEST_SNAPSHOT,
  readSnapshotFile,
  saveSnapshot,
  snapshotFileName,
  snapshotTarget,
} from "../../src/commands/snapshot-file.js";
import { GuardError, UsageError } from "../../src/shapes/errors.js";
import { known } from "../../src/shapes/fact.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { ORGANIZATION, snapshotOf } from "../sync/healthy-snapshot.js";

const SNAPSHOT = snapshotOf();
const on = (platform: NodeJS.Platform, cwd: string) => ({ cwd, platform });
const fault = (code: string) => Object.assign(new Error(code), { code });
const read = (file: string) => readSnapshotFile(file, "--from", on("linux", "/"));

test("a folder is meant where it is there, or where the name ends as one", () => {
  const cwd = temporaryFolder();
  mkdirSync(path.join(cwd, "kept"));
  for (const name of ["kept", "kept/", "./kept/"])
    expect(snapshotTarget(name, on("linux", cwd))).toEqual({ path: path.join(cwd, "kept"), kind: "folder" });
  expect(snapshotTarget("kept/", on("win32", cwd)).kind).toBe("folder");
  expect(snapshotTarget("kept.json", on("linux", cwd))).toEqual({ path: path.join(cwd, "kept.json"), kind: "file" });
});

test.each<[NodeJS.Platform, string, string]>([
  ["linux", "gone/", "gone"],
  ["linux", "gone/a.json", "gone"],
  ["win32", "gone\\", "gone"],
])("on %s nothing is saved at %s", (platform, name, folder) => {
  expect(() => snapshotTarget(name, on(platform, temporaryFolder()))).toThrow(
    expect.objectContaining({ code: "snapshot-file", message: expect.stringContaining(folder) as string }) as Error,
  );
});

test.each([
  ["a letter", "Dear Kim"],
  ["a result", '{"schema":"aadc-cloud/verify-sync@1"}'],
  ["a saved plan", '{"schema":"aadc-cloud/plan@1"}'],
  ["nothing", ""],
])("what holds %s is left as it is, also when it comes between look and writing", (_what, content) => {
  const cwd = temporaryFolder();
  const target = snapshotTarget("a.json", on("linux", cwd));
  const file = path.join(cwd, "a.json");
  writeFileSync(file, content);
  expect(() => snapshotTarget("a.json", on("linux", cwd))).toThrow(GuardError);
  expect(() => saveSnapshot(target, SNAPSHOT)).toThrow(GuardError);
  expect(readFileSync(file, "utf8")).toBe(content);
});

test("a snapshot takes an older one's place, of whichever version and editor", () => {
  const cwd = temporaryFolder();
  const target = snapshotTarget("a.json", on("linux", cwd));
  for (const before of ['\uFEFF{\r\n "schema": "aadc-cloud/sync-snapshot@2"}', snapshotText(SNAPSHOT)]) {
    writeFileSync(target.path, before);
    expect(read(saveSnapshot(target, SNAPSHOT))).toEqual(SNAPSHOT);
  }
  expect(readdirSync(cwd)).toEqual(["a.json"]);
});

test.each(["EPERM", "EBUSY"])("on Windows a virus scanner that has the file open (%s) is waited for", (code) => {
  const cwd = temporaryFolder();
  let attempts = 0;
  const file = saveSnapshot(snapshotTarget("a.json", on("win32", cwd)), SNAPSHOT, {
    platform: "win32",
    pause: () => undefined,
    rename: (from, to) => {
      attempts += 1;
      if (attempts < 3) throw fault(code);
      writeFileSync(to, readFileSync(from));
    },
  });
  expect([attempts, readdirSync(cwd)]).toEqual([3, ["a.json"]]);
  expect(read(file)).toEqual(SNAPSHOT);
});

test.each(["EPERM", "EBUSY", "ENOSPC"])(
  "what the disk refuses (%s) is said, the old one stays, and nothing is left beside it",
  (code) => {
    const cwd = temporaryFolder();
    const target = snapshotTarget("a.json", on("win32", cwd));
    const older = snapshotText(snapshotOf({ toolVersion: "0.0.1" }));
    writeFileSync(target.path, older);
    const saving = () =>
      saveSnapshot(target, SNAPSHOT, {
        platform: "win32",
        pause: () => undefined,
        rename: () => {
          throw fault(code);
        },
      });
    expect(saving).toThrow(UsageError);
    expect(saving).toThrow(`cannot be saved in ${target.path}`);
    expect([readFileSync(target.path, "utf8"), readdirSync(cwd)]).toEqual([older, ["a.json"]]);
  },
);

test("what could not be read again is not saved", () => {
  const cwd = temporaryFolder();
  const { provisioningErrors } = SNAPSHOT;
  if (provisioningErrors.state === "unknown") throw new Error("They are known.");
  const value = { ...provisioningErrors.value, fingerprints: "A".repeat(LARGEST_SNAPSHOT) };
  const large = snapshotOf({ provisioningErrors: { ...provisioningErrors, value } });
  expect(() => saveSnapshot(snapshotTarget("a.json", on("linux", cwd)), large)).toThrow("larger than 20 MB");
  expect(readdirSync(cwd)).toEqual([]);
});

test.each([
  ["contoso.onmicrosoft.com", "2026-11-22T05:12:07.123Z", "contoso.onmicrosoft.com-2026-11-22T05-12-07Z.json"],
  ["../../etc/passwd", "2026-11-22T05:12:07Z", "_._.._etc_passwd-2026-11-22T05-12-07Z.json"],
  ["a:b|c\\d\u0000e", "2026-11-22T05:12:07Z", "a_b_c_d_e-2026-11-22T05-12-07Z.json"],
  ["CON", "2026-11-22T05:12:07Z", "CON-2026-11-22T05-12-07Z.json"],
])("the file of %j has a name that every disk takes", (initialDomain, takenAt, expected) => {
  const organization = known({ ...ORGANIZATION, initialDomain }, { request: "" });
  const name = snapshotFileName(snapshotOf({ organization, takenAt }));
  expect(name).toBe(expected);
  expect([path.win32.basename(name), path.posix.basename(name)]).toEqual([name, name]);
});

test("a file is called by its whole name where it cannot be read", () => {
  const cwd = temporaryFolder();
  for (const name of ["missing.json", "."])
    expect(() => readSnapshotFile(name, "--baseline", on("linux", cwd))).toThrow(path.join(cwd, name));
});
