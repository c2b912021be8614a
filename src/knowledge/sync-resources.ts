// For which resources the wizard and the sync engine ask tokens: Conditional Access matches these, not the client. Microsoft
// publishes no such list. As of 2026-11, put together from sign-in logs and from what Microsoft says here and there.

/** Who asks: an engine that signs in as a user, one that signs in as an application, or whoever runs the wizard. */
export type Asker = "engine" | "application" | "wizard";

export interface SyncResource {
  /** The resource's app id; null where nobody has told it, so that no policy can be matched with it. */
  readonly appId: string | null;
  readonly name: string;
  readonly askedBy: readonly Asker[];
  /** Seen in sign-in logs again and again, or said by Microsoft; else it is likely and no more. */
  readonly certain: boolean;
  readonly source: string;
}

export const SYNC_RESOURCES: readonly SyncResource[] = [
  {
    appId: "00000002-0000-0000-c000-000000000000",
    name: "Windows Azure Active Directory",
    askedBy: ["engine", "wizard"],
    certain: true,
    source: "sign-in logs of wizard and engine, client cb1056e2-e479-49de-ae31-7812af012ed8",
  },
  {
    appId: "00000003-0000-0000-c000-000000000000",
    name: "Microsoft Graph",
    askedBy: ["engine", "application", "wizard"],
    certain: true,
    source: "sign-in logs; Microsoft Entra Connect: Version release history, 2.6.91.0",
  },
  {
    appId: "6bf85cfa-ac8a-4be5-b5de-425a0d0dc016",
    name: "Microsoft Entra AD Synchronization Service",
    askedBy: ["engine", "application", "wizard"],
    certain: true,
    source: "Authenticate with an application identity",
  },
  {
    appId: "00000014-0000-0000-c000-000000000000",
    name: "Microsoft.Azure.SyncFabric",
    askedBy: ["engine", "application", "wizard"],
    certain: true,
    source: "Microsoft Entra Connect: Version release history, 2.6.91.0",
  },
  {
    appId: "797f4846-ba00-4fd7-ba43-dac1f8f63013",
    name: "Windows Azure Service Management API",
    askedBy: ["wizard"],
    certain: false,
    source: "sign-in logs: the Connect Health agent's registration at the wizard's end",
  },
  {
    appId: null,
    name: "the registration service of pass-through authentication agents",
    askedBy: ["wizard"],
    certain: false,
    source: "Microsoft Entra pass-through authentication: the agent is registered with the wizard's sign-in",
  },
  {
    appId: null,
    name: "Microsoft 365 Reporting Service",
    askedBy: ["engine", "application"],
    certain: false,
    source: "Microsoft Entra Connect: Version release history, 2.6.91.0",
  },
];

/** Those that can be asked about, most certain first. */
export function resourcesOf(asker: Asker): readonly { readonly appId: string; readonly name: string }[] {
  return SYNC_RESOURCES.flatMap(({ appId, name, askedBy }) =>
    appId !== null && askedBy.includes(asker) ? [{ appId, name }] : [],
  );
}

/**
 * Clients as which wizard and engine sign in for a user. Source: sign-in logs, and the first in MSAL's error texts. An
 * application that synchronises is its own client.
 */
export const SYNC_CLIENT_APP_IDS: readonly string[] = [
  "cb1056e2-e479-49de-ae31-7812af012ed8",
  "6eb59a73-39b2-4c23-a70f-e2e3ce8965b1",
];
