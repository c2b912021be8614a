import type { Session } from "./session.js";

/** The service's time when it last answered, as ISO 8601 UTC: Graph's where it was asked, else the login host's. */
export function serviceTimeOf({ transport, cloud }: Session): string | null {
  const clocks = transport.clocks();
  const graph = clocks.find(({ host }) => host === new URL(cloud.graph).host);
  const clock = graph ?? clocks[0];
  return clock === undefined ? null : new Date(clock.service).toISOString();
}
