// The transport that a process has for a tenant, and what can be asked by it without a sign-in.
import { randomUUID } from "node:crypto";
import { createConnections } from "../cloud/connections.js";
import { createLanes, type Lanes } from "../cloud/lanes.js";
import { createTransport, type Transport, type TransportOptions } from "../cloud/transport.js";
import { type Clock, systemClock } from "../shapes/clock.js";
import type { SessionOptions } from "./session.js";

/** The way to the hosts without a sign-in: for what they tell everybody, and for whether they answer at all. */
export interface Probe {
  readonly transport: Transport;
  /** Host and port of the proxy on the way to a URL; undefined: none. */
  proxyOf(url: string): string | undefined;
}

export type ProbeOptions = Pick<
  SessionOptions,
  "cloud" | "tenant" | "connections" | "signal" | "trace" | "clock" | "random" | "uuid"
>;

/** @throws {UsageError} for a CA file or a proxy's address that cannot be used */
export function openProbe(options: ProbeOptions): Probe {
  const { plain, connections } = ownTransport(options);
  return { transport: plain, proxyOf: (url) => connections.proxyOf(new URL(url)) };
}

/** Lanes are the tenant's, not a session's: one set serves the whole process. */
const lanesByClock = new WeakMap<Clock, Lanes>();

/** One for each session or probe, over the lanes that all share. */
export function ownTransport(options: ProbeOptions & Pick<TransportOptions, "requestTimeoutMs">) {
  const clock = options.clock ?? systemClock;
  const uuid = options.uuid ?? randomUUID;
  const connections = createConnections(options.connections);
  const plain = createTransport({
    tenant: options.tenant,
    connections,
    lanes: lanesOf(clock),
    clock,
    random: options.random ?? Math.random,
    uuid,
    signal: options.signal,
    ...(options.trace === undefined ? {} : { trace: options.trace }),
    ...(options.requestTimeoutMs === undefined ? {} : { requestTimeoutMs: options.requestTimeoutMs }),
  });
  return { plain, connections, clock, uuid };
}

function lanesOf(clock: Clock): Lanes {
  const lanes = lanesByClock.get(clock) ?? createLanes(clock);
  lanesByClock.set(clock, lanes);
  return lanes;
}
