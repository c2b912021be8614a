// A session of the product on an emulated tenant, for what is below the command line.
import { CLOUDS } from "../../src/cloud/clouds.js";
import { createRedactor } from "../../src/cloud/redaction.js";
import { openSession, type Session } from "../../src/commands/session.js";
import type { Stage } from "./cli-stage.js";

/** Signed in as the tenant's administrator, at the stage's time. */
export async function sessionOn(stage: Stage, cloud: keyof typeof CLOUDS = "public"): Promise<Session> {
  const { info } = stage.sandbox;
  const { session } = await openSession({
    cloud: CLOUDS[cloud],
    tenant: info.tenantId,
    auth: { kind: "device-code", clientId: info.clients[0]?.clientId ?? "" },
    connections: {
      caFiles: [],
      environment: {},
      elsewhere: { host: "127.0.0.1", port: info.port, caFile: info.caFile },
    },
    redactor: createRedactor(),
    signal: new AbortController().signal,
    showDeviceCode: () => undefined,
    clock: stage.time.clock(),
  });
  return session;
}
