// What a kind of breakage is: something that is put out of order, and put right again exactly so far.
import type * as z from "zod";
import { SandboxError } from "../sandbox-error.js";
import type { SyncServer, Tenant, TenantState } from "../store/tenant-state.js";

export interface BreakageKind {
  /** What NAME stands for, for example `[SERVER]`; empty where there is none. */
  readonly of: string;
  readonly note: string;
  /** Which thing is meant, in one spelling; `null` where the kind knows only one. A SandboxError when there is none. */
  readonly subject: (tenant: Tenant, name: string | undefined, now: number) => string | null;
  readonly make: (draft: TenantState, name: string | undefined, now: number) => Broken;
  readonly mend: (draft: TenantState, undo: unknown, now: number) => string;
}

interface Broken {
  readonly told: string;
  /** Plain data, of which nothing is a part of the draft. */
  readonly undo: unknown;
}

/** Ties what `make` notes to what `mend` reads. */
export function breakageKind<Undo>(kind: {
  readonly of?: string;
  readonly note: string;
  readonly undo: z.ZodType<Undo>;
  readonly subject?: BreakageKind["subject"];
  readonly make: (
    draft: TenantState,
    name: string | undefined,
    now: number,
  ) => { readonly told: string; readonly undo: Undo };
  readonly mend: (draft: TenantState, undo: Undo, now: number) => string;
}): BreakageKind {
  return {
    of: kind.of ?? "",
    note: kind.note,
    subject: kind.subject ?? noName(kind.note),
    make: kind.make,
    mend: (draft, undo, now) => kind.mend(draft, kind.undo.parse(copied(undo)), now),
  };
}

/** By name, or the first that fits. */
export function chosenServer(
  tenant: TenantState,
  name: string | undefined,
  fits: (server: SyncServer) => boolean,
  what: string,
): SyncServer;
export function chosenServer(
  tenant: Tenant,
  name: string | undefined,
  fits: (server: Tenant["onPremises"]["servers"][number]) => boolean,
  what: string,
): Tenant["onPremises"]["servers"][number];
export function chosenServer(
  tenant: Tenant,
  name: string | undefined,
  fits: (server: Tenant["onPremises"]["servers"][number]) => boolean,
  what: string,
): Tenant["onPremises"]["servers"][number] {
  const { servers } = tenant.onPremises;
  const found =
    name === undefined ? servers.find(fits) : servers.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined && fits(found)) return found;
  const candidates = servers.filter(fits).map((one) => one.name);
  const known = candidates.length === 0 ? "" : ` Such servers: ${candidates.join(", ")}.`;
  if (name === undefined) throw cannot(`There is no ${what}.`);
  if (found === undefined)
    throw new SandboxError("usage", `There is no server "${name}".`, known.trim() || "See status.");
  throw cannot(`${found.name} is no ${what}.${known}`);
}

export function serverSubject(
  fits: (server: Tenant["onPremises"]["servers"][number]) => boolean,
  what: string,
): BreakageKind["subject"] {
  return (tenant, name) => chosenServer(tenant, name, fits, what).name;
}

/** What cannot be broken as things are. */
export function cannot(message: string): SandboxError {
  return new SandboxError("failed", message, "Look at the servers with: sandbox status.");
}

/** The same as plain data, no part of the draft. The state is JSON in any case. */
export function copied<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function noName(note: string): BreakageKind["subject"] {
  return (_tenant, name) => {
    if (name === undefined) return null;
    throw new SandboxError("usage", `This breakage takes no name: ${note}.`, `Leave out "${name}".`);
  };
}
