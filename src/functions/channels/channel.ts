// A way by which people are told. What a channel is sent carries the alert's id: who gets it twice can tell.
import type { Alert } from "../../alerts/alert.js";
import type { Answer, Request, Transport } from "../../cloud/transport.js";
import { ServiceError } from "../../shapes/errors.js";
import type { Severity } from "../../shapes/finding.js";

export interface Channel {
  readonly name: string;
  /** Nothing less is told. */
  readonly least: Severity;
  /**
   * Resolves when the other side has taken it.
   * @throws {ServiceError} `alert-refused`, or without an answer: it may have been taken all the same
   */
  send(alert: Alert): Promise<void>;
}

/**
 * Posts JSON to an address that is a secret itself: no error, and no log, shows more of it than its host. Not sent again
 * here where it may have been taken: the next run does, with the same id.
 */
export async function post(
  transport: Pick<Transport, "send">,
  name: string,
  { url, headers, body }: { readonly url: string; readonly headers?: Request["headers"]; readonly body: string },
): Promise<void> {
  const answer = await transport.send({
    method: "POST",
    url,
    headers: { "content-type": "application/json", ...headers },
    body,
    replay: "if-not-carried-out",
  });
  if (answer.status < 200 || answer.status > 299) throw refused(name, url, answer);
}

function refused(name: string, url: string, { status }: Answer): ServiceError {
  const gone = status === 401 || status === 403 || status === 404 || status === 410;
  return new ServiceError(`${new URL(url).host} answered the alert for ${name} with status ${status}.`, {
    code: "alert-refused",
    remedy: gone
      ? `The address is not valid any more: make a new one, and set it for ${name}.`
      : "It is sent again with the next run.",
    status,
  });
}
