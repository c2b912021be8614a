import { spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import {
  createOwnerOnly,
  isOwnerOnly,
  type OwnerOnlyCalls,
  openNewOwnerOnly,
  removeLeftovers,
  writeOwnerOnly,
} from "../../src/machine/owner-only.js";
import { GuardError, UsageError } from "../../src/shapes/errors.js";
import { bundled } from "../support/bundled.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const onWindows = process.platform === "win32";
const modeOf = (file: string) => statSync(file).mode & 0o777;

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: not today`), { code });
}

function refusal<T extends Error>(kind: abstract new (...given: never[]) => T, action: () => unknown): T {
  try {
    action();
  } catch (error) {
    if (error instanceof kind) return error;
    throw error;
  }
  throw new Error(`Expected a ${kind.name}, but nothing was thrown.`);
}

test.skipIf(onWindows)("a file is made, and replaced as a whole, for its owner only", () => {
  const folder = temporaryFolder();
  const file = path.join(folder, "tokens.json");
  const before = process.umask(0);
  try {
    writeOwnerOnly(file, "one");
    expect([readFileSync(file, "utf8"), modeOf(file)]).toEqual(["one", 0o600]);
    const inode = statSync(file).ino;
    chmodSync(file, 0o644);
    expect(isOwnerOnly(file)).toEqual({ yes: false, why: "its mode is 0644" });
    writeOwnerOnly(file, new Uint8Array([0, 255, 10]));
    expect([...readFileSync(file)], "bytes as they are").toEqual([0, 255, 10]);
    expect(statSync(file).ino, "another file under the same name").not.toBe(inode);
    expect(isOwnerOnly(file)).toEqual({ yes: true });
    expect(readdirSync(folder)).toEqual(["tokens.json"]);
  } finally {
    process.umask(before);
  }
});

test("whoever reads meanwhile reads the old content or the new one, whole", () => {
  const file = path.join(temporaryFolder(), "tokens.json");
  const [old, fresh] = ["o".repeat(100_000), "n".repeat(200_000)];
  writeOwnerOnly(file, old);
  const seen: string[] = [];
  writeOwnerOnly(file, fresh, {
    rename(from, to) {
      seen.push(readFileSync(to, "utf8"));
      expect([readFileSync(from, "utf8"), modeOf(from)]).toEqual([fresh, 0o600]);
      renameSync(from, to);
      seen.push(readFileSync(to, "utf8"));
    },
  });
  expect(seen).toEqual([old, fresh]);
});

test.skipIf(onWindows)("a file that must not be there yet is never replaced", () => {
  const folder = temporaryFolder();
  const file = path.join(folder, "key.pem");
  createOwnerOnly(file, "key");
  expect([readFileSync(file, "utf8"), modeOf(file)]).toEqual(["key", 0o600]);
  const error = refusal(GuardError, () => createOwnerOnly(file, "other"));
  expect([error.code, error.message]).toEqual(["file-exists", `${file} exists already, and is not overwritten.`]);
  // A link that leads nowhere is a name that is taken, too.
  symlinkSync(path.join(folder, "nowhere"), path.join(folder, "link"));
  refusal(GuardError, () => createOwnerOnly(path.join(folder, "link"), "other"));
  expect(readFileSync(file, "utf8")).toBe("key");
  expect(readdirSync(folder).sort()).toEqual(["key.pem", "link"]);
});

test.skipIf(onWindows)("without links it is made in place, and not replaced either", () => {
  const folder = temporaryFolder();
  const file = path.join(folder, "key.pem");
  const link = () => {
    throw systemError("ENOTSUP");
  };
  createOwnerOnly(file, "key", { link });
  expect([readFileSync(file, "utf8"), modeOf(file)]).toEqual(["key", 0o600]);
  refusal(GuardError, () => createOwnerOnly(file, "other", { link }));
  expect(readdirSync(folder)).toEqual(["key.pem"]);
});

test.each([
  ["a folder that is not there", "missing/tokens.json"],
  ["a name that is a folder", "folder"],
  ["a name that is too long", "x".repeat(300)],
])("%s is said, and nothing stays", (_what, name) => {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, "folder"));
  const error = refusal(UsageError, () => writeOwnerOnly(path.join(folder, name), "secret-canary"));
  expect(error.code).toBe("file-not-written");
  expect(error.message).not.toContain("secret-canary");
  expect(readdirSync(folder)).toEqual(["folder"]);
});

test.skipIf(onWindows)(
  "a disk that is full in the middle of the write leaves the old content and no draft",
  async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, "tokens.json");
    writeOwnerOnly(file, "old");
    const script = await bundled("write-owner-only.ts", temporaryFolder());
    const write = (bytes: number) =>
      spawnSync("sh", ["-c", `ulimit -f 8; exec "$0" "$@"`, process.execPath, script, file, String(bytes)], {
        encoding: "utf8",
      }).stdout;
    expect(write(100_000)).toBe("file-not-written");
    expect(readFileSync(file, "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["tokens.json"]);
    expect(write(1_000)).toBe("written");
  },
);

test("what killed writers have left goes, and so does a draft that another machine took for litter", () => {
  const folder = temporaryFolder();
  const file = path.join(folder, "tokens.json");
  const { pid } = spawnSync(process.execPath, ["-e", "0"]);
  writeFileSync(`${file}.${crypto.randomUUID()}.${pid}.tmp`, "tokens");
  writeFileSync(`${file}.${crypto.randomUUID()}.${process.pid}.tmp`, "of a writer that lives");
  removeLeftovers(file);
  expect(readdirSync(folder)).toHaveLength(1);

  let taken = 0;
  writeOwnerOnly(file, "new", {
    rename(from, to) {
      taken += 1;
      if (taken < 3) throw systemError("ENOENT");
      renameSync(from, to);
    },
  });
  expect([readFileSync(file, "utf8"), taken]).toEqual(["new", 3]);
});

// Windows: its answers are handed in, since nothing of it can be run here.

interface Asked {
  readonly program: string;
  readonly args: readonly string[];
}

const SID = "S-1-5-21-1004336348-1177238915-682003330-1001";

/** A Windows on which `icacls FILE` lists `entries` once the rights were set. */
function windows(entries: readonly string[], given: Partial<OwnerOnlyCalls> & { readonly user?: string } = {}) {
  const asked: Asked[] = [];
  const { user = "desktop-7\\jo", ...calls } = given;
  const run = (program: string, args: readonly string[]) => {
    asked.push({ program, args });
    if (program.endsWith("whoami.exe")) return `"${user}","${SID}"\r\n`;
    const file = args[0] ?? "";
    expect(readFileSync(file, "utf8"), "nothing secret is in it yet").toBe("");
    if (args.length > 1)
      return `processed file: ${file}\r\nSuccessfully processed 1 files; Failed processing 0 files\r\n`;
    const lines = entries.map((entry, index) => `${index === 0 ? file : " ".repeat(file.length)} ${entry}\r\n`);
    return `${lines.join("")}\r\nSuccessfully processed 1 files; Failed processing 0 files\r\n`;
  };
  return { asked, calls: { platform: "win32" as const, systemRoot: "C:\\Windows", run, ...calls } };
}

test("on Windows everybody else is taken from the list, and the list is read back, before anything is written", () => {
  const file = path.join(temporaryFolder(), "tokens.json");
  const { asked, calls } = windows(["DESKTOP-7\\Jo:(F)"]);
  writeOwnerOnly(file, "tokens", calls);
  expect(readFileSync(file, "utf8")).toBe("tokens");
  expect(asked.map(({ program }) => program)).toEqual([
    "C:\\Windows\\System32\\whoami.exe",
    "C:\\Windows\\System32\\icacls.exe",
    "C:\\Windows\\System32\\icacls.exe",
  ]);
  expect(asked[1]?.args.slice(1)).toEqual(["/inheritance:r", "/grant:r", `*${SID}:F`]);
  expect(asked[2]?.args).toHaveLength(1);
});

test("an empty file that is to be written bit by bit is its owner's before anything is in it, or not there", () => {
  const folder = temporaryFolder();
  const file = path.join(folder, "journal");
  const { asked, calls } = windows(["DESKTOP-7\\Jo:(F)"]);
  const handle = openNewOwnerOnly(file, calls);
  writeSync(handle, "line");
  closeSync(handle);
  expect([readFileSync(file, "utf8"), asked.length]).toEqual(["line", 3]);
  expect(() => openNewOwnerOnly(file, calls)).toThrow("EEXIST");
  const open = windows(["DESKTOP-7\\Jo:(F)", "Everyone:(R)"]).calls;
  const error = refusal(UsageError, () => openNewOwnerOnly(path.join(folder, "another"), open));
  expect([error.code, readdirSync(folder)]).toEqual(["not-owner-only", ["journal"]]);
});

test.each<readonly [string, readonly string[]]>([
  ["everybody", ["DESKTOP-7\\Jo:(F)", "Everyone:(R)"]],
  ["an inherited group", ["BUILTIN\\Administrators:(I)(F)", "DESKTOP-7\\Jo:(F)"]],
  ["somebody else alone", ["DESKTOP-7\\Eve:(F)"]],
  ["somebody whose name begins the same", ["DESKTOP-7\\Jo:(F)", "DESKTOP-7\\Jonas:(RX)"]],
  ["nobody", []],
])("on Windows a file that %s may use is refused before anything is written", (_who, entries) => {
  const folder = temporaryFolder();
  const { calls } = windows(entries);
  for (const write of [writeOwnerOnly, createOwnerOnly]) {
    const error = refusal(UsageError, () => write(path.join(folder, "tokens.json"), "tokens", calls));
    expect(error.code).toBe("not-owner-only");
    expect(error.remedy).toContain("--state-dir");
  }
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ["by its number, where its name cannot be found", SID, "azuread\\jo"],
  ["with letters that come in another code page", "DESKTOP-7\\J\u0094rg", "desktop-7\\j\u00c3\u00b6rg"],
  ["with blanks", "CONTOSO\\Jo van Dam", "contoso\\jo van dam"],
])("on Windows the user is known %s", (_how, listed, user) => {
  const file = path.join(temporaryFolder(), "tokens.json");
  writeOwnerOnly(file, "tokens", windows([`${listed}:(F)`], { user }).calls);
  expect(readFileSync(file, "utf8")).toBe("tokens");
});

test.each(["", '"desktop-7\\jo","nothing"', "ERROR: Access is denied."])(
  "on Windows nothing is written where whoami says %o",
  (said) => {
    const folder = temporaryFolder();
    const run = () => said;
    const error = refusal(UsageError, () =>
      writeOwnerOnly(path.join(folder, "tokens.json"), "tokens", windows([], { run }).calls),
    );
    expect([error.code, readdirSync(folder)]).toEqual(["not-owner-only", []]);
  },
);

test.each(["EPERM", "EBUSY", "EACCES"])(
  "on Windows a file that is open elsewhere (%s) is replaced a little later",
  (code) => {
    const file = path.join(temporaryFolder(), "tokens.json");
    writeFileSync(file, "old");
    const pauses: number[] = [];
    let refusals = 5;
    const { calls } = windows(["DESKTOP-7\\Jo:(F)"], {
      rename(from, to) {
        refusals -= 1;
        if (refusals >= 0) throw systemError(code);
        renameSync(from, to);
      },
      pause: (ms) => void pauses.push(ms),
    });
    writeOwnerOnly(file, "new", calls);
    expect([readFileSync(file, "utf8"), pauses.length]).toEqual(["new", 5]);

    // But not for ever, and not where the same means something else.
    refusals = Number.POSITIVE_INFINITY;
    pauses.length = 0;
    expect(refusal(UsageError, () => writeOwnerOnly(file, "newer", calls)).code).toBe("file-not-written");
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBe(2_000);
    pauses.length = 0;
    const { rename, pause } = calls as OwnerOnlyCalls;
    refusal(UsageError, () => writeOwnerOnly(file, "newer", { rename, pause }));
    expect(pauses).toEqual([]);
    expect(readFileSync(file, "utf8")).toBe("new");
  },
);

test("a file that cannot be looked at is not said to be the owner's", () => {
  expect(isOwnerOnly(path.join(temporaryFolder(), "missing"))).toMatchObject({ yes: false });
});

test.skipIf(onWindows).each([
  ["ignores modes, as a memory card does", { mode: 0o100777, uid: process.geteuid?.() ?? 0 }, "its mode is 0777"],
  ["gives files to somebody else", { mode: 0o100600, uid: 65_534 }, "it belongs to the user with id 65534"],
])("a disk that %s is refused before anything is written", (_what, status, why) => {
  const folder = temporaryFolder();
  const stat = (file: string) => {
    expect(readFileSync(file, "utf8")).toBe("");
    return status;
  };
  const error = refusal(UsageError, () => writeOwnerOnly(path.join(folder, "tokens.json"), "tokens", { stat }));
  expect([error.code, readdirSync(folder)]).toEqual(["not-owner-only", []]);
  expect(error.message).toBe(`${folder} lies where others cannot be kept from reading a file: ${why}.`);
});
