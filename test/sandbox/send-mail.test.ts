// Mail: who may send in whose name, and what a message must be.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSandboxState } from "../../src/sandbox/store/sandbox-store.js";
import { withAllPermissions } from "./all-permissions.js";
import { startWithTenant } from "./prepared-tenant.js";
import { at, type TestSandbox } from "./sandbox-client.js";

const ADA = "ada.brandt@contoso.com";
const ADMIN = "admin@contoso.onmicrosoft.com";

let sandbox: TestSandbox;
let app: string;
let admin: string;

const to = (...addresses: readonly string[]) => addresses.map((address) => ({ emailAddress: { address } }));
const message = {
  subject: "Report",
  body: { contentType: "html", content: "<p>a secret</p>" },
  toRecipients: to("x@example.com"),
};
const send = (path: string, json: unknown, token = app) => sandbox.graph(token, path, { method: "POST", json });
const codeOf = (answer: { status: number; body: unknown }) => [answer.status, at(answer.body, "error", "code")];

beforeAll(async () => {
  sandbox = await startWithTenant((tenant) => {
    withAllPermissions(tenant);
    const user = tenant.users.find((one) => one.userPrincipalName === ADMIN);
    if (user !== undefined) user.mail = "admin@contoso.com";
  });
  [app, admin] = await Promise.all([sandbox.appToken(), sandbox.userToken()]);
});
afterAll(() => sandbox.close());

describe("sending", () => {
  test.each(["/v1.0", "/beta"])("an application sends for anybody, a user for themselves: %s", async (version) => {
    const answers = [
      await send(`${version}/users/${ADA}/sendMail`, { message, saveToSentItems: false }),
      await send(`${version}/me/sendMail`, { Message: { ...message, ccRecipients: to("y@example.com") } }, admin),
      await send(`${version}/users/${ADMIN}/sendMail`, { message }, admin),
    ];
    expect(answers.map(({ status, body }) => [status, body])).toEqual([
      [202, undefined],
      [202, undefined],
      [202, undefined],
    ]);
  });

  test("nobody sends where they may not, or where there is no mailbox", async () => {
    expect(codeOf(await send(`/v1.0/users/${ADA}/sendMail`, { message }, admin))).toEqual([403, "ErrorAccessDenied"]);
    expect(codeOf(await send("/v1.0/me/sendMail", { message }))).toEqual([400, "BadRequest"]);
    const nobody = await send("/v1.0/users/nobody@contoso.com/sendMail", { message });
    expect(codeOf(nobody)).toEqual([404, "ErrorInvalidUser"]);
    const without = await send("/v1.0/users/breakglass@contoso.onmicrosoft.com/sendMail", { message });
    expect(codeOf(without)).toEqual([404, "MailboxNotEnabledForRESTAPI"]);
    const reader = await sandbox.appToken(undefined, 1);
    expect((await send(`/v1.0/users/${ADA}/sendMail`, { message }, reader)).status).toBe(403);
  });

  test.each([
    ["no message", {}],
    ["null", { message: null }],
    ["a text", { message: "x" }],
    ["no recipients", { message: { ...message, toRecipients: [] } }],
    ["a recipient without an address", { message: { ...message, toRecipients: [{}] } }],
    ["an address that is none", { message: { ...message, toRecipients: to("a b") } }],
    ["a megabyte of subject", { message: { ...message, subject: "x".repeat(1_000_000) } }],
    ["an unknown property", { message: { ...message, nonsense: 1 } }],
    ["an unknown content type", { message: { ...message, body: { contentType: "pdf", content: "" } } }],
    ["something beside the message", { message, nonsense: 1 }],
    ["a list", []],
    [
      "501 recipients",
      { message: { ...message, toRecipients: to(...Array.from({ length: 501 }, () => "x@example.com")) } },
    ],
  ])("%s is refused", async (_, json) => {
    expect((await send(`/v1.0/users/${ADA}/sendMail`, json)).status).toBe(400);
  });

  test("attachments are not emulated, and say so", async () => {
    const json = { message: { ...message, attachments: [] } };
    expect((await send(`/v1.0/users/${ADA}/sendMail`, json)).status).toBe(501);
  });
});

test("to whom what was sent is kept, a hundred times, and nothing of what it said", async () => {
  for (let sent = 0; sent < 101; sent += 1) {
    await send(`/v1.0/users/${ADA}/sendMail`, { message: { ...message, subject: String(sent) } });
  }
  await sandbox.running.stop();
  const kept = (await readSandboxState(sandbox.dir))?.state.tenants[0]?.sentMail ?? [];
  expect([kept.length, kept[0]?.subject, kept.at(-1)]).toMatchObject([
    100,
    "1",
    { subject: "100", recipients: ["x@example.com"] },
  ]);
  expect(JSON.stringify(kept)).not.toContain("secret");
});
