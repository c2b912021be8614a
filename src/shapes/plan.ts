// What a command would do, as one thing that can be hashed, saved, shown to others and carried out later.
import { createHash } from "node:crypto";
import type { Change, Json } from "./change.js";

/** What a plan is about: two plans with the same hash say the same, to the same tenant. */
export interface PlanCore {
  readonly tenantId: string;
  /** Such as `setup-svc-account`. */
  readonly command: string;
  /** What the command is about, such as the account's name: a run of the same command on the same subject goes on with it. */
  readonly subject: string;
  readonly plan: readonly Change[];
  /** The options that shaped the plan: with them it is made anew before it is carried out. */
  readonly wishes: Json;
  /** Guards that an option has opened, by the name of what they guard against. */
  readonly guardsOverridden: readonly string[];
}

/** A plan as `--plan-out` saves it. */
export interface SavedPlan extends PlanCore {
  readonly schema: "aadc-cloud/plan@1";
  readonly tenant: { readonly displayName: string; readonly initialDomain: string; readonly cloud: string };
  readonly at: string;
  /** Who made it; whoever carries it out may be somebody else. */
  readonly operator: { readonly id: string; readonly name: string; readonly authKind: string };
  readonly toolVersion: string;
  readonly reason?: string | undefined;
  readonly ticket?: string | undefined;
  readonly warnings: readonly string[];
  readonly planHash: string;
}

/**
 * SHA-256 (hex) of the core with its keys in order. Reason and ticket are not in it: they may be given anew. Nor is the
 * place of a password: whoever carries the plan out says where it goes.
 */
export function planHash({ tenantId, command, subject, plan, wishes, guardsOverridden }: PlanCore): string {
  const core = { tenantId, command, subject, plan, wishes: withoutPlace(wishes), guardsOverridden };
  return createHash("sha256")
    .update(JSON.stringify(core, (_key, value: unknown) => inKeyOrder(value)))
    .digest("hex");
}

/** What two invocations with the same options have in common, wherever each puts its password. */
export function withoutPlace(wishes: Json): Json {
  if (typeof wishes !== "object" || wishes === null || isList(wishes)) return wishes;
  return Object.fromEntries(Object.entries(wishes).filter(([key]) => key !== "passwordTo"));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function inKeyOrder(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
