// The routes of login.microsoftonline.com and of the other clouds' login services.
import { randomUUID } from "node:crypto";
import type { CloudName } from "../hosts.js";
import { crossCloudRefusal } from "../laws/national-clouds.js";
import type { Answer, Call, Route } from "../routes.js";
import type { Worlds } from "../world.js";
import { answerAdminConsent } from "./admin-consent.js";
import { answerAuthorize, answerLogout } from "./authorize.js";
import { answerDeviceCode } from "./device-code.js";
import { answerInstanceDiscovery, answerKeys, answerOpenidConfiguration } from "./discovery.js";
import type { LoginCall } from "./login-call.js";
import { LoginError, loginErrorAnswer } from "./login-error.js";
import { managedIdentityRoutes } from "./managed-identity.js";
import { errorPage } from "./pages.js";
import { tenantNamed } from "./tenants.js";
import { answerToken } from "./token-endpoint.js";

interface LoginRoute {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly note: string;
  /** `published` is said of other clouds' tenants as well; `page` refuses in a way that a browser shows. */
  readonly kind?: "published" | "page";
  readonly handle: (call: LoginCall) => Answer;
}

const LOGIN_ROUTES: readonly LoginRoute[] = [
  {
    method: "GET",
    path: "/common/discovery/instance",
    note: "instance discovery",
    kind: "published",
    handle: answerInstanceDiscovery,
  },
  {
    method: "GET",
    path: "/:tenant/v2.0/.well-known/openid-configuration",
    note: "by tenant id, verified domain, common, organizations",
    kind: "published",
    handle: answerOpenidConfiguration,
  },
  {
    method: "GET",
    path: "/:tenant/discovery/v2.0/keys",
    note: "signing keys",
    kind: "published",
    handle: answerKeys,
  },
  {
    method: "GET",
    path: "/:tenant/oauth2/v2.0/authorize",
    note: "code with PKCE, approved at once as login_hint or the first user of sandbox.json",
    kind: "page",
    handle: answerAuthorize,
  },
  {
    method: "GET",
    path: "/:tenant/adminconsent",
    note: "the first user of sandbox.json grants all that the application's registration asks for",
    kind: "page",
    handle: answerAdminConsent,
  },
  {
    method: "GET",
    path: "/:tenant/oauth2/v2.0/logout",
    note: "returns to a registered post_logout_redirect_uri",
    kind: "page",
    handle: answerLogout,
  },
  {
    method: "POST",
    path: "/:tenant/oauth2/v2.0/devicecode",
    note: "approved at once as the first user of sandbox.json",
    handle: answerDeviceCode,
  },
  {
    method: "POST",
    path: "/:tenant/oauth2/v2.0/token",
    note: "client_credentials (secret, signed assertion, federated token), authorization_code, device_code, password, refresh_token",
    handle: answerToken,
  },
];

export function loginRoutes(worlds: Worlds): readonly Route[] {
  const routes = LOGIN_ROUTES.map(
    (route): Route => ({
      method: route.method,
      host: "login",
      path: route.path,
      note: route.note,
      handle: (call) => answerLogin(worlds, call, route),
    }),
  );
  return [...routes, ...managedIdentityRoutes(worlds)];
}

function answerLogin(worlds: Worlds, call: Call, route: LoginRoute): Answer {
  const correlationId = call.header("client-request-id");
  const wallNow = worlds.primary.wallClock();
  const headers = {
    date: new Date(wallNow).toUTCString(),
    "cache-control": "no-store, no-cache",
    "x-ms-request-id": randomUUID(),
    ...(correlationId === undefined ? {} : { "client-request-id": correlationId }),
  };
  try {
    const { world, kind } = tenantNamed(worlds, call.cloud, call.params["tenant"] ?? "common");
    const isForeign = world.store.tenant.cloud !== call.cloud;
    if (isForeign && route.kind !== "published") throw crossCloud(call, world.store.tenant.cloud);
    const answer = route.handle({ ...call, worlds, world, tenantKind: kind });
    return { ...answer, headers: { ...headers, ...answer.headers } };
  } catch (error) {
    if (!(error instanceof LoginError)) throw error;
    const answer =
      route.kind === "page" ? errorPage(error.fault, wallNow) : loginErrorAnswer(error.fault, wallNow, correlationId);
    return { ...answer, headers: { ...headers, ...answer.headers } };
  }
}

function crossCloud(call: Call, home: CloudName): LoginError {
  const form = call.body.kind === "form" ? call.body.value : new URLSearchParams();
  const refusal = crossCloudRefusal(form.has("client_secret") || form.has("client_assertion"), call.cloud, home);
  return new LoginError(400, "invalid_request", refusal.number, refusal.text);
}
