// The one place where requests leave this program: MSAL, the Graph client and the ARM pipeline all send through here.
import { setMaxListeners } from "node:events";
import type { Clock } from "../shapes/clock.js";
import { AadcError, DeadlineError, ServiceError } from "../shapes/errors.js";
import type { Connections, Peer } from "./connections.js";
import { failureOf, toServiceError } from "./failure.js";
import { deadlineWhile, type HeldUp } from "./held-up.js";
import type { Lanes } from "./lanes.js";
import { backoffMs, isTransient, LONGEST_RETRY_AFTER_MS, MAX_ATTEMPTS, retryAfterMs } from "./retry.js";
import type { Exchange, Trace } from "./trace.js";

export interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /**
   * `always`: asking twice does no harm. `if-not-carried-out`: sent again only when it is certain that the first was not
   * carried out; otherwise the error says `carriedOut: "unknown"` and a read has to tell.
   */
  readonly replay: "always" | "if-not-carried-out";
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

export interface Transport {
  /**
   * Sends, waits, retries; resolves with the last answer, whatever its status.
   * @throws {ServiceError} without an answer; the signal's reason when it aborts: of a deadline with what was waited for
   */
  send(request: Request): Promise<Answer>;
  /** The certificates that were presented so far. */
  peers(): readonly Peer[];
  /** What time the hosts have said it is, latest per host. */
  clocks(): readonly HostClock[];
  close(): Promise<void>;
}

/** A host's `Date` and this machine's time when the answer was there, milliseconds since 1970 each. */
export interface HostClock {
  readonly host: string;
  readonly service: number;
  readonly local: number;
}

export interface TransportOptions {
  /** Tenant whose throttling lanes are used (id or domain, whichever is used throughout). */
  readonly tenant: string;
  readonly connections: Connections;
  readonly lanes: Lanes;
  readonly clock: Clock;
  readonly random: () => number;
  readonly uuid: () => string;
  /** Ends everything under way, waits included; its reason is what callers get. Carries the command's deadline, too. */
  readonly signal: AbortSignal;
  readonly trace?: Trace;
  /** How long one request may take, connection and body included. */
  readonly requestTimeoutMs?: number;
}

const REQUEST_TIMEOUT_MS = 60_000;

/** Who has not answered for as long in all is not asked again: whatever else a command reads would wait for it. */
const LONGEST_SILENCE_MS = 90_000;

/** Node's fetch takes undici's dispatchers, which its types do not say. */
type Fetch = (url: string, init: Omit<RequestInit, "dispatcher"> & { dispatcher: unknown }) => Promise<Response>;

