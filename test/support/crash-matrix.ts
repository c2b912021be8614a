// One command, killed at one moment after the other, and run again with the same options: always the same tenant.
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { fileJournals } from "../../src/changes/file-journals.js";
import { systemClock } from "../../src/shapes/clock.js";
import type { RunRecord } from "../../src/shapes/run.js";
import { at } from "../sandbox/sandbox-client.js";
import type { Outcome, Stage } from "./cli-stage.js";
import type { TestWorldOptions } from "./cli-world.js";
import type { ChildEnd, Children } from "./killable-child.js";
import type { Moment } from "./moments.js";
import { standingOf } from "./standing-account.js";

/** A way to use the command: each try is about an account of its own, in a folder of its own. */
export interface Variant {
  readonly title: string;
  /** The words of the command line, without where its sandbox and its state are. */
  readonly argv: (one: Try) => readonly string[];
  /** What is there before the command is run for the first time; told to the rest as `prepared`. */
  readonly prepare?: (one: Try) => Promise<string>;
  /** The command that finds nothing to do afterwards; the same one where absent. */
  readonly afterwards?: (one: Try) => readonly string[];
  /** How the same command is refused once it has come to its end, where it is not one that finds nothing to do. */
  readonly refusedOnceDone?: string;
  /** Exit code and error code with which it may be refused where that request was not answered. */
  readonly guardedAt?: (request: string) => readonly string[];
  /** Cut also at the moments at which it only reads. */
  readonly isCutInFull?: boolean;
  /** All that it may have left in the tenant, comparable between tries; absent: the account of the try's name. */
  readonly standing?: (one: Try) => Promise<unknown>;
  /** What must be so in the end besides the tenant's state: where the secrets are, whether they open the account. */
  readonly finally?: (one: Try) => Promise<unknown>;
}

export interface Try {
  readonly name: string;
  /** Working directory; the state folder is in it. */
  readonly folder: string;
  readonly stage: Stage;
  readonly prepared: string;
}

export interface End {
  readonly standing: unknown;
  readonly besides: unknown;
}

export interface Whole extends End {
  readonly moments: readonly Moment[];
}

/** How often a command may be run again until it succeeds: nobody types it more often in an hour of tenant time. */
const PATIENCE = 1;

let serial = 0;

export async function beginTry(stage: Stage, { title, prepare }: Variant): Promise<Try> {
  serial += 1;
  const name = `svc-${title.replace(/[^a-z]+/g, "-").slice(0, 20)}-${serial}x`;
  const folder = path.join(stage.cwd, name);
  mkdirSync(folder);
  const one = { name, folder, stage, prepared: "" };
  return { ...one, prepared: (await prepare?.(one)) ?? "" };
}

const placed = ({ folder }: Try, argv: readonly string[]) => [...argv, "--state-dir", path.join(folder, "state")];

/** In this process, which is faster than in one of its own. */
export async function again(
  one: Try,
  argv: readonly string[],
  options: Partial<TestWorldOptions> = {},
): Promise<Outcome> {
  // Conditional Access takes one request a second, of all programs together.
  one.stage.time.pass(2_000);
  return one.stage.cli(placed(one, argv), { cwd: one.folder, ...options });
}

async function inChild(one: Try, argv: readonly string[], children: Children, dieAt: number | null) {
  one.stage.time.pass(2_000);
  const { folder, stage } = one;
  const words = [...placed(one, argv), "--sandbox-dir", stage.dir];
  return children.run({ argv: words, cwd: folder, folder, dieAt, environment: {} }, stage.time);
}

/** The command without any accident: what it does, moment by moment, and what is there in the end. */
export async function uncut(stage: Stage, variant: Variant, children: Children): Promise<Whole> {
  const one = await beginTry(stage, variant);
  const { code, stderr, moments } = await inChild(one, variant.argv(one), children, null);
  expect(code, stderr).toBe(0);
  return { moments, ...(await endOf(one, variant, variant.title)) };
}

/** @returns false when the command came to its end before that moment */
export async function cutAt(
  stage: Stage,
  variant: Variant,
  children: Children,
  dieAt: number,
  { standing, besides }: End,
): Promise<boolean> {
  const one = await beginTry(stage, variant);
  const cut = await inChild(one, variant.argv(one), children, dieAt);
  const said = where(variant, cut);
  if (cut.code !== null) {
    expect(cut.code, said).toBe(0);
    return false;
  }
  const next = await goneOnWith(one, variant);
  if (next.code !== 0 && (await isDone(one))) expect(refusalOf(next), said).toBe(variant.refusedOnceDone);
  else expect(next.code, `${said}\nthe next run: ${next.stderr}${next.stdout}`).toBe(0);
  expect(await endOf(one, variant, said), said).toEqual({ standing, besides });
  return true;
}

