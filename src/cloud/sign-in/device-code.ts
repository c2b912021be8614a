// A person who signs in with a code that is entered in a browser anywhere ("OAuth 2.0 device authorization grant flow").
import type {
  AuthenticationResult,
  INetworkModule,
  NetworkRequestOptions,
  NetworkResponse,
  PublicClientApplication,
} from "@azure/msal-node";
import { SignInError } from "../../shapes/errors.js";
import type { Asked } from "./browser-sign-in.js";
import type { WithClient } from "./kept-tokens.js";
import type { MsalNetwork } from "./msal-network.js";

/** RFC 8628, 3.2 and 3.5: seconds between two questions where the service names none, and how much `slow_down` adds. */
const USUAL_INTERVAL = 5;

/** @throws {SignInError} when nobody enters the code in time, or Entra ID refuses; the signal's reason when it aborts */
export async function signInByDeviceCode(
  application: PublicClientApplication,
  request: WithClient,
  network: DeviceCodeNetwork,
  { scopes, claims }: Asked,
): Promise<AuthenticationResult | null> {
  const { signal, redactor } = request;
  const asked = {
    scopes,
    ...(claims === undefined ? {} : { claims }),
    cancel: false,
    deviceCodeCallback: (answer: {
      deviceCode: string;
      userCode?: string;
      message: string;
      interval: number;
      expiresIn: number;
    }) => {
      for (const code of [answer.deviceCode, answer.userCode ?? ""]) redactor.hide(code);
      network.waitFor(answer);
      request.showDeviceCode(answer.message);
    },
  };
  const stop = () => {
    asked.cancel = true;
  };
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await application.acquireTokenByDeviceCode(asked);
  } catch (error) {
    // MSAL has an error of its own for a request that was cut short.
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/**
 * MSAL's network, which waits until the code was entered: MSAL's own waits run on the machine's clock, go on after the
 * command has ended, and end with an error when the service asks for longer ones.
 */
export class DeviceCodeNetwork implements INetworkModule {
  private intervalMs = USUAL_INTERVAL * 1000;
  private expiresAt = 0;

  constructor(
    private readonly network: MsalNetwork,
    private readonly request: Pick<WithClient, "clock" | "signal">,
  ) {}

  /** The code that is asked about from now on; both in seconds. */
  waitFor({ interval, expiresIn }: { readonly interval: unknown; readonly expiresIn: unknown }): void {
    this.intervalMs = 1000 * secondsOf(interval, USUAL_INTERVAL, 60);
    this.expiresAt = this.request.clock.elapsed() + 1000 * secondsOf(expiresIn, 900, 3600);
  }

  sendGetRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.network.sendGetRequestAsync<T>(url, options);
  }

  async sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    const { clock, signal } = this.request;
    for (;;) {
      const answer = await this.network.sendPostRequestAsync<T>(url, options);
      const error = asksForDeviceCode(options) ? errorIn(answer.body) : undefined;
      if (error !== "authorization_pending" && error !== "slow_down") return answer;
      if (error === "slow_down") this.intervalMs += 1000 * USUAL_INTERVAL;
      if (clock.elapsed() + this.intervalMs > this.expiresAt) throw this.tooLate();
      await clock.sleep(this.intervalMs, signal);
    }
  }

  private tooLate(): SignInError {
    const error = new SignInError("The code ran out before anybody entered it.", {
      code: "device-code-expired",
      remedy: "Run the command again, and enter the code in time; Ctrl-C ends the waiting.",
    });
    this.network.lastError = error;
    return error;
  }
}

function asksForDeviceCode(options: NetworkRequestOptions | undefined): boolean {
  return new URLSearchParams(options?.body ?? "").has("device_code");
}

function errorIn(body: unknown): unknown {
  return typeof body === "object" && body !== null && "error" in body ? body.error : undefined;
}

function secondsOf(value: unknown, usual: number, most: number): number {
  const seconds = typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, most) : usual;
}
