// Where the browser comes back to: a port of this machine that answers for one sign-in and is closed after it. MSAL has a
// listener of its own, which can be closed only by itself, compares no state, and is closed while its last page is under
// way; so this one stands in its place. Every user of this machine can reach the port: nothing that leads to the sign-in is
// told to who does not know the address already.
import { randomBytes } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "../../shapes/clock.js";
import { messageOf, SignInError } from "../../shapes/errors.js";
import { browserPage, PAGE_HEADERS } from "./browser-pages.js";

/** What Entra ID had the browser bring. */
export type BroughtBack =
  | { readonly code: string }
  | { readonly error: string; readonly description: string; readonly subError: string };

export interface LoopbackListener {
  /** `http://localhost:PORT`, which Entra ID accepts with any port where `http://localhost` is registered. */
  readonly redirectUri: string;
  /**
   * Leads the browser on to the sign-in page, once: who opens it too late sees that somebody has been quicker. Short enough
   * to be typed; nothing of the sign-in stands in it, and nobody guesses it.
   */
  readonly startAddress: string;
  readonly broughtBack: Promise<BroughtBack>;
  /** @param address of the sign-in page */
  leadTo(address: string): void;
  /** Shows the browser how it ended, and frees the port. */
  close(outcome: "signed-in" | "failed"): Promise<void>;
}

const LAST_PAGE_MS = 1_000;

const PIECE_BYTES = 16;

/**
 * Listens on the loopback only, on a port that the system chooses.
 * @param state what the answer must bring along: anything else that knocks is not listened to
 */
export async function listenOnLoopback(state: string, clock: Clock): Promise<LoopbackListener> {
  const brought = deferred<BroughtBack>();
  const ended = deferred<"signed-in" | "failed">();
  const lastPage = deferred<"shown" | "not-asked-for">();
  let isBack = false;
  let signInPage: string | undefined;
  let isLed = false;
  const piece = randomBytes(PIECE_BYTES).toString("base64url");

  const server = createServer((request, response) => {
    const { host = "" } = request.headers;
    // Another name for this machine may be a web page's way to it (DNS rebinding).
    if (host !== `localhost:${port()}` && host !== `127.0.0.1:${port()}`) return plain(response, 421);
    if (request.method !== "GET") return plain(response, 405);
    const address = `http://${host}${request.url ?? ""}`;
    if (!URL.canParse(address)) return plain(response, 400);
    const url = new URL(address);
    if (url.pathname === `/sign-in/${piece}` && signInPage !== undefined) {
      // A browser that looks ahead while the address is being typed may never show what it has fetched.
      if (request.headers["sec-purpose"] !== undefined) return plain(response, 503);
      if (isLed) return show(response, 410, "opened-before");
      isLed = true;
      return redirect(response, signInPage);
    }
    if (url.pathname === `/finished/${piece}` && isBack) {
      void ended.promise.then((outcome) => {
        response.once("close", () => lastPage.resolve("shown"));
        show(response, 200, outcome);
      });
      return;
    }
    const answer = url.pathname === "/" ? answerIn(url.searchParams) : undefined;
    if (answer === undefined) return plain(response, 404);
    if (url.searchParams.get("state") !== state) return show(response, 400, "foreign");
    isBack = true;
    brought.resolve(answer);
    // So that the code does not stay in the browser's history.
    redirect(response, `/finished/${piece}`);
  });
  const port = () => (server.address() as AddressInfo | null)?.port ?? 0;
  const redirectUri = () => `http://localhost:${port()}`;

  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      reject(
        new SignInError(`No port could be opened for the browser to come back to: ${messageOf(error)}.`, {
          code: "no-loopback",
          remedy: "Sign in with --auth device-code: it needs no port.",
          cause: error,
        }),
      );
    });
    server.listen(0, "127.0.0.1", resolve);
  });
  server.on("clientError", (_error, socket) => socket.destroy());

  return {
    redirectUri: redirectUri(),
    startAddress: `${redirectUri()}/sign-in/${piece}`,
    broughtBack: brought.promise,
    leadTo(address) {
      signInPage = address;
    },
    async close(outcome) {
      ended.resolve(outcome);
      if (isBack) {
        const limit = clock.expire(LAST_PAGE_MS, () => lastPage.resolve("not-asked-for"));
        await lastPage.promise;
        limit.cancel();
      }
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** A promise and what settles it. */
function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let settle: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: settle };
}

function answerIn(query: URLSearchParams): BroughtBack | undefined {
  const [code, error] = [query.get("code"), query.get("error")];
  if (error !== null && error !== "")
    return { error, description: query.get("error_description") ?? "", subError: query.get("error_subcode") ?? "" };
  return code === null || code === "" ? undefined : { code };
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { ...PAGE_HEADERS, location }).end();
}

function show(response: ServerResponse, status: number, page: Parameters<typeof browserPage>[0]): void {
  response.writeHead(status, PAGE_HEADERS).end(browserPage(page));
}

function plain(response: ServerResponse, status: number): void {
  response.writeHead(status, { "cache-control": "no-store" }).end();
}
