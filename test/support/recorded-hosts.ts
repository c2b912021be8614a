// Microsoft's hosts as far as a request is concerned: it is recorded as it left, and answered from a list.
import nock from "nock";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";

export interface Recorded {
  readonly method: string;
  readonly host: string;
  /** Path and query as they were sent. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A JSON body parsed, any other as text. */
  readonly body: unknown;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Fails instead of answering, as a socket with this error code would. */
  readonly failure?: string;
}

/**
 * Lets no request of this test file reach the network. To be called once, at the top of the file.
 *
 * What it has put in the place of Node's own requests is taken away after the last test: files of one process share
 * them, and a TLS request that goes through it and is destroyed unanswered ends the process, since the real socket
 * behind it loses its handle without anybody listening to it.
 */
export function recordHosts(): void {
  beforeAll(() => {
    if (!nock.isActive()) nock.activate();
  });
  afterAll(() => {
    nock.restore();
  });
  beforeEach(() => {
    nock.disableNetConnect();
  });
  afterEach(() => {
    nock.cleanAll();
    nock.enableNetConnect();
  });
}

/**
 * Answers requests to `origin` one after the other; those that come when no answer is left get status 418, which nobody
 * asks for again.
 */
export function answering(
  origin: string,
  replies: readonly Reply[] | ((request: Recorded) => Reply),
): readonly Recorded[] {
  const recorded: Recorded[] = [];
  const next = (request: Recorded): Reply => {
    recorded.push(request);
    return typeof replies === "function" ? replies(request) : (replies[recorded.length - 1] ?? { status: 418 });
  };
  for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"])
    nock(origin)
      .persist()
      .intercept(/.*/, method)
      .reply(function (path, body, callback) {
        const headers = this.req.headers;
        const reply = next({ method, host: headers["host"] ?? "", path, headers, body });
        if (reply.failure === undefined)
          callback(null, [reply.status ?? 200, textOf(reply.body), { ...reply.headers }]);
        else callback(Object.assign(new Error(reply.failure), { code: reply.failure }), [500]);
      });
  return recorded;
}

function textOf(body: unknown): string {
  return typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body);
}