export function createTransport(options: TransportOptions): Transport {
  const { clock, connections, lanes, signal } = options;
  const clocks = new Map<string, HostClock>();
  // One listener for each request that is under way, as many as a command asks at once: no leak, as Node would print.
  setMaxListeners(0, signal);

  const attempt = async (request: Request, number: number, requestId: string): Promise<Answer> => {
    const url = new URL(request.url);
    const headers = { ...request.headers, "client-request-id": requestId };
    const started = clock.elapsed();
    const timeLimit = limitTime(clock, options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS, url.host, request, signal);
    let seen: { status?: number; responseHeaders?: Record<string, string>; responseBody?: string; failure?: string } =
      {};
    try {
      const dispatcher = await connections.dispatcherFor(url);
      const response = await (fetch as Fetch)(request.url, {
        method: request.method,
        headers,
        ...(request.body === undefined ? {} : { body: request.body }),
        redirect: "manual",
        signal: timeLimit.signal,
        dispatcher,
      });
      seen = { status: response.status, responseHeaders: Object.fromEntries(response.headers) };
      const service = Date.parse(response.headers.get("date") ?? "");
      if (!Number.isNaN(service)) clocks.set(url.host, { host: url.host, service, local: clock.epoch() });
      const body = await response.text();
      seen = { ...seen, responseBody: body };
      return { status: response.status, headers: response.headers, body };
    } catch (error) {
      const failure = timeLimit.signal.aborted ? (timeLimit.signal.reason as Error) : error;
      seen = { ...seen, failure: String(failure) };
      throw failure;
    } finally {
      timeLimit.end();
      traced(options.trace, {
        attempt: number,
        method: request.method,
        url: request.url,
        requestHeaders: headers,
        ...(request.body === undefined ? {} : { requestBody: shown(request.body) }),
        ...seen,
        ms: Math.round(clock.elapsed() - started),
      });
    }
  };

  const heldUp = new Map<symbol, HeldUp>();

  const sendUntilAnswered = async (request: Request, waiting: symbol): Promise<Answer> => {
    const url = new URL(request.url);
    const write = request.replay === "if-not-carried-out";
    const begun = clock.elapsed();
    let silentMs = 0;
    for (let number = 1; ; number++) {
      await lanes.enter(options.tenant, url, signal);
      signal.throwIfAborted();
      const requestId = options.uuid();
      const asked = clock.elapsed();
      let wait: number;
      try {
        const answer = await attempt(request, number, requestId);
        if (!mayRepeat(answer.status, write)) return answer;
        const date = answer.headers.get("date");
        const pause = retryAfterMs(answer.headers.get("retry-after"), date, clock.epoch());
        const isShared = answer.status === 429 && pause === undefined;
        const mayGoOn = isShared && clock.elapsed() - begun < lanes.patienceMs(url);
        if ((number >= MAX_ATTEMPTS && !mayGoOn) || (pause ?? 0) > LONGEST_RETRY_AFTER_MS) return answer;
        // No longer than at the last usual attempt: whoever else is at work leaves a gap now and then.
        heldUp.set(waiting, { method: request.method, url, times: number, last: answer.status });
        wait = pause ?? backoffMs(Math.min(number, MAX_ATTEMPTS - 1) - 1, options.random());
        if (answer.status === 429) lanes.pause(options.tenant, url, wait);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (error instanceof AadcError && !(error instanceof ServiceError)) throw error;
        const timedOut = error instanceof ServiceError;
        if (timedOut) silentMs += clock.elapsed() - asked;
        const failure = failureOf(error, url.host, connections.proxyOf(url));
        const repeat = timedOut
          ? !write && silentMs < LONGEST_SILENCE_MS
          : failure.transient && !(write && failure.sent);
        if (!repeat || number >= MAX_ATTEMPTS)
          throw timedOut ? askedInVain(error, number) : toServiceError(failure, write, error);
        heldUp.set(waiting, {
          method: request.method,
          url,
          times: number,
          last: timedOut ? error.message : failure.message,
        });
        wait = backoffMs(number - 1, options.random());
      }
      await clock.sleep(wait, signal);
    }
  };

  return {
    async send(request) {
      const waiting = Symbol(request.url);
      try {
        return await sendUntilAnswered(request, waiting);
      } catch (error) {
        if (error !== signal.reason || !(error instanceof DeadlineError)) throw error;
        // What goes out through the same lane waits for the one that was refused.
        const by = heldUp.get(waiting) ?? [...heldUp.values()].at(-1);
        throw by === undefined ? error : deadlineWhile(error, by);
      } finally {
        // At the end all that are under way are ended, and each may be the one whose error is told.
        if (!signal.aborted) heldUp.delete(waiting);
      }
    },
    peers: () => connections.peers(),
    clocks: () => [...clocks.values()],
    close: () => connections.close(),
  };
}

/** What is no text is traced by its length. */
function shown(body: string | Uint8Array): string {
  return typeof body === "string" ? body : `(${body.length} bytes)`;
}

/** Whatever becomes of the trace: the answer that is there, or the failure, is what the caller gets. */
function traced(trace: Trace | undefined, exchange: Exchange): void {
  try {
    trace?.(exchange);
  } catch {
    // Tracing decides nothing; a trace that loses lines says so itself.
  }
}

/** A throttled request was certainly not carried out; after any other fault of the service a write may have been. */
function mayRepeat(status: number, write: boolean): boolean {
  return write ? status === 429 : isTransient(status);
}

/** The time-out of the last attempt, with how often there was none. */
function askedInVain(error: ServiceError, times: number): ServiceError {
  if (times === 1) return error;
  const { code, remedy, carriedOut } = error;
  const message = `${error.message.replace(/\.$/, "")}, and was asked ${times} times.`;
  return new ServiceError(message, { code, remedy, carriedOut, cause: error });
}

/** A signal that aborts when the whole command ends or this one request took too long. */
function limitTime(clock: Clock, ms: number, host: string, request: Request, outer: AbortSignal) {
  const controller = new AbortController();
  const end = () => controller.abort(outer.reason);
  outer.addEventListener("abort", end, { once: true });
  if (outer.aborted) end();
  const timer = clock.expire(ms, () => {
    controller.abort(
      new ServiceError(`${host} did not answer within ${ms / 1000} seconds.`, {
        code: "time-out",
        remedy: "Check the network and run the command again.",
        carriedOut: request.replay === "always" ? "no" : "unknown",
      }),
    );
  });
  return {
    signal: controller.signal,
    end: () => {
      timer.cancel();
      outer.removeEventListener("abort", end);
    },
  };
}
