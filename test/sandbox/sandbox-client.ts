// A client of the sandbox that shares nothing with the product: undici, connecting elsewhere.
import { copyFile, mkdtemp, readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Agent, buildConnector, request } from "undici";
import type { SandboxInfo } from "../../src/sandbox/sandbox-info.js";
import { type RunningSandbox, type StartOptions, startSandbox } from "../../src/sandbox/start.js";
import { removeFolder } from "../support/recorded-folder.js";

interface TestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

interface TestRequest {
  readonly method?: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  /** Its content type is the headers' to say. */
  readonly bytes?: Uint8Array;
}

export interface TestClient {
  readonly info: SandboxInfo;
  readonly agent: Agent;
  send(url: string, options?: TestRequest): Promise<TestAnswer>;
  /** A token by client credentials of the client at this place in sandbox.json. */
  appToken(scope?: string, client?: number): Promise<string>;
  /** A token of the first user by device code. */
  userToken(scope?: string, client?: number): Promise<string>;
  graph(token: string, path: string, options?: TestRequest): Promise<TestAnswer>;
  arm(token: string, path: string, options?: TestRequest): Promise<TestAnswer>;
}

export interface TestSandbox extends TestClient {
  readonly dir: string;
  readonly running: RunningSandbox;
  close(): Promise<void>;
}

export const GRAPH_SCOPE = "https://graph.microsoft.com/.default";
export const ARM_SCOPE = "https://management.azure.com/.default";

async function temporaryFolder(): Promise<string> {
  return mkdtemp(path.join(os.tmpdir(), "aadc-sandbox-"));
}

export async function startTestSandbox(options: Partial<StartOptions> = {}): Promise<TestSandbox> {
  const dir = options.dir ?? (await temporaryFolder());
  const running = await startSandbox({ ...options, dir });
  const client = await connectTo(running.info);
  return {
    ...client,
    dir,
    running,
    async close() {
      await running.stop();
      await client.agent.destroy();
      removeFolder(dir);
    },
  };
}

/** A client of a sandbox that runs anywhere on this machine. */
export async function connectTo(info: SandboxInfo): Promise<TestClient> {
  const agent = await agentFor(info);

  const send: TestClient["send"] = async (url, { method = "GET", headers = {}, json, form, bytes } = {}) => {
    const body =
      form === undefined
        ? json === undefined
          ? (bytes ?? null)
          : JSON.stringify(json)
        : new URLSearchParams(form).toString();
    const type =
      form === undefined
        ? json === undefined
          ? {}
          : { "content-type": "application/json" }
        : { "content-type": "application/x-www-form-urlencoded" };
    const response = await request(url, { dispatcher: agent, method, headers: { ...type, ...headers }, body });
    const text = await response.body.text();
    const isJson = String(response.headers["content-type"]).startsWith("application/json"); // Else a page.
    return {
      status: response.statusCode,
      headers: Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)])),
      body: text === "" ? undefined : isJson ? (JSON.parse(text) as unknown) : text,
    };
  };
  const tokenUrl = `https://login.microsoftonline.com/${info.tenantId}/oauth2/v2.0/token`;
  const client = (index: number) => {
    const found = info.clients[index];
    if (found === undefined) throw new Error(`no client ${index}`);
    return found;
  };
  const authorized =
    (base: string): TestClient["graph"] =>
    (token, where, options = {}) =>
      send(`${base}${where}`, { ...options, headers: { authorization: `Bearer ${token}`, ...options.headers } });
  return {
    info,
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
        device_code: textAt(code.body, "device_code"),
      };
      return accessToken(await send(tokenUrl, { method: "POST", form }));
    },
  };
}

async function agentFor(info: SandboxInfo): Promise<Agent> {
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
  return textAt(answer.body, "access_token");
}

/** Looks into a JSON value without knowing its form: what is absent on the way is `undefined`, not an error. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null
        ? (inner as Readonly<Record<string | number, unknown>>)[key]
        : undefined,
    value,
  );
}

export function textAt(value: unknown, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  if (typeof found !== "string") throw new Error(`No text at ${path.join(".")} of ${JSON.stringify(value)}`);
  return found;
}

export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  if (!Array.isArray(found)) throw new Error(`No list at ${path.join(".")} of ${JSON.stringify(value)}`);
  return found;
}

/** A folder with certificates and secrets but no tenant yet: making RSA keys anew in every test takes long. */
export async function preparedFolder(): Promise<string> {
  template ??= (async () => {
    const dir = await temporaryFolder();
    await (await startSandbox({ dir })).stop();
    process.once("exit", () => {
      removeFolder(dir);
    });
    return dir;
  })();
  const from = await template;
  const dir = await temporaryFolder();
  for (const name of ["ca.pem", "cert.pem", "key.pem", "sandbox.json"]) {
    await copyFile(path.join(from, name), path.join(dir, name));
  }
  return dir;
}

let template: Promise<string> | undefined;
