// A login host as MSAL needs it: discovery, token and device code endpoints of one tenant.
import { answering, type Recorded, type Reply } from "./recorded-hosts.js";

export interface LoginHost {
  readonly requests: readonly Recorded[];
  /** The token requests' forms, in order. */
  forms(): readonly URLSearchParams[];
}

export interface LoginHostOptions {
  readonly origin?: string;
  readonly tenant?: string;
  /** Answers to token requests, in order; after them, each is granted. */
  readonly tokens?: readonly Reply[];
  readonly deviceCode?: Reply;
  /** What a token answer says besides the access token. */
  readonly granted?: Readonly<Record<string, unknown>>;
}

export function loginHost(options: LoginHostOptions = {}): LoginHost {
  const { origin = "https://login.microsoftonline.com", tenant = "contoso.example", tokens = [] } = options;
  const base = `${origin}/${tenant}`;
  const forms: URLSearchParams[] = [];
  let grants = 0;
  const requests = answering(origin, ({ method, path, body }) => {
    if (method === "GET")
      return {
        body: {
          issuer: `${base}/v2.0`,
          authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
          token_endpoint: `${base}/oauth2/v2.0/token`,
          device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
          jwks_uri: `${base}/discovery/v2.0/keys`,
        },
      };
    const form = new URLSearchParams(String(body));
    if (path.includes("/devicecode")) return options.deviceCode ?? { status: 418 };
    forms.push(form);
    const refusal = tokens[forms.length - 1];
    if (refusal !== undefined) return refusal;
    grants += 1;
    return {
      body: { token_type: "Bearer", expires_in: 3_600, access_token: `access-${grants}`, ...options.granted },
    };
  });
  return { requests, forms: () => forms };
}

/** Entra ID's refusal of a token request, as it words it. */
export function refusal(code: number, error = "invalid_client", status = 401): Reply {
  const description = `AADSTS${code}: Something is wrong with the request. Trace ID: 3f1b7f5e-0000-4000-8000-00000000aaaa Correlation ID: 5ad0c1de-0000-4000-8000-00000000bbbb Timestamp: 2026-11-22 10:00:00Z`;
  return {
    status,
    headers: { "content-type": "application/json" },
    body: {
      error,
      error_description: description,
      error_codes: [code],
      timestamp: "2026-11-22 10:00:00Z",
      trace_id: "3f1b7f5e-0000-4000-8000-00000000aaaa",
      correlation_id: "5ad0c1de-0000-4000-8000-00000000bbbb",
    },
  };
}
