// Whoever is told: an HTTPS server that checks each webhook's signature, and keeps what came.
import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { Alert } from "../../src/alerts/alert.js";

export interface AlertReceiver {
  readonly url: string;
  /** In Base64, as the setting has it. */
  readonly secret: string;
  /** In the order in which they came, repeats included. */
  readonly received: readonly { readonly path: string; readonly body: unknown }[];
  /** The signed ones. */
  alerts(): readonly Alert[];
  /** The next ones are answered with this status. */
  answerWith(status: number): void;
  close(): Promise<void>;
}

const SECRET = Buffer.alloc(32, 7);

/** @param folder where Azurite's certificate is, which is for this machine */
export async function startReceiver(folder: string): Promise<AlertReceiver> {
  const received: { path: string; body: unknown; isSigned: boolean }[] = [];
  let status = 202;
  const server = createServer(
    {
      cert: readFileSync(path.join(folder, "azurite-cert.pem")),
      key: readFileSync(path.join(folder, "azurite-key.pem")),
    },
    (request, response) => {
      let text = "";
      request.on("data", (part) => {
        text += String(part);
      });
      request.on("end", () => {
        const header = (name: string) => String(request.headers[name] ?? "");
        const isSigned = header("webhook-signature") !== "";
        if (isSigned) {
          const said = Buffer.from(header("webhook-signature").replace(/^v1,/, ""), "base64");
          const own = createHmac("sha256", SECRET)
            .update(`${header("webhook-id")}.${header("webhook-timestamp")}.${text}`)
            .digest();
          if (said.length !== own.length || !timingSafeEqual(said, own)) status = 401;
        }
        if (status < 300) received.push({ path: request.url ?? "", body: JSON.parse(text), isSigned });
        response.writeHead(status).end();
      });
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    secret: SECRET.toString("base64"),
    received,
    alerts: () => received.filter(({ isSigned }) => isSigned).map(({ body }) => (body as { data: Alert }).data),
    answerWith(next) {
      status = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
