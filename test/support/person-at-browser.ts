// A person at a browser, without either: opens the address that the program gives, signs in at the sandbox's page, and is
// brought back to the loopback port.
import { request } from "undici";
import type { TestClient } from "../sandbox/sandbox-client.js";

export interface PersonAtBrowser {
  /** Returns at once, as a browser's opener does. */
  readonly open: (url: string) => Promise<void>;
  /** What the browser showed last, once it is there. */
  readonly lastPage: () => Promise<{ readonly status: number; readonly text: string }>;
  /** The sign-in pages that were opened. */
  readonly signInPages: readonly URL[];
}

/** @param as who signs in; without it the sandbox's first user */
export function personAtBrowser(sandbox: Pick<TestClient, "agent">, as?: string): PersonAtBrowser {
  const signInPages: URL[] = [];
  let walk: Promise<{ status: number; text: string }> | undefined;
  const through = async (address: string): Promise<{ status: number; text: string }> => {
    const page = new URL((await visit(address)).location);
    if (as !== undefined) page.searchParams.set("login_hint", as);
    signInPages.push(page);
    const signedIn = await request(page, { dispatcher: sandbox.agent });
    const text = await signedIn.body.text();
    const { location } = signedIn.headers;
    if (typeof location !== "string") return { status: signedIn.statusCode, text };
    const back = await visit(location);
    return back.location === "" ? back : visit(back.location);
  };
  return {
    open: async (url) => {
      walk = through(url);
    },
    lastPage: () => walk ?? Promise.reject(new Error("No browser was opened.")),
    signInPages,
  };
}

/** One page of the loopback port; follows nothing. */
export async function visit(address: string, headers: Readonly<Record<string, string>> = {}) {
  const answer = await request(address, { headers });
  const { location } = answer.headers;
  return {
    status: answer.statusCode,
    headers: answer.headers,
    text: await answer.body.text(),
    location: typeof location === "string" ? new URL(location, address).href : "",
  };
}
