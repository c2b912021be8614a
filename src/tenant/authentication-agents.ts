// Pass-through authentication agents: on which machines, and whether they answer.
import * as z from "zod";
import type { Read } from "../cloud/answers.js";
import { readAll, type ServiceClient } from "../cloud/service-client.js";

export interface AuthenticationAgent {
  readonly id: string;
  readonly machineName: string;
  readonly externalIp: string | null;
  /** `active` or `inactive`; whatever else the service may say. */
  readonly status: string | null;
}

const agent = z.object({
  id: z.string(),
  machineName: z.string().nullish(),
  externalIp: z.string().nullish(),
  status: z.string().nullish(),
});

/** A tenant may have 40. Source: learn.microsoft.com, "Pass-through authentication: Current limitations". */
const MOST = 200;
const LONGEST = 256;

/**
 * Every agent of pass-through authentication (beta, for people only: "List agents", where an application is told to be
 * unsupported). A tenant that never had one has an empty list.
 */
export async function readAuthenticationAgents(graph: ServiceClient): Promise<Read<readonly AuthenticationAgent[]>> {
  const { value, source } = await readAll(
    graph.pages("/beta/onPremisesPublishingProfiles/authentication/agents", agent, "read-agents"),
  );
  return {
    source,
    value: value.slice(0, MOST).map(({ id, machineName, externalIp, status }) => ({
      id: id.slice(0, LONGEST),
      machineName: (machineName ?? "").slice(0, LONGEST),
      externalIp: externalIp?.slice(0, LONGEST) ?? null,
      status: status?.slice(0, LONGEST) ?? null,
    })),
  };
}
