import https from "node:https";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordHosts } from "./recorded-hosts.js";

const silent = createServer(() => undefined);

beforeAll(async () => {
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
});
afterAll(() => silent.close());

/** The socket that a request is given which is destroyed before its answer. */
async function socketOf(host: string, port: number): Promise<Socket> {
  const request = https.get({ host, port, agent: false });
  request.on("error", () => undefined);
  const socket = await new Promise<Socket>((resolve) => request.once("socket", resolve));
  const closed = new Promise((resolve) => request.once("close", resolve));
  request.destroy();
  await closed;
  return socket;
}

describe("a file that records hosts", () => {
  recordHosts();

  test("has its requests caught", async () => {
    expect((await socketOf("graph.microsoft.com", 443)).constructor).not.toBe(TLSSocket);
  });
});

test("the file after it in the same process has Node's own", async () => {
  const { port } = silent.address() as AddressInfo;
  const socket = await socketOf("127.0.0.1", port);
  expect(socket.constructor).toBe(TLSSocket);
  expect(socket.destroyed).toBe(true);
});
