import {
  Client,
  type Context,
  type Middleware,
  type MiddlewareOptions,
  ResponseType,
} from "@microsoft/microsoft-graph-client";
import { bearerSend } from "./bearer-send.js";
import type { Cloud } from "./clouds.js";
import { createServiceClient, type Send, type ServiceClient } from "./service-client.js";
import type { Credential } from "./sign-in/credential.js";
import type { Answer, Request, Transport } from "./transport.js";

/** Hands the address through the Graph client unchanged: it would take a query apart and join it anew. */
class Exactly implements MiddlewareOptions {
  /** What ended the request; the Graph client puts an error of its own in its place. */
  failure: unknown;

  constructor(
    readonly url: string,
    readonly isReading: boolean,
  ) {}
}

/** The end of the Graph client's middleware chain: token and challenges, then our transport, whose retries are the only ones. */
class SendByTransport implements Middleware {
  constructor(private readonly send: (request: Request) => Promise<Answer>) {}

  async execute(context: Context): Promise<void> {
    const exactly = context.middlewareControl?.getMiddlewareOptions(Exactly) as Exactly;
    try {
      await this.sendExactly(context, exactly);
    } catch (error) {
      exactly.failure = error;
      throw error;
    }
  }

  private async sendExactly(context: Context, exactly: Exactly): Promise<void> {
    const { method = "GET", body } = context.options ?? {};
    const answer = await this.send({
      method,
      url: exactly.url,
      headers: {
        accept: "application/json",
        // Else values newer than the enum's first release are hidden, and a policy would look harmless (Graph best practices).
        prefer: "include-unknown-enum-members",
        // Counting is an advanced query ("Advanced query capabilities on Microsoft Entra ID objects").
        ...(/[?&]\$count=true(&|$)/.test(exactly.url) ? { consistencylevel: "eventual" } : {}),
        ...(typeof body === "string" ? { "content-type": "application/json" } : {}),
      },
      ...(typeof body === "string" ? { body } : {}),
      replay: exactly.isReading ? "always" : "if-not-carried-out",
    });
    context.response = new Response(noBody(answer) ? null : answer.body, {
      status: answer.status,
      headers: answer.headers,
    });
  }
}

/** The scope for which a Graph token is asked. */
export function graphScope(cloud: Cloud): string {
  return `${cloud.graph}/.default`;
}

/** Microsoft Graph, v1.0 and beta: the version is the first segment of each address. */
export function createGraphClient(cloud: Cloud, credential: Credential, transport: Transport): ServiceClient {
  const client = Client.initWithMiddleware({
    baseUrl: cloud.graph,
    middleware: new SendByTransport(bearerSend(credential, graphScope(cloud), transport)),
  });
  const send: Send = async (method, url, body, isReading) => {
    const exactly = new Exactly(url, isReading);
    const request = client.api(url).responseType(ResponseType.RAW).middlewareOptions([exactly]);
    const sending: Promise<unknown> =
      method === "GET"
        ? request.get()
        : method === "POST"
          ? request.post(body)
          : method === "PATCH"
            ? request.patch(body)
            : method === "PUT"
              ? request.put(body)
              : request.delete();
    const response = (await sending.catch((error: unknown) => {
      throw exactly.failure ?? error;
    })) as Response;
    return { status: response.status, headers: response.headers, body: await response.text() };
  };
  return createServiceClient(cloud.graph, send, credential.kind);
}

function noBody(answer: Answer): boolean {
  return answer.status === 204 || answer.status === 205 || answer.status === 304;
}
