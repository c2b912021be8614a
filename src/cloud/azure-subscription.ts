// One subscription of Azure: resource groups and providers by the library's operations; what-if and deployments as requests of
// our own through its pipeline, since version 7 of the library has no operations for them.
import { ResourceManagementClient } from "@azure/arm-resources";
import {
  bearerTokenAuthenticationPolicyName,
  createHttpHeaders,
  createPipelineRequest,
  type PipelineResponse,
} from "@azure/core-rest-pipeline";
import * as z from "zod";
import type { Clock } from "../shapes/clock.js";
import { AadcError, DeadlineError } from "../shapes/errors.js";
import { type Asked, failureFrom, readAnswer } from "./answers.js";
import { bearerSend } from "./bearer-send.js";
import type { Cloud } from "./clouds.js";
import { path } from "./odata.js";
import { pipelineEnd } from "./pipeline-end.js";
import { retryAfterMs } from "./retry.js";
import type { Credential } from "./sign-in/credential.js";
import type { Answer, Transport } from "./transport.js";

/** "Deployments - Create Or Update", "- What If", "- Get". */
const VERSION = "api-version=2021-04-01";

export interface TemplateDeployment {
  readonly group: string;
  /** The same name again is the same deployment, made anew. */
  readonly name: string;
  readonly template: object;
  /** As a parameter file has them: `{name: {value}}`. May hold secrets: they are sent, and told nowhere. */
  readonly parameters: Readonly<Record<string, { readonly value: unknown }>>;
}

interface ForeseenChange {
  readonly resourceId: string;
  /** Create, Modify, NoChange, Ignore, Delete, Deploy or Unsupported, as Azure says it. */
  readonly type: string;
}

interface DeploymentState {
  /** Succeeded, Failed, Canceled; anything else goes on. */
  readonly state: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** What Azure says of its end, where that is no success. */
  readonly problem: string | null;
  readonly requestId: string | null;
}

export interface AzureSubscription {
  /** Its region; null: there is none of that name. */
  group(name: string): Promise<string | null>;
  makeGroup(name: string, location: string): Promise<void>;
  /** Registered, Registering, NotRegistered or Unregistered. */
  providerState(namespace: string): Promise<string>;
  register(namespace: string): Promise<void>;
  /** What a deployment would do. @throws {DeadlineError} where Azure does not come to an end with it */
  whatIf(deployment: TemplateDeployment): Promise<readonly ForeseenChange[]>;
  /** Begins it, and does not wait. */
  deploy(deployment: TemplateDeployment): Promise<void>;
  /** Null: there is none of that name. */
  deployment(group: string, name: string): Promise<DeploymentState | null>;
}

export interface SubscriptionOptions {
  readonly cloud: Cloud;
  readonly credential: Credential;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const NEED = "deploy-to-azure";
const WHAT_IF_ROUNDS = 60;
const USUAL_PAUSE_MS = 5_000;

export function azureSubscription(id: string, options: SubscriptionOptions): AzureSubscription {
  const { cloud, credential, transport, clock, signal } = options;
  const client = new ResourceManagementClient(credential, id, {
    endpoint: cloud.arm,
    httpClient: pipelineEnd(bearerSend(credential, `${cloud.arm}/.default`, transport), (method) =>
      method === "GET" || method === "HEAD" || method === "PUT" ? "always" : "if-not-carried-out",
    ),
    retryOptions: { maxRetries: 0 },
  });
  client.pipeline.removePolicy({ name: bearerTokenAuthenticationPolicyName });
  const asked = (label: string, write: boolean): Asked => ({ label, need: NEED, write, kind: credential.kind });

  /** An operation of the library; undefined where what it is about is not there. */
  const operation = async <T>(label: string, write: boolean, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      const own = [error, error instanceof Error ? error.cause : undefined].find((one) => one instanceof AadcError);
      if (own !== undefined) throw own;
      const answer = answerIn(error);
      if (answer === undefined) throw error;
      if (answer.status === 404 && !write && isNoGroup(answer)) return undefined;
      throw failureFrom(answer, asked(label, write));
    }
  };
  const send = async (method: "GET" | "PUT" | "POST", url: string, body?: object): Promise<Answer> => {
    const headers = createHttpHeaders({ accept: "application/json", "content-type": "application/json" });
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    return answerOf(await client.sendRequest(createPipelineRequest({ method, url, headers, ...text })));
  };
  const addressOf = (group: string, name: string) =>
    path`/subscriptions/${id}/resourcegroups/${group}/providers/Microsoft.Resources/deployments/${name}`;

