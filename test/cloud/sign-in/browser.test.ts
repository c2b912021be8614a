// Sign-in in the browser of this machine: what leaves, what is let in, and how it ends.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import nock from "nock";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { SignInRequest } from "../../../src/cloud/sign-in/credential.js";
import { AadcError, InterruptedError, PermissionError, SignInError } from "../../../src/shapes/errors.js";
import { caught } from "../../support/caught.js";
import { type LoginHost, type LoginHostOptions, loginHost, refusal } from "../../support/login-host.js";
import { visit } from "../../support/person-at-browser.js";
import { recordHosts } from "../../support/recorded-hosts.js";
import { ARM_SCOPE, CLIENT_ID, GRAPH_SCOPE, type SignInUnderTest, signIn } from "../../support/sign-in-under-test.js";
import { SIGNED_IN } from "../../support/signed-in-person.js";

recordHosts();
beforeEach(() => nock.enableNetConnect(/^(localhost|127\.0\.0\.1):/));

interface Opened extends SignInUnderTest {
  readonly login: LoginHost;
  /** What the browser was told to open. */
  readonly start: string;
  /** The sign-in page that it leads to. */
  readonly page: URL;
  readonly token: Promise<string>;
  readonly told: readonly string[];
}

/** Up to the moment when the person sees the sign-in page. */
async function openBrowser(
  options: LoginHostOptions = {},
  given: Partial<SignInRequest> = {},
  signal?: AbortSignal,
): Promise<Opened> {
  const login = loginHost({ granted: SIGNED_IN, ...options });
  const told: string[] = [];
  let opening: (url: string) => void = () => undefined;
  const opened = new Promise<string>((resolve) => {
    opening = resolve;
  });
  const under = await signIn(
    "browser",
    { openBrowser: async (url) => opening(url), tell: (line) => told.push(line), ...given },
    { clientId: CLIENT_ID, ...(signal === undefined ? {} : { signal }) },
  );
  const token = under.credential.getToken(GRAPH_SCOPE).then((one) => one.token);
  token.catch(() => undefined);
  const start = await Promise.race([opened, token]);
  return { ...under, login, start, page: new URL((await visit(start)).location), token, told };
}

function back(page: URL, answer: Readonly<Record<string, string>>): string {
  const state = page.searchParams.get("state") ?? "";
  return `${page.searchParams.get("redirect_uri") ?? ""}/?${new URLSearchParams({ state, ...answer }).toString()}`;
}

async function isFree({ page }: Opened): Promise<boolean> {
  return visit(page.searchParams.get("redirect_uri") ?? "").then(
    () => false,
    () => true,
  );
}

/** The pages that the browser sees once Entra ID has sent it back. */
async function comeBack(page: URL, answer: Readonly<Record<string, string>>) {
  const first = await visit(back(page, answer));
  return { first, last: first.location === "" ? first : await visit(first.location) };
}

describe("a person in the browser", () => {
  test("is led to the sign-in page, and the code is redeemed with the proof key", async () => {
    const opened = await openBrowser();
    const { page, token, redactor, login } = opened;
    expect(page.origin + page.pathname).toBe("https://login.microsoftonline.com/contoso.example/oauth2/v2.0/authorize");
    const query = page.searchParams;
    expect(query.get("client_id")).toBe(CLIENT_ID);
    expect(query.get("prompt")).toBe("select_account");
    expect(query.get("scope")?.split(" ")).toEqual(expect.arrayContaining([GRAPH_SCOPE, "offline_access"]));
    expect(JSON.parse(query.get("claims") ?? "")).toMatchObject({
      access_token: { xms_cc: { values: ["cp1"] } },
    });
    const { first, last } = await comeBack(page, { code: "the-code-of-adele" });
    expect(first.status).toBe(303);
    expect(first.location).not.toContain("the-code");
    expect(last.text).toContain("You are signed in");
    expect(await token).toBe("access-1");
    const [form] = login.forms();
    expect(form?.get("grant_type")).toBe("authorization_code");
    expect(form?.get("code")).toBe("the-code-of-adele");
    expect(form?.get("redirect_uri")).toBe(query.get("redirect_uri"));
    const verifier = form?.get("code_verifier") ?? "";
    expect(createHash("sha256").update(verifier).digest("base64url")).toBe(query.get("code_challenge"));
    expect(redactor.clean(`the-code-of-adele ${verifier} ${query.get("state") ?? ""}`)).toBe("*** *** ***");
    expect(await isFree(opened)).toBe(true);
  });

  test("is told a short address that can be opened by hand, and nothing of the sign-in stands in it", async () => {
    const { start, told, page } = await openBrowser();
    expect(start).toMatch(/^http:\/\/localhost:\d+\/sign-in\/[\w-]{22}$/);
    expect(told).toEqual([expect.stringContaining("5 minutes"), expect.stringContaining(start)]);
    expect(told.join()).not.toContain(page.searchParams.get("state"));
    await visit(back(page, { error: "access_denied" }));
  });

  test("gives tokens for a second resource without being asked again", async () => {
    const { page, token, credential, told } = await openBrowser();
    await comeBack(page, { code: "code" });
    await token;
    expect((await credential.getToken(ARM_SCOPE)).token).toBe("access-2");
    expect(told).toHaveLength(2);
  });

  test("may be slow to fetch the last page, or never do so", async () => {
    const { page, token, clock } = await openBrowser();
    await visit(back(page, { code: "code" }));
    await expect.poll(() => clock.timeLimits).toContain(1_000);
    clock.runOut();
    expect(await token).toBe("access-1");
  });
});

