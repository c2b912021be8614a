// The way from the app to the sandbox: a proxy whose every tunnel ends there, and the endpoint of the managed identity, which
// an app in Azure finds on its own machine.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { request } from "node:https";
import { connect } from "node:net";

/**
 * @param {{ port: number, caFile: string }} sandbox
 * @returns {Promise<{ port: number, close: () => void }>}
 */
export async function openWay({ port, caFile }) {
  const ca = readFileSync(caFile);
  /** @type {Set<import("node:stream").Duplex>} */
  const sockets = new Set();
  const server = createServer((asked, answer) => {
    const headers = { ...asked.headers, host: "localhost" };
    const onward = request(
      {
        host: "127.0.0.1",
        port,
        path: asked.url,
        method: asked.method,
        headers,
        ca,
        servername: "graph.microsoft.com",
      },
      (answered) => {
        answer.writeHead(answered.statusCode ?? 502, answered.headers);
        answered.pipe(answer);
      },
    );
    onward.on("error", () => answer.destroy());
    asked.pipe(onward);
  });
  server.on("connect", (_, socket) => {
    const onward = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.pipe(socket);
      socket.pipe(onward);
    });
    for (const [one, other] of /** @type {const} */ ([
      [socket, onward],
      [onward, socket],
    ])) {
      sockets.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    port: address.port,
    close: () => {
      server.close();
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
    },
  };
}
