// Secrets in files: owner-only, never overwriting, and left over from a cut run only where nobody else can have been at it.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { isOurPassword } from "../../../src/accounts/password.js";
import { fileDestination } from "../../../src/commands/secret-destinations/file.js";
import { GuardError, PartialError, UsageError } from "../../../src/shapes/errors.js";
import { caught } from "../../support/caught.js";
import { needing, OURS, PASS, RUN, secretMeans, UPN } from "../../support/secret-need.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const POSIX = process.platform !== "win32";
const CUT = { kind: "cut-run", runId: RUN.runId } as const;
const OTHER = { kind: "other-run", runId: "20260101T000000Z-00000009" } as const;

function place(name = "pw.txt") {
  const folder = temporaryFolder();
  const file = path.join(folder, name);
  const given = secretMeans();
  return { folder, file, ...given, destination: fileDestination(file, given.means) };
}

test("the password is in its file, for its owner only, and hidden, before it is handed out", async () => {
  const { file, hidden, destination } = place();
  const need = needing();
  await destination.check(need);
  expect(existsSync(file)).toBe(false);
  const password = await destination.prepare(need, RUN);
  expect(isOurPassword(password ?? "")).toBe(true);
  expect(readFileSync(file, "utf8")).toBe(`${password}\n`);
  expect(hidden).toEqual([password]);
  if (POSIX) expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(destination.describe()).toBe(`file:${file}`);
});

test("without a password to make there is no file; a pass has one of its own beside it", async () => {
  const { folder, file, hidden, destination } = place();
  const need = needing({ password: null, pass: true });
  await destination.check(need);
  expect(await destination.prepare(need, RUN)).toBeNull();
  expect(readdirSync(folder)).toEqual(["pw.txt.pass"]);
  expect(await destination.holdsPass(PASS.passId, need)).toBe(false);
  expect(await destination.holdsPass("none", need)).toBe(false);
  await destination.storePass(PASS, need, RUN);
  expect(readFileSync(`${file}.pass`, "utf8")).toBe(
    `${PASS.value}\nTemporary Access Pass ${PASS.passId} of ${UPN} until ${PASS.expires}\n`,
  );
  expect(hidden).toContain(PASS.value);
  if (POSIX) expect(statSync(`${file}.pass`).mode & 0o777).toBe(0o600);
  expect(await destination.holdsPass(PASS.passId, need)).toBe(true);
  expect(await destination.holdsPass("22222222-2222-4222-8222-222222222222", need)).toBe(false);
});

test("a pass of the same account is replaced by its next one, and only then", async () => {
  const { file, destination } = place();
  const need = needing({ password: null, pass: true });
  await destination.storePass(PASS, need, RUN);
  await destination.check(need);
  await destination.prepare(need, RUN);
  expect(readFileSync(`${file}.pass`, "utf8")).toContain(PASS.value);
  await destination.storePass({ ...PASS, value: "the-next-one", expires: null }, need, RUN);
  expect(readFileSync(`${file}.pass`, "utf8")).toMatch(/^the-next-one\n/);
});

test.each(["", "notes\n", `x\nTemporary Access Pass 1 of other@contoso.example\n`, `x\ny\nz\n`])(
  "a pass file that is none of this account is refused early: %j",
  async (content) => {
    const { file, destination } = place();
    writeFileSync(`${file}.pass`, content);
    const need = needing({ pass: true });
    expect((await caught(GuardError, destination.check(need))).code).toBe("password-file-exists");
    await caught(PartialError, destination.storePass(PASS, need, RUN));
    expect(readFileSync(`${file}.pass`, "utf8")).toBe(content);
  },
);

