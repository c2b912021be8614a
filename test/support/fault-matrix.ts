// One command, and one thing that goes wrong at one of its requests: it ends right, or says what is wrong and the next run
// repairs it.
import { expect } from "vitest";
import type { FaultKind, Faults } from "../../src/sandbox/faults/faults.js";
import { errorIn } from "./cli-result-schemas.js";
import type { Outcome, Stage } from "./cli-stage.js";
import type { TestWorld } from "./cli-world.js";
import { again, beginTry, type End, endOf, standingIn, type Try, type Variant } from "./crash-matrix.js";
import { PASSING } from "./fault-kinds.js";
import type { Strike } from "./sampled-strikes.js";

/** Faults that strike one request after the next `arm`. */
export interface ArmedFaults extends Faults {
  /** @param position of the request, counted from 1; `whenStruck` is told at once */
  arm(position: number, fault: FaultKind, whenStruck: () => void): void;
  /** Strikes nothing any more. @returns the requests since `arm`, as METHOD HOST PATH */
  disarm(): readonly string[];
}

export function armedFaults(): ArmedFaults {
  let seen: string[] = [];
  let armed: { readonly position: number; readonly fault: FaultKind; readonly whenStruck: () => void } | undefined;
  return {
    needEarlierAnswers: true,
    arm(position, fault, whenStruck) {
      seen = [];
      armed = { position, fault, whenStruck };
    },
    disarm() {
      armed = undefined;
      return seen;
    },
    strike({ host, method, path }) {
      seen.push(`${method} ${host} ${path}`);
      if (seen.length !== armed?.position) return undefined;
      armed.whenStruck();
      return armed.fault;
    },
  };
}

/** Long enough for all other requests that are out to be answered. */
const TIME_OUT_AFTER_MS = 40;

interface Unstruck extends End {
  readonly requests: readonly string[];
}

interface Struck {
  /** The request that was struck; undefined: the command had ended before. */
  readonly request: string | undefined;
  /** `done`, or exit code and error code. */
  readonly ended: string;
}

interface Ground {
  readonly stage: Stage;
  readonly faults: ArmedFaults;
  readonly variant: Variant;
  readonly wanted: End;
}

/** @returns what was not as it must be, in words */
export async function strikeAll(
  ground: Ground,
  positions: readonly number[],
  fault: FaultKind,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const position of positions)
    try {
      const { request, ended } = await strike(ground, position, fault);
      if (request !== undefined && !expectedEnds(request, fault, ground.variant).includes(ended))
        wrong.push(`${JSON.stringify(fault)} at ${position}, ${request}: ${ended}`);
    } catch (error) {
      wrong.push(error instanceof Error ? error.message : String(error));
    }
  return wrong;
}

/** One strike after the other. @returns what was not as it must be, in words */
export async function strikeEach(ground: Ground, strikes: readonly Strike[]): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const { position, fault } of strikes) wrong.push(...(await strikeAll(ground, [position], fault)));
  return wrong;
}

/** Runs the command with the fault, then again without, and holds both to what must be. */
async function strike({ stage, faults, variant, wanted }: Ground, position: number, fault: FaultKind): Promise<Struck> {
  const one = await beginTry(stage, variant);
  const before = await standingIn(one, variant);
  let world: TestWorld | undefined;
  faults.arm(position, fault, () => {
    if (fault.kind === "hang") setTimeout(() => world?.expireAll(), TIME_OUT_AFTER_MS);
  });
  const argv = [...variant.argv(one), "-o", "json"];
  const first = await again(one, argv, {
    onAttempt: (_count, its) => {
      world = its;
    },
  });
  const requests = faults.disarm();
  const request = requests[position - 1];
  const said = `${JSON.stringify(fault)} at ${position}, ${request ?? "none"}`;
  const after = await standingIn(one, variant);
  const hasChanged = JSON.stringify(after) !== JSON.stringify(before);
  const ended = first.code === 0 ? "done" : `${first.code} ${errorIn(first.stdout).code}`;
  if (first.code !== 0) {
    const { message, remedy } = errorIn(first.stdout);
    expect(remedy, said).not.toBe("");
    expect(`${message} ${remedy}`, said).not.toMatch(/undefined|\[object|NaN/);
    // Something is there now: then it is said that something is.
    if (hasChanged) expect([first.code, message], said).toEqual([5, expect.stringMatching(/[Dd]one/)]);
  }
  expect(await repaired(one, variant, first, said), said).toEqual({
    standing: wanted.standing,
    besides: wanted.besides,
  });
  return { request, ended };
}

/** The command without any fault: what is there in the end. */
export async function unstruck(stage: Stage, faults: ArmedFaults, variant: Variant): Promise<Unstruck> {
  const one = await beginTry(stage, variant);
  faults.arm(0, { kind: "truncated" }, () => undefined);
  const { code, stderr } = await again(one, variant.argv(one));
  const requests = faults.disarm();
  expect(code, stderr).toBe(0);
  return { requests, ...(await endOf(one, variant, variant.title)) };
}

async function repaired(one: Try, variant: Variant, first: Outcome, said: string): Promise<End> {
  if (first.code !== 0) {
    one.stage.time.pass(600_000);
    const next = await again(one, [...variant.argv(one), "-o", "json"]);
    expect(next.code, `${said}, the next run: ${next.stderr}${next.stdout}`).toBe(0);
  }
  return endOf(one, variant, said, first.code !== 0);
}

/** How the command may end whose request of that name is struck by that fault. */
function expectedEnds(request: string, fault: FaultKind, { guardedAt }: Variant): readonly string[] {
  const isLogin = request.includes(" login ");
  if (PASSING.includes(fault)) {
    // A code that was redeemed, and whose tokens were lost, is not taken a second time.
    const isLost = "work" in fault ? fault.work === "done" : fault.kind === "truncated";
    return isLogin && isLost ? ["done", "3 AADSTS70018"] : ["done"];
  }
  // Whose mark could not be read, nothing is done to.
  const guarded = /^GET graph \S+\/extensions\//u.test(request) ? ["4 mark-unknown"] : [];
  return [
    "done",
    "5 partly-done",
    ...guarded,
    ...(guardedAt?.(request) ?? []),
    request.includes(" vault ") ? "3 vault-access" : refusal(fault, isLogin),
  ];
}

/** Whose turn it is: the service's (6), or that of somebody who signs in or grants a right (3). */
function refusal(fault: FaultKind, isLogin: boolean): string {
  if (fault.kind === "html") return "6 unexpected-answer";
  if (fault.kind === "expired-token") return "3 InvalidAuthenticationToken";
  const status = fault.kind === "status" ? fault.status : 0;
  if (isLogin) return status < 500 ? "6 AADSTS50000" : "6 AADSTS90033";
  return [401, 403].includes(status) ? "3 UnknownError" : "6 UnknownError";
}
