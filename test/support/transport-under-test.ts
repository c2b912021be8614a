// A transport with everything handed in that the test does not care about.
import { type ConnectionOptions, createConnections } from "../../src/cloud/connections.js";
import { createLanes } from "../../src/cloud/lanes.js";
import type { Trace } from "../../src/cloud/trace.js";
import { createTransport, type Transport } from "../../src/cloud/transport.js";
import type { Clock } from "../../src/shapes/clock.js";
import { manualClock } from "./manual-clock.js";

export interface TransportSetup {
  readonly tenant?: string;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly signal?: AbortSignal;
  readonly trace?: Trace;
  readonly requestTimeoutMs?: number;
  readonly connections?: Partial<ConnectionOptions>;
}

export function transportUnderTest(setup: TransportSetup = {}): Transport {
  const { clock = manualClock(), trace, requestTimeoutMs } = setup;
  let ids = 0;
  return createTransport({
    tenant: setup.tenant ?? "contoso.example",
    connections: createConnections({ caFiles: [], environment: {}, ...setup.connections }),
    lanes: createLanes(clock),
    clock,
    random: setup.random ?? (() => 0.5),
    uuid: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, "0")}`,
    signal: setup.signal ?? new AbortController().signal,
    ...(trace === undefined ? {} : { trace }),
    ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
  });
}
