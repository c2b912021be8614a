// What the sandbox offers on every host besides the emulated services.
import * as z from "zod";
import type { FederatedSubject } from "./login/federated-assertion.js";
import { type Answer, type Call, type Route, type SupportRow, supportTable } from "./routes.js";
import { SandboxError } from "./sandbox-error.js";

export interface Controls {
  status(): Readonly<Record<string, unknown>>;
  reset(scenario: string | undefined): Promise<Readonly<Record<string, unknown>>>;
  play(words: readonly string[]): object;
  /** Moves tenant time forward to this moment, in milliseconds. */
  moveClock(until: number): object;
  /** A token that an external issuer would have given to its workload, for a client assertion. */
  federatedToken(who: FederatedSubject): object;
  /** Called after the answer is on its way. */
  stop(): void;
}

const resetSchema = z.strictObject({ scenario: z.string().optional() });
const clockSchema = z.strictObject({ until: z.iso.datetime({ offset: true }) });
const federatedTokenSchema = z.strictObject({
  issuer: z.string(),
  subject: z.string(),
  audience: z.string().default("api://AzureADTokenExchange"),
});
const doSchema = z.strictObject({ event: z.array(z.string()).min(1) });

/** `emulated` are the services' routes, so that the support table lists them without a list of its own. */
export function controlRoutes(controls: Controls, emulated: readonly Route[]): readonly Route[] {
  const routes: readonly Route[] = [
    {
      method: "GET",
      host: "any",
      path: "/$support",
      note: "this list",
      handle: () => ({ status: 200, body: { routes: rows() } }),
    },
    {
      method: "GET",
      host: "any",
      path: "/$sandbox/status",
      note: "",
      handle: () => ({ status: 200, body: controls.status() }),
    },
    control("/$sandbox/reset", "{scenario?}", async (call) => controls.reset(bodyOf(call, resetSchema).scenario)),
    control("/$sandbox/do", "{event: words}", (call) => Promise.resolve(controls.play(bodyOf(call, doSchema).event))),
    control("/$sandbox/clock", "{until}: tenant time moves on to it", (call) =>
      Promise.resolve(controls.moveClock(Date.parse(bodyOf(call, clockSchema).until))),
    ),
    control("/$sandbox/federated-token", "{issuer, subject, audience?}: as an external issuer's", (call) =>
      Promise.resolve(controls.federatedToken(bodyOf(call, federatedTokenSchema))),
    ),
    control("/$sandbox/stop", "", (call) => {
      bodyOf(call, z.looseObject({}));
      controls.stop();
      return Promise.resolve({ stopping: true });
    }),
  ];
  const rows = (): readonly SupportRow[] => supportTable([...emulated, ...routes]);
  return routes;
}

function control(path: string, note: string, work: (call: Call) => Promise<object>): Route {
  return {
    method: "POST",
    host: "any",
    path,
    note,
    handle: async (call) => {
      try {
        return { status: 200, body: await work(call) };
      } catch (error) {
        if (error instanceof SandboxError) return refusal(error);
        throw error;
      }
    },
  };
}

function refusal(error: SandboxError): Answer {
  const { code, message, remedy } = error;
  return {
    status: code === "usage" ? 400 : 409,
    body: { error: { code, message: shortened(message), remedy: shortened(remedy) } },
  };
}

/** JSON only: a page in somebody's browser can send forms to a loopback port, but not this. */
function bodyOf<T>(call: Call, schema: z.ZodType<T>): T {
  const parsed = call.body.kind === "json" ? schema.safeParse(call.body.value) : undefined;
  if (parsed?.success === true) return parsed.data;
  throw new SandboxError(
    "usage",
    `${call.url.pathname} wants a JSON body of the right form.`,
    "Send content-type: application/json.",
  );
}

/** Somebody's words come back in messages: enough of them to be known again. */
function shortened(text: string): string {
  return text.length > 1000 ? `${text.slice(0, 1000)}…` : text;
}
