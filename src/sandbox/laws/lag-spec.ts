// How late what was written is seen, as somebody writes it: `user=2 reads, role-assignment=30s, policy=5 reads+3s`.
import { parseDuration } from "../on-premises/duration.js";
import { SandboxError } from "../sandbox-error.js";
import { LAG_KINDS, type Lag, type LagKind, type Lags, REPLICATED_KINDS } from "./replication.js";

/** Throws a SandboxError `usage` that names the kinds and the form. */
export function readLags(spec: string): Lags {
  return Object.fromEntries(
    spec.split(",").flatMap((part) => {
      const [kind = "", amount = ""] = part.split("=").map((text) => text.trim());
      const lag = lagOf(amount);
      if (lag === undefined) throw wrong(part);
      if (kind === "all") return REPLICATED_KINDS.map((one) => [one, lag] as const);
      if (!isKind(kind)) throw wrong(part);
      const isReplicated = REPLICATED_KINDS.some((one) => one === kind);
      if (!isReplicated && lag.reads !== undefined) throw wrong(part);
      return [[kind, lag] as const];
    }),
  );
}

function lagOf(text: string): Lag | undefined {
  let lag: Lag | undefined;
  for (const part of text.split("+").map((one) => one.trim())) {
    const reads = /^(\d{1,6}) reads?$/u.exec(part)?.[1];
    const afterMs = parseDuration(part);
    if (reads !== undefined) lag = { ...lag, reads: Number(reads) };
    else if (afterMs !== undefined) lag = { ...lag, afterMs };
    else return undefined;
  }
  return lag;
}

function isKind(text: string): text is LagKind {
  return LAG_KINDS.some((kind) => kind === text);
}

function wrong(part: string): SandboxError {
  return new SandboxError(
    "usage",
    `"${part.trim()}" says no lag.`,
    `Write KIND=2 reads, KIND=30s or KIND=2 reads+30s, separated by commas, and of azure-… times only; kinds: all, ${LAG_KINDS.join(", ")}.`,
  );
}