describe("what knocks at the port", () => {
  test.each([
    ["another state", { code: "stolen", state: "0f1e2d3c-0000-4000-8000-000000000000" }],
    ["no state", { code: "stolen", state: "" }],
    ["an error with another state", { error: "access_denied", state: "x" }],
  ])("%s is not the answer that is waited for", async (_what, answer) => {
    const { page, token, login } = await openBrowser();
    const refused = await visit(back(page, answer));
    expect(refused.status).toBe(400);
    expect(refused.text).toContain("not the sign-in that is waited for");
    await comeBack(page, { code: "code" });
    expect(await token).toBe("access-1");
    expect(login.forms().map((form) => form.get("code"))).toEqual(["code"]);
  });

  test("whoever does not know the whole address is not led to the sign-in page", async () => {
    const { start, page, token } = await openBrowser();
    const { origin, pathname } = new URL(start);
    const other = pathname.endsWith("A") ? "B" : "A";
    for (const guess of ["/sign-in", "/sign-in/", `${pathname.slice(0, -1)}${other}`, `${pathname}/`, "/finished"])
      expect(await visit(`${origin}${guess}`)).toMatchObject({ status: 404, location: "", text: "" });
    await comeBack(page, { code: "code" });
    expect(await token).toBe("access-1");
  });

  test("the address leads to the sign-in page once, and no two are the same", async () => {
    const { start, page, token } = await openBrowser();
    const again = await visit(start);
    expect(again).toMatchObject({ status: 410, location: "" });
    expect(again.text).toContain("opened before");
    expect(again.text).not.toContain(page.searchParams.get("state"));
    await comeBack(page, { code: "code" });
    expect(await token).toBe("access-1");
    const other = await openBrowser();
    expect(new URL(other.start).pathname).not.toBe(new URL(start).pathname);
    await visit(back(other.page, { error: "access_denied" }));
  });

  test("a browser that looks ahead does not use the address up", async () => {
    loginHost({ granted: SIGNED_IN });
    let looked: number | undefined;
    let led = "";
    const { credential } = await signIn("browser", {
      openBrowser: async (url) => {
        looked = (await visit(url, { "sec-purpose": "prefetch;prerender" })).status;
        led = (await visit(url)).location;
        await comeBack(new URL(led), { error: "access_denied" });
      },
    });
    const refused = caught(SignInError, credential.getToken(GRAPH_SCOPE));
    await expect.poll(() => led).toContain("/oauth2/v2.0/authorize");
    expect(looked).toBe(503);
    expect((await refused).message).toContain("declined");
  });

  test("another name for this machine, another path, another method and the browser's own requests get nothing", async () => {
    const { page, token } = await openBrowser();
    const uri = page.searchParams.get("redirect_uri") ?? "";
    expect((await visit(back(page, { code: "c" }), { host: "evil.example" })).status).toBe(421);
    expect((await visit(`${uri}/favicon.ico`)).status).toBe(404);
    expect((await visit(uri)).status).toBe(404);
    expect((await visit(`${uri}/finished`)).status).toBe(404);
    expect((await visit(`${uri}//evil.example/..`)).status).toBe(404);
    expect((await fetch(back(page, { code: "c" }), { method: "POST" })).status).toBe(405);
    await comeBack(page, { code: "code" });
    expect(await token).toBe("access-1");
  });

  test("a connection that is never ended holds nobody up", async () => {
    const opened = await openBrowser();
    const port = Number(new URL(opened.start).port);
    const socket = connect(port, "127.0.0.1", () => socket.write("GET /half-a-request HTTP/1.1\r\n"));
    onTestFinished(() => void socket.destroy());
    const ended = once(socket, "close");
    socket.on("error", () => undefined);
    await once(socket, "connect");
    await comeBack(opened.page, { code: "code" });
    expect(await opened.token).toBe("access-1");
    await ended;
    expect(await isFree(opened)).toBe(true);
  });

  test("pages load nothing, are kept nowhere and framed by nobody", async () => {
    const { page, token } = await openBrowser();
    const { last } = await comeBack(page, { code: "code" });
    await token;
    expect(last.headers["cache-control"]).toBe("no-store");
    expect(last.headers["content-security-policy"]).toMatch(/^default-src 'none';.*frame-ancestors 'none'/);
    expect(last.headers["referrer-policy"]).toBe("no-referrer");
    expect(last.text).not.toMatch(/https?:|<script|code=/);
  });
});

