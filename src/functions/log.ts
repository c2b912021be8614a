// Structured lines for Application Insights: objects with an `event`, never a secret. The host adds function and invocation.
import type { InvocationContext } from "@azure/functions";

type Line = { readonly event: string } & Readonly<Record<string, unknown>>;

export interface Log {
  info(line: Line): void;
  warn(line: Line): void;
  error(line: Line): void;
}

export function logOf(context: Pick<InvocationContext, "log" | "warn" | "error">): Log {
  return {
    info: (line) => context.log(line),
    warn: (line) => context.warn(line),
    error: (line) => context.error(line),
  };
}
