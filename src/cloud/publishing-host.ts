// Where an app in Azure takes its code: the publishing host beside it. Sources: "Deployment technologies in Azure Functions"
// (one deploy, Flex Consumption); what its answers look like is told by the clients that Microsoft publishes, not by a reference.
import * as z from "zod";
import { type Asked, failureFrom, readAnswer } from "./answers.js";
import { bearerSend } from "./bearer-send.js";
import type { Cloud } from "./clouds.js";
import type { Credential } from "./sign-in/credential.js";
import type { Answer, Transport } from "./transport.js";

export interface PublishedState {
  /** `unknown`: a number that is not known here. */
  readonly state:
    | "pending"
    | "building"
    | "deploying"
    | "failed"
    | "success"
    | "cancelled"
    | "conflict"
    | "partial"
    | "unknown";
  /** What the host says of it; empty where it says nothing. */
  readonly text: string;
}

export interface PublishingHost {
  /**
   * Hands the ZIP over. Sent again by whoever asks: the same code twice is the same code.
   * @returns the id of the deployment; null: the host did not tell one
   * @throws {PermissionError} also for the first minute after the app was made: its roles are not in effect everywhere yet
   */
  push(zip: Uint8Array<ArrayBuffer>): Promise<string | null>;
  /** Null: the host does not know it, or not yet. @param id null: the latest */
  state(id: string | null): Promise<PublishedState | null>;
}

const NEED = "deploy-to-azure";

/** By the numbers of the deployment engine; an answer is 200 also where they say that it failed. */
const STATES: Readonly<Record<number, PublishedState["state"]>> = {
  [-1]: "cancelled",
  0: "pending",
  1: "building",
  2: "deploying",
  3: "failed",
  4: "success",
  5: "conflict",
  6: "partial",
};

const stateSchema = z.object({
  status: z.int(),
  status_text: z.string().nullish(),
  message: z.string().nullish(),
});

/** @param host such as `NAME.scm.azurewebsites.net`, as the app itself names it */
export function publishingHost(
  host: string,
  cloud: Cloud,
  credential: Credential,
  transport: Transport,
): PublishingHost {
  const send = bearerSend(credential, `${cloud.arm}/.default`, transport);
  const asked = (label: string, write: boolean): Asked => ({ label, need: NEED, write, kind: credential.kind });
  return {
    async push(zip) {
      const answer = await send({
        method: "POST",
        url: `https://${host}/api/publish?type=zip`,
        headers: { "content-type": "application/zip", accept: "application/json" },
        body: zip,
        replay: "always",
      });
      if (answer.status < 200 || answer.status > 299)
        throw failureFrom(withError(answer), asked("POST /api/publish", true));
      const id = answer.body.trim().replace(/^"|"$/g, "");
      return /^[\w-]{1,100}$/.test(id) ? id : null;
    },
    async state(id) {
      const place = `/api/deployments/${id === null ? "latest" : encodeURIComponent(id)}`;
      const answer = await send({ method: "GET", url: `https://${host}${place}`, replay: "always" });
      if (answer.status === 404) return null;
      const { value } = readAnswer(answer, stateSchema, asked(`GET ${place}`, false));
      return { state: STATES[value.status] ?? "unknown", text: value.status_text ?? value.message ?? "" };
    },
  };
}

/** Its refusals are texts, where ARM's are objects. */
function withError(answer: Answer): Answer {
  const code = /\b(BlobUploadFailedException|[A-Z]\w+Exception)\b/.exec(answer.body)?.[1];
  if (code === undefined) return answer;
  return { ...answer, body: JSON.stringify({ error: { code, message: answer.body.slice(0, 500) } }) };
}