describe("a sign-in that does not come about", () => {
  test.each([
    ["declined consent", 65004, "access_denied"],
    ["missing consent", 65001, "consent_required"],
    ["an approval that an administrator must give", 90094, "access_denied"],
    ["a policy that blocks", 53003, "access_denied"],
    ["a device that is not compliant", 53000, "access_denied"],
  ])("%s is explained", async (_what, number, error) => {
    const opened = await openBrowser();
    const description = `AADSTS${number}: Something. Trace ID: 3f1b7f5e-0000-4000-8000-00000000aaaa`;
    const { last } = await comeBack(opened.page, { error, error_description: description });
    const refused = await caught(AadcError, opened.token);
    expect(refused).toBeInstanceOf(number === 65001 || number === 90094 ? PermissionError : SignInError);
    expect(refused.code).toBe(`AADSTS${number}`);
    expect(refused.message).not.toContain("Something");
    expect(refused.remedy.length).toBeGreaterThan(20);
    expect(last.text).toContain("did not succeed");
    expect(last.text).not.toContain("AADSTS");
    expect(await isFree(opened)).toBe(true);
  });

  test("an answer that is nothing but hostile text stays one sentence", async () => {
    const { page, token } = await openBrowser();
    await comeBack(page, { error: "<script>", error_description: "\u001b[2J<b>\r\nDone. Exit code 0" });
    const refused = await caught(SignInError, token);
    expect(refused.code).toBe("sign-in-failed");
    expect(refused.message).not.toContain("Exit code");
  });

  test("a code that Entra ID does not redeem shows the browser that it failed", async () => {
    const { page, token } = await openBrowser({ tokens: [refusal(53003, "invalid_grant", 400)] });
    const { last } = await comeBack(page, { code: "code" });
    expect((await caught(SignInError, token)).code).toBe("AADSTS53003");
    expect(last.text).toContain("did not succeed");
  });

  test("a browser that never comes back ends after five minutes, and the port is free", async () => {
    const opened = await openBrowser();
    await expect.poll(() => opened.clock.timeLimits).toContain(300_000);
    opened.clock.runOut();
    const error = await caught(SignInError, opened.token);
    expect(error.code).toBe("browser-timeout");
    expect(error.remedy).toContain("--auth device-code");
    expect(await isFree(opened)).toBe(true);
  });

  test("an interruption ends the waiting at once, and the port is free", async () => {
    const controller = new AbortController();
    const opened = await openBrowser({}, {}, controller.signal);
    controller.abort(new InterruptedError("Interrupted.", { code: "interrupted", remedy: "" }));
    expect((await caught(InterruptedError, opened.token)).code).toBe("interrupted");
    expect(await isFree(opened)).toBe(true);
    expect(opened.clock.timeLimits).toEqual([]);
  });

  test("an interruption while the browser is being opened is not missed", async () => {
    loginHost({ granted: SIGNED_IN });
    const controller = new AbortController();
    const openBrowser = async () => {
      controller.abort(new InterruptedError("Interrupted.", { code: "interrupted", remedy: "" }));
    };
    const { credential } = await signIn("browser", { openBrowser }, { clientId: CLIENT_ID, signal: controller.signal });
    await caught(InterruptedError, credential.getToken(GRAPH_SCOPE));
  });

  test("a browser that cannot be opened says so, and the port is free", async () => {
    loginHost({ granted: SIGNED_IN });
    let start = "";
    const { credential } = await signIn("browser", {
      openBrowser: async (url) => {
        start = url;
        throw new SignInError("No program.", { code: "no-browser", remedy: "--auth device-code" });
      },
    });
    expect((await caught(SignInError, credential.getToken(GRAPH_SCOPE))).code).toBe("no-browser");
    await expect(visit(start)).rejects.toThrow();
  });

  test("without a browser nothing is opened", async () => {
    const { credential } = await signIn("browser");
    const error = await caught(SignInError, credential.getToken(GRAPH_SCOPE));
    expect([error.code, error.remedy]).toEqual(["no-browser", expect.stringContaining("--auth device-code")]);
  });
});
