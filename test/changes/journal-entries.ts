// Entries of journals, as short as they may be.
import type { RunEntry, RunHead } from "../../src/shapes/run.js";
import { excludeOf } from "./scripted-run.js";

export const HEAD: RunHead = {
  tenantId: "11111111-1111-4111-8111-111111111111",
  tenant: { displayName: "Contoso", initialDomain: "contoso.onmicrosoft.com", cloud: "public" },
  at: "2026-11-22T10:00:00.000Z",
  operator: { id: "o", name: "admin@contoso.onmicrosoft.com", authKind: "device-code" },
  toolVersion: "1.0.0",
};

export function started(run: string, more: { readonly rollbackOf?: string } = {}): RunEntry {
  return { entry: "started", run, head: HEAD, ...more };
}

export function planEntry(subject: string, more: { readonly planHash?: string } = {}): RunEntry {
  return {
    entry: "plan",
    command: "mfa-exclusion add",
    subject,
    plan: [excludeOf("p")],
    wishes: {},
    planHash: "hash",
    warnings: [],
    guardsOverridden: [],
    ...more,
  };
}

export function intentOf(number: number, name = "p"): RunEntry {
  return { entry: "intent", number, change: excludeOf(name) };
}

export function sentOf(number: number, more: Partial<Extract<RunEntry, { entry: "sent" }>> = {}): RunEntry {
  return { entry: "sent", number, outcome: "done", requestId: "r-0", at: HEAD.at, objectId: null, ...more };
}

export const finished: RunEntry = { entry: "finished" };
