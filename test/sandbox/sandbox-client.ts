// A client of the sandbox that shares nothing with the product: undici, connecting elsewhere.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Agent, buildConnector, request } from "undici";
import type { SandboxInfo } from "../../src/sandbox/sandbox-info.js";
import { type RunningSandbox, type StartOptions, startSandbox } from "../../src/sandbox/start.js";

/** A JSON value into which a test looks without knowing its form: an absent member is `undefined`, not an error. */
export interface Body {
  readonly [name: string]: Body;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}

export interface TestRequest {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
}

export interface TestSandbox {
  readonly dir: string;
  readonly info: SandboxInfo;
  readonly running: RunningSandbox;
  readonly agent: Agent;
  send(url: string, options?: TestRequest): Promise<TestAnswer>;
  /** A token by client credentials of the client at this place in sandbox.json. */
  appToken(scope?: string, client?: number): Promise<string>;
  /** A token of the first user by device code. */
  userToken(scope?: string, client?: number): Promise<string>;
  graph(token: string, path: string, options?: TestRequest): Promise<TestAnswer>;
  arm(token: string, path: string, options?: TestRequest): Promise<TestAnswer>;
  close(): Promise<void>;
}

export const GRAPH_SCOPE = "https://graph.microsoft.com/.default";
export const ARM_SCOPE = "https://management.azure.com/.default";

export async function temporaryFolder(): Promise<string> {
  return mkdtemp(path.join(os.tmpdir(), "aadc-sandbox-"));
}

export async function startTestSandbox(options: Partial<StartOptions> = {}): Promise<TestSandbox> {
  const dir = options.dir ?? (await temporaryFolder());
  const running = await startSandbox({ ...options, dir });
  const { info } = running;
  const agent = await agentFor(info);

  const send: TestSandbox["send"] = async (url, { method = "GET", headers = {}, json, form } = {}) => {
    const body =
      form === undefined ? (json === undefined ? null : JSON.stringify(json)) : new URLSearchParams(form).toString();
    const type =
      form === undefined
        ? json === undefined
          ? {}
          : { "content-type": "application/json" }
        : { "content-type": "application/x-www-form-urlencoded" };
    const response = await request(url, { dispatcher: agent, method, headers: { ...type, ...headers }, body });
    const text = await response.body.text();
    return {
      status: response.statusCode,
      headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
      body: text === "" ? undefined : JSON.parse(text),
    };
  };
  const tokenUrl = `https://login.microsoftonline.com/${info.tenantId}/oauth2/v2.0/token`;
  const client = (index: number) => {
    const found = info.clients[index];
    if (found === undefined) throw new Error(`no client ${index}`);
    return found;
  };
  const authorized =
    (base: string): TestSandbox["graph"] =>
    (token, where, options = {}) =>
      send(`${base}${where}`, { ...options, headers: { authorization: `Bearer ${token}`, ...options.headers } });
  return {
    dir,
    info,
    running,
    agent,
    send,
    graph: authorized("https://graph.microsoft.com"),
    arm: authorized("https://management.azure.com"),
    async appToken(scope = GRAPH_SCOPE, index = 0) {
      const { clientId, clientSecret } = client(index);
      const form = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, scope };
      return accessToken(await send(tokenUrl, { method: "POST", form }));
    },
    async userToken(scope = GRAPH_SCOPE, index = 0) {
      const { clientId } = client(index);
      const code = await send(tokenUrl.replace(/token$/u, "devicecode"), {
        method: "POST",
        form: { client_id: clientId, scope },
      });
      const form = {
        grant_type: "urn:ietf:params:oauth:grant-type:device_code",
        client_id: clientId,
        device_code: code.body.device_code,
      };
      return accessToken(await send(tokenUrl, { method: "POST", form }));
    },
    async close() {
      await running.stop();
      await agent.destroy();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export async function agentFor(info: SandboxInfo): Promise<Agent> {
  const connect = buildConnector({ ca: await readFile(info.caFile, "utf8") });
  return new Agent({
    connect: (options, callback) => {
      connect(
        {
          ...options,
          hostname: "127.0.0.1",
          host: "127.0.0.1",
          port: String(info.port),
          servername: options.servername ?? options.hostname,
        },
        callback,
      );
    },
  });
}

function accessToken(answer: TestAnswer): string {
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body.access_token as string;
}