describe("a file that is there", () => {
  test.each([
    ["new-account", CUT, true],
    ["new-account", { kind: "nobody" }, false],
    ["new-account", OTHER, false],
    ["reset", CUT, true],
    ["reset", { kind: "nobody" }, false],
    ["reset", OTHER, false],
  ] as const)("for a %s, left by %o: serves %s", async (password, left, serves) => {
    const { file, hidden, destination } = place();
    writeFileSync(file, `${OURS}\r\n`, { mode: 0o600 });
    const need = needing({ password, left });
    if (serves) {
      await destination.check(need);
      expect(await destination.prepare(need, RUN)).toBe(OURS);
      expect(hidden).toEqual([OURS]);
    } else {
      expect((await caught(GuardError, destination.check(need))).code).toBe("password-file-exists");
      await caught(GuardError, destination.prepare(need, RUN));
    }
    expect(readFileSync(file, "utf8")).toBe(`${OURS}\r\n`);
  });

  test.each(["", "my notes\n", `${OURS} `, `${OURS}\nmore`, OURS.slice(1), `\uFEFF${OURS}`])(
    "is no password of ours: %j",
    async (content) => {
      const { file, destination } = place();
      writeFileSync(file, content, { mode: 0o600 });
      await caught(GuardError, destination.check(needing({ left: CUT })));
      expect(readFileSync(file, "utf8")).toBe(content);
    },
  );

  test.skipIf(!POSIX)("serves only where nobody else can have read or written it", async () => {
    const { file, destination } = place();
    writeFileSync(file, `${OURS}\n`);
    for (const mode of [0o644, 0o640, 0o602, 0o606]) {
      chmodSync(file, mode);
      expect((await caught(GuardError, destination.check(needing({ left: CUT })))).message).toContain("others");
    }
    chmodSync(file, 0o600);
    await destination.check(needing({ left: CUT }));
  });

  test.skipIf(!POSIX)("is no link, wherever that leads", async () => {
    const { folder, file, destination } = place();
    writeFileSync(path.join(folder, "target"), `${OURS}\n`, { mode: 0o600 });
    symlinkSync(path.join(folder, "target"), file);
    await caught(GuardError, destination.check(needing({ left: CUT })));
    const dangling = fileDestination(path.join(folder, "dangling"), secretMeans().means);
    symlinkSync(path.join(folder, "nowhere"), path.join(folder, "dangling"));
    await caught(GuardError, dangling.check(needing()));
    await caught(GuardError, dangling.prepare(needing(), RUN));
    expect(existsSync(path.join(folder, "nowhere"))).toBe(false);
  });

  test("that came after the check is not overwritten, and does not serve", async () => {
    const { file, destination } = place();
    await destination.check(needing({ left: CUT }));
    writeFileSync(file, `${OURS}\n`, { mode: 0o600 });
    expect((await caught(GuardError, destination.prepare(needing({ left: CUT }), RUN))).code).toBe(
      "password-file-exists",
    );
    expect(readFileSync(file, "utf8")).toBe(`${OURS}\n`);
  });

  test("that was changed after the check does not serve", async () => {
    const { file, destination } = place();
    writeFileSync(file, `${OURS}\n`, { mode: 0o600 });
    await destination.check(needing({ left: CUT }));
    writeFileSync(file, `${OURS.replace("a", "b")}\n`);
    await caught(GuardError, destination.prepare(needing({ left: CUT }), RUN));
  });
});

describe("no place for a file", () => {
  test("a folder that does not exist, a file in place of the folder, a folder in place of the file", async () => {
    const { folder, means } = place();
    writeFileSync(path.join(folder, "file"), "");
    mkdirSync(path.join(folder, "folder"));
    const at = (...names: string[]) => fileDestination(path.join(folder, ...names), means);
    for (const names of [
      ["no", "such"],
      ["file", "pw"],
    ])
      for (const need of [needing(), needing({ password: null, pass: true })]) {
        const error = await caught(UsageError, at(...names).check(need));
        expect(error.code).toBe("password-file");
        expect(error.message).toMatch(/: (?:there is no folder .*no|not a directory)\.$/);
        expect(error.remedy).toContain("folder");
        await caught(UsageError, at(...names).prepare(need, RUN));
      }
    await caught(GuardError, at("folder").check(needing()));
    await caught(GuardError, at("folder").prepare(needing(), RUN));
  });

  test.skipIf(!POSIX || process.getuid?.() === 0)("a folder that may not be written to", async () => {
    const { folder, file, destination } = place();
    chmodSync(folder, 0o500);
    await caught(UsageError, destination.check(needing()));
    chmodSync(folder, 0o700);
    expect(existsSync(file)).toBe(false);
  });

  test("a pass that cannot be written is told as lost, with what to do", async () => {
    const { destination } = place(path.join("no", "pw"));
    const error = await caught(PartialError, destination.storePass(PASS, needing({ pass: true }), RUN));
    expect(error.code).toBe("pass-lost");
    expect(`${error.message}${error.remedy}`).not.toContain(PASS.value);
  });
});
