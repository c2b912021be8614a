import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from "@azure/msal-node";
import { ServiceError } from "../../shapes/errors.js";
import { isTransient } from "../retry.js";
import type { Answer, Transport } from "../transport.js";

/**
 * MSAL's way onto the network: our transport, which retries. A throttled or failed answer is never handed to MSAL, since
 * it would answer from memory for a while afterwards; and since MSAL replaces the errors of its network by its own,
 * the one that ended the latest request is kept in `lastError`.
 */
export class MsalNetwork implements INetworkModule {
  lastError: unknown;
  /** What the latest answer said of its refusal, in Entra ID's own words; MSAL keeps it for some requests and drops it for others. */
  lastRefusal: string | undefined;

  constructor(public transport: Transport) {}

  sendGetRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.send<T>("GET", url, options);
  }

  sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.send<T>("POST", url, options);
  }

  private async send<T>(method: string, url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    this.lastError = undefined;
    this.lastRefusal = undefined;
    try {
      const answer = await this.transport.send({
        method,
        url,
        headers: options?.headers ?? {},
        ...(options?.body === undefined ? {} : { body: options.body }),
        // Asking for a token twice does no harm: a code that was redeemed already is refused the second time.
        replay: "always",
      });
      const body = parse(answer, url);
      this.lastRefusal = descriptionOf(body);
      return { status: answer.status, headers: Object.fromEntries(answer.headers), body: body as T };
    } catch (error) {
      this.lastError = error;
      throw error;
    }
  }
}

/**
 * `error_description` is OAuth's and the virtual machine's metadata service's ("How to use managed identities on a virtual
 * machine to acquire an access token"), `message` App Service's, `error.message` Service Fabric's and Azure Arc's.
 */
function descriptionOf(body: unknown): string | undefined {
  const inner = fieldOf(body, "error");
  const said = [fieldOf(body, "error_description"), fieldOf(body, "message"), fieldOf(inner, "message")];
  return said.find((one): one is string => typeof one === "string" && one !== "");
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function parse(answer: Answer, url: string): unknown {
  const host = new URL(url).host;
  if (isTransient(answer.status))
    throw new ServiceError(`${host} failed with status ${answer.status}, and went on failing when asked again.`, {
      code: answer.status === 429 ? "throttled" : "service-failed",
      remedy: "Wait some minutes and run the command again.",
      status: answer.status,
    });
  try {
    return JSON.parse(answer.body);
  } catch {
    throw new ServiceError(`${host} answered with something that is not a token (status ${answer.status}).`, {
      code: "unexpected-answer",
      remedy: "Something between may be answering instead of Microsoft: a captive portal or a proxy.",
      status: answer.status,
    });
  }
}