/** At one moment after the other. @returns what went wrong, all of it */
export async function cutAtEach(
  stage: Stage,
  variant: Variant,
  children: Children,
  moments: readonly number[],
  whole: End,
): Promise<string> {
  const failures: string[] = [];
  for (const moment of moments)
    await cutAt(stage, variant, children, moment, whole).catch((error: unknown) => {
      failures.push(error instanceof Error ? error.message : String(error));
    });
  return failures.join("\n\n");
}

async function goneOnWith(one: Try, { argv }: Variant): Promise<Outcome> {
  const words = [...argv(one), "-o", "json"];
  let next = await again(one, words);
  for (let more = 0; next.code !== 0 && more < PATIENCE && !(await isDone(one)); more += 1) {
    one.stage.time.pass(300_000);
    next = await again(one, words);
  }
  return next;
}

function refusalOf({ stdout }: Outcome): unknown {
  return at(JSON.parse(stdout), "error", "code");
}

/** Whether the killed run had nothing left to do but to say so. */
async function isDone({ folder }: Try): Promise<boolean> {
  const states = await runStates(folder);
  return states.length > 0 && states.every((state) => state === "finished");
}

function where({ title }: Variant, { stderr, code }: ChildEnd): string {
  return `${title}, ${/killed at .*/.exec(stderr)?.[0] ?? `ended with ${code ?? "a signal"}: ${stderr}`}`;
}

export function standingIn(one: Try, { standing }: Variant): Promise<unknown> {
  return standing?.(one) ?? standingOf(one.stage, one.name);
}

/** What a third run finds is asked last, since it may write a journal of its own. */
export async function endOf(one: Try, variant: Variant, said: string, asksAgain = true): Promise<End> {
  const { argv, afterwards = argv, finally: besides } = variant;
  const standing = await standingIn(one, variant);
  await expectAllClosed(one.folder, said);
  const end = { standing, besides: await besides?.(one) };
  if (!asksAgain) return end;
  const third = await again(one, [...afterwards(one), "-o", "json"]);
  expect(third.code, `${said}, the third run: ${third.stderr}${third.stdout}`).toBe(0);
  expect(JSON.parse(third.stdout), `${said}, the third run`).toMatchObject({ plan: [], changed: false });
  expect(await standingIn(one, variant), `${said}, after the third run`).toEqual(standing);
  return end;
}

/** Every journal can be read to its end and is closed; nobody holds a lock; nothing half written lies about. */
async function expectAllClosed(folder: string, said: string): Promise<void> {
  const runs = path.join(folder, "state", "runs");
  const names = readdirSync(runs);
  const litter = [...names.filter((name) => !name.endsWith(".jsonl")), ...readdirSync(folder).filter(isDraft)];
  expect(litter.join(", "), `${said}, files that were left`).toBe("");
  const states = await runStates(folder);
  expect(states, said).not.toContain("open");
  expect(
    states.filter((state) => state === "finished"),
    said,
  ).not.toEqual([]);
}

async function runStates(folder: string): Promise<readonly string[]> {
  return (await runRecords(folder)).map(({ state }) => state);
}

/** Of each run that has begun, oldest first. */
export async function runRecords(folder: string): Promise<readonly RunRecord[]> {
  const stateDir = path.join(folder, "state");
  const runs = path.join(stateDir, "runs");
  const journals = fileJournals({ ...systemOf(), stateDir });
  const records: RunRecord[] = [];
  for (const name of existsSync(runs) ? readdirSync(runs).sort() : []) {
    // Who was killed in the first two lines has left no run, and has done nothing.
    if (!name.endsWith(".jsonl") || readFileSync(path.join(runs, name), "utf8").split("\n").length <= 2) continue;
    records.push(await journals.read(path.basename(name, ".jsonl")));
  }
  return records;
}

function systemOf() {
  return { clock: systemClock, signal: new AbortController().signal, uuid: () => crypto.randomUUID() };
}

function isDraft(name: string): boolean {
  return name.endsWith(".tmp");
}
