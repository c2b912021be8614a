// A proxy that knows CONNECT, the way a company's proxy does, and leads every tunnel to one port of 127.0.0.1.
import { createServer, type IncomingHttpHeaders } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

export interface ConnectProxy {
  readonly port: number;
  /** What was asked of it: `host:port` and the headers of each CONNECT. */
  readonly tunnels: readonly { readonly target: string; readonly headers: IncomingHttpHeaders }[];
  close(): Promise<void>;
}

/** @param leadsTo port that all tunnels end at, or the status that the proxy refuses them with */
export async function startProxy(
  leadsTo: { readonly port: number } | { readonly status: number },
): Promise<ConnectProxy> {
  const tunnels: { target: string; headers: IncomingHttpHeaders }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
  });
  server.on("connect", (request, socket: Socket) => {
    tunnels.push({ target: request.url ?? "", headers: request.headers });
    if ("status" in leadsTo) {
      socket.end(`HTTP/1.1 ${leadsTo.status} Refused\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const onward = connect(leadsTo.port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.pipe(socket);
      socket.pipe(onward);
    });
    sockets.add(onward);
    onward.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    tunnels,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
