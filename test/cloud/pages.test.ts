// Lists that come in pages: followed to the end, but never to another host and never in a circle.
import { describe, expect, onTestFinished, test } from "vitest";
import * as z from "zod";
import { createServiceClient, readAll } from "../../src/cloud/service-client.js";
import type { Request } from "../../src/cloud/transport.js";
import { PermissionError, ServiceError } from "../../src/shapes/errors.js";
import { caught } from "../support/caught.js";
import { startServer } from "../support/loopback-server.js";
import { transportUnderTest } from "../support/transport-under-test.js";

const thing = z.object({ id: z.string() });

/** A service whose answers depend on the address; `{origin}` in them stands for its own. */
async function listing(answers: Readonly<Record<string, unknown>>) {
  const server = await startServer((response, request) => {
    const answer = answers[request.url];
    if (answer === undefined) response.writeHead(403).end("{}");
    else response.end(JSON.stringify(answer).replaceAll("{origin}", server.origin));
  });
  const transport = transportUnderTest();
  onTestFinished(async () => {
    await transport.close();
    await server.close();
  });
  const sent: Request[] = [];
  const client = createServiceClient(server.origin, (method, url) => {
    const request: Request = { method, url, headers: { authorization: "Bearer for-this-host" }, replay: "always" };
    sent.push(request);
    return transport.send(request);
  });
  return { server, sent, pages: () => client.pages("/things", thing, "read-users") };
}

const ids = (...values: readonly string[]) => values.map((id) => ({ id }));

describe("each way of naming the next page", () => {
  test.each([
    ["Graph's", "@odata.nextLink"],
    ["ARM's", "nextLink"],
  ])("%s, an empty page in the middle included", async (_whose, link) => {
    const { server, pages } = await listing({
      "/things": { value: ids("a", "b"), [link]: "{origin}/things?$skiptoken=x%2Fy%3D%3D&$top=2" },
      "/things?$skiptoken=x%2Fy%3D%3D&$top=2": { value: [], [link]: "{origin}/things?page=3" },
      "/things?page=3": { value: ids("c") },
    });
    const read: string[][] = [];
    for await (const page of pages()) read.push(page.value.map(({ id }) => id));
    expect(read).toEqual([["a", "b"], [], ["c"]]);
    expect(server.requests.map(({ url }) => url)).toEqual([
      "/things",
      "/things?$skiptoken=x%2Fy%3D%3D&$top=2",
      "/things?page=3",
    ]);
  });

  test.each([
    ["none", {}],
    ["null", { "@odata.nextLink": null, nextLink: null }],
    ["an empty string, as ARM has it", { nextLink: "" }],
  ])("%s ends the list", async (_what, link) => {
    const { pages } = await listing({ "/things": { value: ids("a"), ...link } });
    expect((await readAll(pages())).value).toEqual(ids("a"));
  });

  test("a bare array is the whole list", async () => {
    const { pages } = await listing({ "/things": ids("a", "b") });
    expect((await readAll(pages())).value).toEqual(ids("a", "b"));
  });
});

test("pages are asked for one by one, as they are wanted", async () => {
  const { server, pages } = await listing({
    "/things": { value: ids("a"), nextLink: "{origin}/things?page=2" },
    "/things?page=2": { value: ids("b") },
  });
  for await (const page of pages()) {
    expect(page.value).toEqual(ids("a"));
    break;
  }
  expect(server.requests).toHaveLength(1);
});

describe("a link that is not to be followed", () => {
  test.each([
    ["to the same page", "{origin}/things", 1],
    ["back to an earlier page", "{origin}/things?page=2", 2],
  ])("%s", async (_where, link, requests) => {
    const { server, pages } = await listing({
      "/things": { value: ids("a"), nextLink: requests === 1 ? link : "{origin}/things?page=2" },
      "/things?page=2": { value: ids("b"), nextLink: link },
    });
    const error = await caught(ServiceError, readAll(pages()));
    expect(error).toMatchObject({ code: "bad-next-link" });
    expect(error.message).toBe("GET /things answers with the same page again and again.");
    expect(server.requests).toHaveLength(requests);
  });

  test("to another port of the same host: nothing is sent there, the token least of all", async () => {
    const other = await startServer((response) => response.end('{"value":[]}'));
    onTestFinished(() => other.close());
    const { sent, server, pages } = await listing({
      "/things": { value: ids("a"), "@odata.nextLink": `${other.origin}/things?page=2` },
    });
    const error = await caught(ServiceError, readAll(pages()));
    expect(error).toMatchObject({ code: "bad-next-link" });
    expect(error.message).toBe("GET /things points to a next page on another host.");
    expect(other.requests).toEqual([]);
    expect(sent.map(({ url }) => new URL(url).origin)).toEqual([server.origin]);
  });

  test.each([
    "https://{host}/things?page=2",
    "http://127.0.0.1.evil.example/things",
    "http://127.0.0.1.evil.example/things",
    "http://user:password@evil.example/",
    "file:///etc/passwd",
  ])("%s is another origin", async (link) => {
    const listed = { "/things": { value: ids("a"), nextLink: "" } };
    const { sent, server, pages } = await listing(listed);
    listed["/things"].nextLink = link.replace("{host}", new URL(server.origin).host);
    expect(await caught(ServiceError, readAll(pages()))).toMatchObject({ code: "bad-next-link" });
    expect(sent).toHaveLength(1);
  });

  test("no address at all is an unexpected shape", async () => {
    const { pages } = await listing({ "/things": { value: [], nextLink: "/things?page=2" } });
    expect(await caught(ServiceError, readAll(pages()))).toMatchObject({ code: "unexpected-shape" });
  });
});

test("what came before a failing page has been handed on, then the failure", async () => {
  const { pages } = await listing({ "/things": { value: ids("a"), nextLink: "{origin}/refused" } });
  const read: string[] = [];
  const reading = (async () => {
    for await (const page of pages()) read.push(...page.value.map(({ id }) => id));
  })();
  await caught(PermissionError, reading);
  expect(read).toEqual(["a"]);
});

test.each([{}, { value: null }, { value: "a" }, { value: [{ id: 1 }] }, [{ no: "id" }], null])(
  "%j is not a list of things",
  async (body) => {
    const { pages } = await listing({ "/things": body });
    expect(await caught(ServiceError, readAll(pages()))).toMatchObject({ code: "unexpected-shape" });
  },
);
