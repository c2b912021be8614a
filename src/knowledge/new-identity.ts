// How a server gets another identity, where its own cannot be brought back.

/** As sentences. Sources: "Microsoft Entra Connect: ADSyncTools", Add-ADSyncAADServiceAccount; "Application based authentication". */
export const NEW_IDENTITY = {
  user: "Add-ADSyncAADServiceAccount, run on that server, makes a new account with its role.",
  application:
    "the wizard of Entra Connect on that server makes a new application: Configure application-based authentication to Microsoft Entra ID.",
} as const satisfies Readonly<Record<"user" | "application", string>>;