  return {
    async group(name) {
      const found = await operation(`GET resource group ${name}`, false, () => client.resourceGroups.get(name));
      return found === undefined ? null : found.location;
    },
    async makeGroup(name, location) {
      await operation(`PUT resource group ${name}`, true, () =>
        client.resourceGroups.createOrUpdate(name, { location }),
      );
    },
    async providerState(namespace) {
      const found = await operation(`GET provider ${namespace}`, false, () => client.providers.get(namespace));
      return found?.registrationState ?? "NotRegistered";
    },
    async register(namespace) {
      await operation(`POST register ${namespace}`, true, () => client.providers.register(namespace));
    },
    async whatIf({ group, name, template, parameters }) {
      const address = addressOf(group, name);
      const about = asked(`POST ${address}/whatIf`, false);
      const properties = {
        mode: "Incremental",
        template,
        parameters,
        whatIfSettings: { resultFormat: "ResourceIdOnly" },
      };
      let answer = await send("POST", `${cloud.arm}${address}/whatIf?${VERSION}`, { properties });
      for (let round = 0; answer.status === 202; round += 1) {
        if (round === WHAT_IF_ROUNDS) throw endless(name);
        await clock.sleep(pauseIn(answer, clock.epoch()), signal);
        answer = await send("GET", placeIn(answer, cloud.arm, about));
      }
      const { value } = readAnswer(answer, whatIfSchema, about);
      if (value.error !== undefined) throw failureFrom({ ...answer, status: 400 }, about);
      return (value.properties?.changes ?? []).map(({ resourceId, changeType }) => ({ resourceId, type: changeType }));
    },
    async deploy({ group, name, template, parameters }) {
      const address = addressOf(group, name);
      const body = { properties: { mode: "Incremental", template, parameters } };
      const answer = await send("PUT", `${cloud.arm}${address}?${VERSION}`, body);
      if (answer.status < 200 || answer.status > 299) throw failureFrom(answer, asked(`PUT ${address}`, true));
    },
    async deployment(group, name) {
      const address = addressOf(group, name);
      const about = asked(`GET ${address}`, false);
      const answer = await send("GET", `${cloud.arm}${address}?${VERSION}`);
      if (answer.status === 404) return null;
      const { value } = readAnswer(answer, deploymentSchema, about);
      const { provisioningState: state, outputs = {}, error } = value.properties;
      return {
        state,
        outputs: Object.fromEntries(
          Object.entries(outputs ?? {}).flatMap(([output, told]) =>
            typeof told.value === "string" ? [[output, told.value]] : [],
          ),
        ),
        problem: error === undefined || error === null ? null : problemIn(error),
        requestId: answer.headers.get("x-ms-request-id"),
      };
    },
  };
}

const errorSchema = z.object({
  code: z.string().nullish(),
  message: z.string().nullish(),
  details: z.array(z.object({ code: z.string().nullish(), message: z.string().nullish() })).nullish(),
});
const whatIfSchema = z.object({
  error: errorSchema.optional(),
  properties: z
    .object({ changes: z.array(z.object({ resourceId: z.string(), changeType: z.string() })).nullish() })
    .nullish(),
});
const deploymentSchema = z.object({
  properties: z.object({
    provisioningState: z.string(),
    outputs: z.record(z.string(), z.object({ value: z.unknown() })).nullish(),
    error: errorSchema.nullish(),
  }),
});

/** The outer words say only that something failed; what it was stands in the details. */
function problemIn({ code, message, details }: z.infer<typeof errorSchema>): string {
  const inner = (details ?? []).map((one) => `${one.code ?? ""}: ${one.message ?? ""}`);
  return (inner.length > 0 ? inner : [`${code ?? ""}: ${message ?? ""}`]).join("; ").slice(0, 2_000);
}

/** Where Azure says that the outcome will be; never another host. */
function placeIn({ headers }: Answer, origin: string, about: Asked): string {
  const place = headers.get("location") ?? "";
  if (URL.canParse(place) && new URL(place).origin === origin) return place;
  throw failureFrom({ status: 502, headers, body: "" }, about);
}

function pauseIn({ headers }: Answer, epoch: number): number {
  return retryAfterMs(headers.get("retry-after"), headers.get("date"), epoch) ?? USUAL_PAUSE_MS;
}

function answerOf({ status, headers, bodyAsText }: PipelineResponse): Answer {
  return { status, headers: new Headers(headers.toJSON()), body: bodyAsText ?? "" };
}

/** What the library throws where an answer is none that it expects. */
function answerIn(error: unknown): Answer | undefined {
  if (typeof error !== "object" || error === null || !("response" in error)) return undefined;
  const response = error.response as PipelineResponse | undefined;
  return response === undefined ? undefined : answerOf(response);
}

function isNoGroup({ body }: Answer): boolean {
  return body.includes("ResourceGroupNotFound") || body === "";
}

function endless(name: string): DeadlineError {
  return new DeadlineError(`Azure did not come to an end with what the deployment ${name} would change.`, {
    code: "what-if-endless",
    remedy: "Run the command again; if it stays so, look at the template in the Azure portal.",
  });
}
