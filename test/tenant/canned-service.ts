// A service with canned answers under the real client: what it sent is kept, schemas and failures are the real ones.
import { createServiceClient, type Method, type ServiceClient } from "../../src/cloud/service-client.js";

const ORIGIN = "https://graph.microsoft.com";
export const SERVICE_TIME = "2026-11-22T10:00:00.000Z";

export interface Sent {
  readonly method: Method;
  /** Path and query, decoded. */
  readonly address: string;
  /** The same as it goes over the wire. */
  readonly encoded: string;
  readonly body: unknown;
}

/** What is answered: a body with status 200, or a status with or without a body, or something thrown. */
export interface Canned {
  readonly status?: number;
  readonly body?: unknown;
  readonly throws?: Error;
}

export interface CannedService {
  readonly client: ServiceClient;
  readonly sent: readonly Sent[];
}

/** @param answer by request; undefined is answered with 404 */
export function cannedService(answer: (sent: Sent) => Canned | undefined, origin = ORIGIN): CannedService {
  const sent: Sent[] = [];
  const client = createServiceClient(origin, async (method, url, body) => {
    const one = {
      method,
      address: decodeURIComponent(url.slice(origin.length)),
      encoded: url.slice(origin.length),
      body,
    };
    sent.push(one);
    const { status, body: answered, throws } = answer(one) ?? notFound;
    if (throws !== undefined) throw throws;
    return {
      status: status ?? 200,
      headers: new Headers({ date: new Date(SERVICE_TIME).toUTCString(), "request-id": `r-${sent.length}` }),
      body: answered === undefined ? "" : JSON.stringify(answered),
    };
  });
  return { client, sent };
}

/** One answer for every GET of a path, whatever its query. */
export function answering(answers: Readonly<Record<string, Canned>>): CannedService {
  return cannedService(({ address }) => answers[address.split("?")[0] ?? address]);
}

export const json = (body: unknown): Canned => ({ body });

export const forbidden: Canned = {
  status: 403,
  body: {
    error: { code: "Authorization_RequestDenied", message: "Insufficient privileges to complete the operation." },
  },
};

export const notFound: Canned = {
  status: 404,
  body: { error: { code: "Request_ResourceNotFound", message: "Resource does not exist." } },
};
