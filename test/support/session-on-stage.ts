// A session of the product on an emulated tenant, for what is below the command line.
import { CLOUDS } from "../../src/cloud/clouds.js";
import { createRedactor } from "../../src/cloud/redaction.js";
import { openSession, type Session, type SessionOptions } from "../../src/commands/session.js";
import type { Stage } from "./cli-stage.js";

/** Signed in as the tenant's administrator, at the stage's time. */
export function sessionOn(stage: Stage, cloud: keyof typeof CLOUDS = "public"): Promise<Session> {
  const { clients } = stage.sandbox.info;
  return opened(stage, { kind: "device-code", clientId: clients[0]?.clientId ?? "" }, cloud);
}

/** Signed in as the tenant's application by itself, which holds no role. */
export function applicationOn(stage: Stage): Promise<Session> {
  const [client] = stage.sandbox.info.clients;
  return opened(stage, { kind: "secret", clientId: client?.clientId ?? "", clientSecret: client?.clientSecret ?? "" });
}

async function opened(
  stage: Stage,
  auth: SessionOptions["auth"],
  cloud: keyof typeof CLOUDS = "public",
): Promise<Session> {
  const { info } = stage.sandbox;
  const { session } = await openSession({
    cloud: CLOUDS[cloud],
    tenant: info.tenantId,
    auth,
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
