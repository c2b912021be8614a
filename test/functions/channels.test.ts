// What each channel is sent: exactly, and with names from a tenant that would be markup there.
import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Alert } from "../../src/alerts/alert.js";
import type { Answer, Request } from "../../src/cloud/transport.js";
import type { Channel } from "../../src/functions/channels/channel.js";
import { mailChannel } from "../../src/functions/channels/mail.js";
import { slackChannel } from "../../src/functions/channels/slack.js";
import { teamsChannel } from "../../src/functions/channels/teams.js";
import { webhookChannel } from "../../src/functions/channels/webhook.js";
import { ServiceError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { type Stage, startStage } from "../support/cli-stage.js";
import { sessionOn } from "../support/session-on-stage.js";

const HOSTILE = "<!channel> **b** [l](https://x) \u001b[31m \u202eabc\u2028 &amp; '; DROP--\r\nInjected: header";
const ALERT: Alert = {
  id: "0123456789abcdef0123456789abcdef",
  kind: "problem",
  tenantId: "4e3a2bd8-6c51-4f0a-9d27-b1c8e05f7a34",
  tenantName: HOSTILE,
  at: "2026-11-23T03:04:05.000Z",
  severity: "error",
  items: [
    {
      key: "SYNC-002",
      severity: "error",
      title: "Last sync",
      text: HOSTILE,
      remedy: "Look.",
      since: "2026-11-23T03:00:00Z",
    },
    { key: "active-server", severity: "warning", title: "Another", text: "B", remedy: "", since: null },
  ],
  stillOpen: ["SYNC-007"],
};
const KEY = Buffer.alloc(32, 9);
const URL_OF = "https://hooks.example/planted-canary-0815";

const textOf = (request: Request | undefined) => (typeof request?.body === "string" ? request.body : "");

function listening(status = 200) {
  const requests: Request[] = [];
  return {
    requests,
    body: () => JSON.parse(textOf(requests[0])) as Record<string, unknown>,
    send: async (request: Request): Promise<Answer> => {
      requests.push(request);
      return { status, headers: new Headers(), body: "no" };
    },
  };
}

type Transport = ReturnType<typeof listening>;
const WEB: readonly (readonly [string, (transport: Transport) => Channel])[] = [
  ["teams", (transport) => teamsChannel({ kind: "teams", url: URL_OF, least: "info" }, transport)],
  ["slack", (transport) => slackChannel({ kind: "slack", url: URL_OF, least: "info" }, transport)],
  [
    "webhook",
    (transport) => webhookChannel({ kind: "webhook", url: URL_OF, key: KEY, least: "info" }, transport, () => 1_000),
  ],
];

describe.each(WEB)("%s", (_, made) => {
  test("posts JSON once, never twice where it may have been taken, with the alert's id in it", async () => {
    const transport = listening();
    await made(transport).send(ALERT);
    expect(transport.requests).toMatchObject([{ method: "POST", url: URL_OF, replay: "if-not-carried-out" }]);
    expect(transport.requests[0]?.body).toContain(ALERT.id);
  });

  test.each([
    [404, "make a new one"],
    [410, "make a new one"],
    [500, "sent again"],
  ])("refused with %i: what to do, and nothing of the address but its host", async (status, remedy) => {
    const error = await caught(ServiceError, made(listening(status)).send(ALERT));
    expect(error).toMatchObject({ code: "alert-refused", status });
    expect(error.remedy).toContain(remedy);
    expect(error.message).toContain("hooks.example");
    expect(`${error.message} ${error.remedy}`).not.toContain("planted");
  });

  test("a megabyte in every field stays a message that is taken", async () => {
    const transport = listening();
    const long = "界".repeat(1_000_000);
    const items = Array.from({ length: 40 }, (_item, number) => ({
      ...{ key: `K${number}`, severity: "error" as const, title: long, text: long, remedy: long, since: null },
    }));
    await made(transport).send({ ...ALERT, tenantName: long, items });
    // A generic receiver gets all that is known; Teams takes 28 KB, Slack 3,000 characters a section.
    if (_ !== "webhook") expect(Buffer.byteLength(textOf(transport.requests[0]))).toBeLessThan(28_000);
  });
});

interface Attachment {
  readonly contentType: string;
  readonly content: { readonly body: readonly { type: string; inlines: readonly { text: string }[] }[] };
}

describe("Teams", () => {
  test("a card whose texts know no Markdown", async () => {
    const transport = listening();
    await teamsChannel({ kind: "teams", url: URL_OF, least: "info" }, transport).send(ALERT);
    const { type, attachments } = transport.body() as { type: string; attachments: readonly Attachment[] };
    expect([type, attachments.map(({ contentType }) => contentType)]).toEqual([
      "message",
      ["application/vnd.microsoft.card.adaptive"],
    ]);
    const blocks = attachments.flatMap(({ content }) => content.body);
    expect(new Set(blocks.map((block) => block.type))).toEqual(new Set(["RichTextBlock"]));
    const texts = blocks.flatMap((block) => block.inlines.map(({ text }) => text));
    expect(texts[0]).toMatch(/^<!channel> .*not in order \(error\): Last sync, and 1 more$/);
    expect(texts).toContain("What to do: Look.");
    expect(texts).toContain("Still open: SYNC-007");
    expect(texts.join("")).not.toMatch(/[\p{Cc}\u202e\u2028]/u);
  });
});

describe("Slack", () => {
  test("plain text, in which nobody is called and nothing is linked", async () => {
    const transport = listening();
    await slackChannel({ kind: "slack", url: URL_OF, least: "info" }, transport).send(ALERT);
    const { text, blocks } = transport.body() as { text: string; blocks: { text: { type: string; text: string } }[] };
    expect(blocks.every((block) => block.text.type === "plain_text")).toBe(true);
    const all = [text, ...blocks.map((block) => block.text.text)].join("\n");
    expect(all).toContain("&lt;!channel&gt;");
    expect(all.replaceAll("\n", "")).not.toMatch(/[<>\u202e\u2028\p{Cc}]/u);
  });

  test("what is cut is not cut within an entity", async () => {
    const transport = listening();
    const text = "&".repeat(5_000);
    const [first] = ALERT.items;
    if (first === undefined) throw new Error("There is none.");
    await slackChannel({ kind: "slack", url: URL_OF, least: "info" }, transport).send({
      ...ALERT,
      tenantName: text,
      items: [{ ...first, title: text, text, remedy: text }],
    });
    const { blocks } = transport.body() as { blocks: { type: string; text: { text: string } }[] };
    for (const { type, text: shown } of blocks) {
      expect(shown.text.length).toBeLessThanOrEqual(type === "header" ? 150 : 3_000);
      expect(shown.text.replaceAll("&amp;", "")).not.toContain("&");
    }
  });
});

test("a webhook's signature covers id, time and body", async () => {
  const transport = listening();
  await webhookChannel(
    { kind: "webhook", url: URL_OF, key: KEY, least: "info" },
    transport,
    () => 1_763_870_645_999,
  ).send(ALERT);
  const { headers = {} } = transport.requests[0] ?? {};
  const body = textOf(transport.requests[0]);
  const signed = createHmac("sha256", KEY).update(`${ALERT.id}.1763870645.${body}`).digest("base64");
  expect(headers).toMatchObject({
    "webhook-id": ALERT.id,
    "webhook-timestamp": "1763870645",
    "webhook-signature": `v1,${signed}`,
  });
  expect(transport.body()).toEqual({ type: "aadc-cloud.alert", timestamp: ALERT.at, data: ALERT });
});

test("mail goes out through Graph, from the mailbox that is named", async () => {
  const stage: Stage = await startStage({ scenario: "fabrikam-app" });
  const session = await sessionOn(stage);
  const from = session.operator.name;
  const settings = { kind: "mail" as const, from, to: ["a@contoso.com", "b@contoso.com"], least: "info" as const };
  const graph = {
    ...session.graph,
    write: async (method: "POST" | "PATCH" | "DELETE", address: string, body: unknown) => {
      sent.push({ method, address, body });
      return { requestId: null, at: null, objectId: null, body: null };
    },
  };
  const sent: { method: string; address: string; body: unknown }[] = [];
  await mailChannel(settings, async () => graph).send(ALERT);
  expect(sent).toMatchObject([
    {
      method: "POST",
      address: `/v1.0/users/${encodeURIComponent(from)}/sendMail`,
      body: {
        saveToSentItems: false,
        message: {
          body: { contentType: "text", content: expect.stringContaining(`Alert: ${ALERT.id}`) as string },
          importance: "high",
          toRecipients: [
            { emailAddress: { address: "a@contoso.com" } },
            { emailAddress: { address: "b@contoso.com" } },
          ],
        },
      },
    },
  ]);
  const subjects = sent.map(({ body }) => (body as { message: { subject: string } }).message.subject);
  expect(subjects.join("")).not.toMatch(/[\p{Cc}\u202e]/u);
  await session.close();
  await stage.close();
});
