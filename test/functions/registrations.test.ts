// What the Functions host gets to know: schedules, queues, and who may call what.
import type { HttpRequest, InvocationContext } from "@azure/functions";
import { describe, expect, test } from "vitest";
import { type Host, register } from "../../src/functions/registrations.js";
import { servicesUnderTest, TENANT } from "../support/function-services.js";

interface Registered {
  readonly kind: "timer" | "storageQueue" | "http";
  readonly name: string;
  readonly options: { readonly handler: (input: unknown, context: InvocationContext) => unknown } & Readonly<
    Record<string, unknown>
  >;
}

function registered(environment: Readonly<Record<string, string>> = {}) {
  const found: Registered[] = [];
  const take = (kind: Registered["kind"]) => (name: string, options: unknown) =>
    void found.push({ kind, name, options: options as Registered["options"] });
  const host = { timer: take("timer"), storageQueue: take("storageQueue"), http: take("http") } as unknown as Host;
  const services = servicesUnderTest();
  let opened = 0;
  register(host, environment, async () => {
    opened += 1;
    return services;
  });
  const context = {
    log: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  } as unknown as InvocationContext;
  const call = async (name: string, input: unknown) =>
    found.find((one) => one.name === name)?.options.handler(input, context);
  return { found, call, services, opened: () => opened };
}

test("each function, its trigger and what it leads to", () => {
  const { found, opened } = registered();
  const inShort = found.map(({ kind, name, options }) => {
    const { schedule, queueName, connection, runOnStartup, authLevel, methods } = options;
    const output = options["return"] as { queueName?: string; connection?: string } | undefined;
    return { kind, name, schedule, queueName, connection, runOnStartup, authLevel, methods, to: output?.queueName };
  });
  const connection = "AzureWebJobsStorage";
  expect(inShort.map((one) => JSON.parse(JSON.stringify(one)) as object)).toEqual([
    { kind: "timer", name: "verify", schedule: "%AADC_SCHEDULE%", runOnStartup: false, to: "aadc-verify" },
    { kind: "storageQueue", name: "verify-tenant", queueName: "aadc-verify", connection },
    { kind: "storageQueue", name: "verify-poison", queueName: "aadc-verify-poison", connection },
    { kind: "timer", name: "expire", schedule: "%AADC_EXPIRE_SCHEDULE%", runOnStartup: false, to: "aadc-expire" },
    { kind: "storageQueue", name: "expire-tenant", queueName: "aadc-expire", connection },
    { kind: "storageQueue", name: "expire-poison", queueName: "aadc-expire-poison", connection },
    { kind: "http", name: "status", authLevel: "function", methods: ["GET"] },
    { kind: "http", name: "health", authLevel: "anonymous", methods: ["GET"] },
  ]);
  // Loading the app opens nothing.
  expect(opened()).toBe(0);
});

test("a timer's messages are what its queue's function takes", async () => {
  const { call, services } = registered();
  const messages = (await call("expire", { isPastDue: false })) as readonly string[];
  expect(messages).toHaveLength(1);
  await expect(call("verify-tenant", JSON.parse(messages[0] ?? ""))).rejects.toThrow(
    "No session is to be opened here.",
  );
  expect(services.state.dump(TENANT)).toEqual([]);
});

describe("the status", () => {
  const asked = (headers: Readonly<Record<string, string>> = {}) =>
    ({ query: new URLSearchParams(`tenant=${TENANT}`), headers: new Headers(headers) }) as unknown as HttpRequest;
  const principal = { "x-ms-client-principal-id": "somebody" };

  test.each([
    ["a key is asked for", {}, {}, "function", 200],
    ["a word that is none opens nothing", { AADC_STATUS_AUTH: "none" }, {}, "function", 200],
    [
      "a sign-in that App Service has seen",
      { AADC_STATUS_AUTH: "entra", WEBSITE_AUTH_ENABLED: "True" },
      principal,
      "anonymous",
      200,
    ],
    ["nobody signed in", { AADC_STATUS_AUTH: "entra", WEBSITE_AUTH_ENABLED: "True" }, {}, "anonymous", 401],
    [
      "a header that anybody may set, as App Service's sign-in is off",
      { AADC_STATUS_AUTH: "entra" },
      principal,
      "anonymous",
      401,
    ],
    [
      "the same, said to be off",
      { AADC_STATUS_AUTH: "entra", WEBSITE_AUTH_ENABLED: "False" },
      principal,
      "anonymous",
      401,
    ],
  ])("%s", async (_, environment, headers, level, code) => {
    const { found, call } = registered(environment);
    expect(found.find(({ name }) => name === "status")?.options["authLevel"]).toBe(level);
    expect(await call("status", asked(headers as Record<string, string>))).toMatchObject({ status: code });
  });
});
