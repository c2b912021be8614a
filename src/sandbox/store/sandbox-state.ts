// What one folder holds: a clock and the tenants that live by it.
import * as z from "zod";
import { text, texts } from "./state/primitives.js";
import { tenantStateSchema } from "./tenant-state.js";

/** 2: several tenants, and changes in a log of their own. */
const STATE_VERSION = 2;

export const sandboxStateSchema = z.strictObject({
  version: z.literal(STATE_VERSION),
  scenario: text,
  /** Who stands in sandbox.json: users by name (the first of each tenant answers its sign-ins), clients by id. */
  signInUsers: texts,
  clientIds: texts,
  /** Tenant time: the wall clock plus an offset, or a moment that stands still until it is told to move on. */
  clock: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("wall"), offsetMs: z.int() }),
    z.strictObject({ kind: z.literal("manual"), nowMs: z.int() }),
  ]),
  /** The first is the one that sandbox.json names. */
  tenants: z.array(tenantStateSchema).min(1),
});

export type SandboxState = z.infer<typeof sandboxStateSchema>;

export function newSandboxState(
  scenario: string,
  built: Pick<SandboxState, "tenants" | "signInUsers" | "clientIds">,
): SandboxState {
  return { version: STATE_VERSION, scenario, clock: { kind: "wall", offsetMs: 0 }, ...built };
}
