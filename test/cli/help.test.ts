// --help of every command: on stdout, without a tenant, with examples and permissions, not too wide.
import { readdirSync } from "node:fs";
import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { createProgram } from "../../src/cli/program.js";
import { createRedactor } from "../../src/cloud/redaction.js";
import { TOOL_VERSION } from "../../src/version.js";
import { runIn } from "../support/cli-stage.js";
import { createTestWorld } from "../support/cli-world.js";
import { temporaryFolder } from "../support/temporary-folder.js";

function leaves(
  command: Command,
  path: readonly string[] = [],
): readonly { path: readonly string[]; command: Command }[] {
  return command.commands.length === 0
    ? [{ path, command }]
    : command.commands.flatMap((sub) => leaves(sub, [...path, sub.name()]));
}

const program = createProgram({
  world: createTestWorld({ cwd: "/" }),
  redactor: async () => createRedactor(),
  exit: () => undefined,
});
const COMMANDS = leaves(program).map(({ path, command }) => ({ line: path.join(" "), path, command }));
const OF_TENANT = COMMANDS.filter(({ path }) => !["completion", "sandbox"].includes(path[0] ?? ""));

/** What they are about is the sign-in itself, or what lies on this machine. */
const NEEDS_NOTHING = ["doctor", "login", "logout", "runs export", "runs list", "runs show", "whoami"];

/** Options that interface.md promises on every command of a tenant. */
const COMMON = [
  "--tenant",
  "--client-id",
  "--auth",
  "--cloud",
  "--ca-file",
  "--sandbox",
  "--sandbox-dir",
  "--state-dir",
  "--output",
  "--out",
  "--query",
  "--dry-run",
  "--yes",
  "--reason",
  "--ticket",
  "--timeout",
  "--trace",
  "--verbose",
  "--no-color",
  "--env-file",
];

describe("help", () => {
  test("there are the commands of this version", () => {
    expect(COMMANDS.map(({ line }) => line).sort()).toEqual([
      "cleanup-accounts",
      "cleanup-health",
      "completion",
      "doctor",
      "function deploy",
      "function grant",
      "login",
      "logout",
      "mfa-exclusion add",
      "mfa-exclusion remove",
      "mfa-exclusion status",
      "register-app",
      "runs export",
      "runs list",
      "runs rollback",
      "runs show",
      "sandbox do",
      "sandbox reset",
      "sandbox start",
      "sandbox status",
      "setup-svc-account",
      "verify-sync",
      "whoami",
    ]);
  });

  test.each(COMMANDS)("of $line", async ({ path }) => {
    const cwd = temporaryFolder();
    const { code, stdout, stderr } = await runIn([...path, "--help"], { cwd });
    expect(code).toBe(0);
    expect(stderr).toBe("");
    expect(stdout).toMatch(new RegExp(`^Usage: aadc-cloud ${path.join(" ")} `));
    expect(stdout.split("\n").filter((line) => line.length > 100)).toEqual([]);
    expect(readdirSync(cwd)).toEqual([]);
    expect(await runIn([...path, "-h"], { cwd })).toMatchObject({ code: 0, stdout });
    await expect(stdout).toMatchFileSnapshot(`help/${path.join("-")}.txt`);
  });

  test.each(OF_TENANT)("of $line: examples that this program understands, and least permissions", async ({ path }) => {
    const { stdout } = await runIn([...path, "--help"], { cwd: temporaryFolder() });
    expect(stdout).toContain("\nExamples:\n");
    if (!NEEDS_NOTHING.includes(path.join(" ")))
      expect(stdout).toMatch(/\nLeast permissions.*:\n {2}a person: [^:]+(?:\n.*)+\n {2}an application by itself: /);
    const examples = [...stdout.matchAll(/^ {2}(aadc-cloud .*?)(?: {2,}|$)/gm)].map(([, line]) => line ?? "");
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const words = [...example.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? "").slice(1);
      expect(words.slice(0, path.length)).toEqual(path);
      const parsed = createProgram({
        world: createTestWorld({ cwd: "/" }),
        redactor: async () => createRedactor(),
        exit: () => undefined,
      });
      for (const leaf of leaves(parsed)) leaf.command.action(() => undefined);
      await expect(parsed.parseAsync(words, { from: "user" }), example).resolves.toBeDefined();
    }
  });

  test.each(OF_TENANT)("$line declares every common option, and the program itself none", ({ command }) => {
    expect(command.options.map(({ long }) => long)).toEqual(expect.arrayContaining(COMMON));
    expect(program.options.map(({ long }) => long)).toEqual(["--version"]);
  });

  test("the command that is asked for has all its options, and costs no start of another", () => {
    const world = {
      world: createTestWorld({ cwd: "/" }),
      redactor: async () => createRedactor(),
      exit: () => undefined,
    };
    const flagsOf = (from: Command, name: string) =>
      leaves(from)
        .filter(({ path }) => path[0] === name)
        .map(({ path, command }) => [path, command.options.map(({ flags }) => flags)]);
    for (const { name, command } of program.commands.map((one) => ({ name: one.name(), command: one }))) {
      const asked = createProgram(world, [name, "--help"]);
      expect(flagsOf(asked, name), name).toEqual(flagsOf(program, name));
      expect(asked.commands.map((one) => one.description())).toContain(command.description());
      const others = asked.commands.filter((one) => one.name() !== name);
      expect(others.flatMap(({ options, commands }) => [...options, ...commands])).toEqual([]);
      expect(asked.helpInformation()).toBe(program.helpInformation());
    }
  });

  test.each(["mfa-exclusion", "runs"])(
    "%s without a command and with an option names all of its commands",
    async (group) => {
      const { code, stderr } = await runIn([group, "--verbose"], { cwd: temporaryFolder() });
      const names = program.commands.find((one) => one.name() === group)?.commands.map((one) => one.name()) ?? [];
      expect([code, names.length > 2]).toEqual([2, true]);
      expect(stderr).toContain(
        `Say ${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}, and the options after it.`,
      );
    },
  );

  test.each([80, 100, 200])("no line is over 100 columns on a terminal of %i", async (columns) => {
    for (const { path } of COMMANDS) {
      const { stdout } = await runIn([...path, "--help"], { cwd: temporaryFolder(), columns });
      expect(stdout.split("\n").filter((line) => line.length > 100)).toEqual([]);
    }
  });

  test("the program's own help tells the exit codes and fits the commands there are", async () => {
    const { code, stdout, stderr } = await runIn(["--help"], { cwd: temporaryFolder() });
    expect(code).toBe(0);
    expect(stderr).toBe("");
    for (const number of [0, 1, 2, 3, 4, 5, 6, 70, 130]) expect(stdout).toMatch(new RegExp(`\\b${number} [a-z]`));
    expect(stdout.replace(/\s+/g, " ")).toContain("130 interrupted, or answered No.");
    for (const { path } of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${path[0] ?? ""}\\b`, "m"));
  });

  test.each(["--version", "-V"])("%s", async (option) => {
    const { code, stdout, stderr } = await runIn([option], { cwd: temporaryFolder() });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${TOOL_VERSION}\n`, stderr: "" });
  });
});
