// Parameters of deployments that are played through: nothing given, everything given, and the ways to sign in.
import type { Values } from "./deployment.js";

/** Secrets that can be told from all else. */
export const SECRETS = {
  teamsUrl: "https://teams.example/canary-teams",
  slackUrl: "https://slack.example/canary-slack",
  webhookUrl: "https://hook.example/canary-hook",
  webhookSecret: "canary-key",
} as const;

export const APP = "00000000-0000-4000-8000-0000000000c1";

export const DEPLOYMENTS: Readonly<
  Record<"nothing given" | "everything given" | "federated" | "half a certificate", Values>
> = {
  "nothing given": {},
  "everything given": {
    ...SECRETS,
    namePrefix: "Contoso-Sync-Watch-2",
    location: "swedencentral",
    schedule: "30 */5 * * * *",
    expireSchedule: "0 0 3 * * *",
    nodeVersion: "24",
    tenantId: "00000000-0000-4000-8000-0000000000bb",
    tenants: "contoso.example,fabrikam.example",
    activeServer: "AADC-NEW",
    allowWrites: true,
    auth: "certificate",
    clientId: APP,
    certificateSecretName: "watch-certificate",
    statusAuth: "entra",
    retentionDays: 7,
    alertSeverity: "error",
    moreSettings: { AADC_METRICS_TO: "application-insights", AADC_MIN_VERSION: "2.5.79.0" },
    mailFrom: "watch@contoso.example",
    mailTo: "ops@contoso.example",
    maximumInstanceCount: 100,
    instanceMemoryMB: 512,
    operatorEmail: "ops@contoso.example",
    silenceWindow: "P1D",
    storagePublicNetworkAccess: "Disabled",
    purgeProtection: false,
  },
  federated: { auth: "federated", clientId: APP, certificateSecretName: "not-used", slackUrl: SECRETS.slackUrl },
  "half a certificate": { auth: "certificate", namePrefix: "ab" },
};
