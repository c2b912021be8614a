// What the Functions host gets to know: which function runs when, by what, and who may call it.
import {
  type app,
  type HttpRequest,
  type HttpResponseInit,
  type InvocationContext,
  output,
  type Timer,
} from "@azure/functions";
import { expireTenant } from "./expire-tenant.js";
import { createHealth } from "./health.js";
import { logOf } from "./log.js";
import { poison } from "./poison.js";
import type { Services } from "./services.js";
import { type Environment, oneOf } from "./settings/environment.js";
import { status } from "./status.js";
import { queueTenants } from "./verify.js";
import { verifyTenant } from "./verify-tenant.js";

export type Host = Pick<typeof app, "timer" | "storageQueue" | "http">;

/** The app setting by whose prefix queues are reached. */
const connection = "AzureWebJobsStorage";

/** @param services opened by the first invocation that needs them: loading the app never fails */
export function register(host: Host, environment: Environment, services: () => Promise<Services>): void {
  const timer = (name: string, schedule: string, queueName: string) =>
    host.timer(name, {
      schedule,
      runOnStartup: false,
      return: output.storageQueue({ queueName, connection }),
      handler: async (due: Timer, context: InvocationContext) => queueTenants(await services(), due, logOf(context)),
    });
  const queue = (
    name: string,
    queueName: string,
    work: (services: Services, message: unknown, log: ReturnType<typeof logOf>) => Promise<void>,
  ) =>
    host.storageQueue(name, {
      queueName,
      connection,
      handler: async (message: unknown, context: InvocationContext) => work(await services(), message, logOf(context)),
    });
  timer("verify", "%AADC_SCHEDULE%", "aadc-verify");
  queue("verify-tenant", "aadc-verify", verifyTenant);
  queue("verify-poison", "aadc-verify-poison", (own, message, log) => poison(own, "verify", message, log));
  timer("expire", "%AADC_EXPIRE_SCHEDULE%", "aadc-expire");
  queue("expire-tenant", "aadc-expire", expireTenant);
  queue("expire-poison", "aadc-expire-poison", (own, message, log) => poison(own, "expire", message, log));

  const isByKey = statusAuth(environment) === "function";
  host.http("status", {
    methods: ["GET"],
    authLevel: isByKey ? "function" : "anonymous",
    handler: async (request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> =>
      isByKey || isSignedIn(request, environment)
        ? status(await services(), request, logOf(context))
        : { status: 401, headers: { "cache-control": "no-store" } },
  });
  const health = createHealth(services);
  host.http("health", {
    methods: ["GET"],
    authLevel: "anonymous",
    handler: (_: HttpRequest, context: InvocationContext) => health(() => performance.now(), logOf(context)),
  });
}

/** A setting that is wrong opens nothing: the key is asked for then. */
function statusAuth(environment: Environment): "function" | "entra" {
  try {
    return oneOf(environment, "AADC_STATUS_AUTH", ["function", "entra"], "function");
  } catch {
    return "function";
  }
}

/**
 * App Service's own sign-in stands before the app, sets this header, and takes it out of what others send. Where that is not
 * switched on anybody could set it, so that nobody is let in ("Authentication and authorization in Azure App Service").
 */
function isSignedIn({ headers }: HttpRequest, environment: Environment): boolean {
  const isSwitchedOn = environment["WEBSITE_AUTH_ENABLED"]?.toLowerCase() === "true";
  return isSwitchedOn && (headers.get("x-ms-client-principal-id") ?? "") !== "";
}
