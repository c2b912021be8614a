// Makes or mends an app registration that has exactly the permissions of some commands, and consents to them where that is wanted.
import {
  grantAppRoleExecutor,
  grantScopesExecutor,
  revokeAppRoleExecutor,
  revokeScopesExecutor,
} from "../changes/consent-executors.js";
import type { Executors } from "../changes/executor.js";
import {
  addCertificateExecutor,
  addFederatedCredentialExecutor,
  type PublicCertificate,
} from "../changes/registration-credential-executors.js";
import {
  createApplicationExecutor,
  createServicePrincipalExecutor,
  updateApplicationExecutor,
} from "../changes/registration-executors.js";
import { createLookup, type RegistrationLookup } from "../changes/registration-lookup.js";
import type { ServiceClient } from "../cloud/service-client.js";
import { type OperationName, operationNamed } from "../knowledge/operations.js";
import { guardTier0, type RegistrationKind, resolvePermissions } from "../registration/access.js";
import { isConsented } from "../registration/consent.js";
import { type CredentialWish, federatedCredentialOf } from "../registration/credential.js";
import { planRegistration } from "../registration/plan.js";
import type { CertificateWish, RegistrationFacts, RegistrationWishes } from "../registration/registration-facts.js";
import { againstConsent, guardStrangers, strangerWarnings } from "../registration/strangers.js";
import type { ResultOf } from "../report/result-schemas.js";
import { leastSet } from "../rights/least.js";
import type { Json } from "../shapes/change.js";
import { readTenantName } from "../tenant/organization.js";
import type { Application } from "../tenant/registrations.js";
import { type ChangeOptions, carryOut, type Dialogue } from "./carry-out.js";
import { envelopeOf, serviceTime } from "./envelope.js";
import { tellingOpenRun } from "./open-run-told.js";
import { exposureOf, makeCertificateFile, readCertificateFile } from "./registration-certificate.js";
import { describeRegistration, type NextSteps } from "./registration-result.js";
import { surveyRegistration } from "./registration-survey.js";
import { lossWarnings, rightsWarnings } from "./registration-warnings.js";
import { requireRights } from "./required-rights.js";
import type { Session } from "./session.js";

export interface RegisterAppOptions extends ChangeOptions {
  readonly name: string;
  /** What the registration is for; its permissions are exactly what these need. */
  readonly operations: readonly OperationName[];
  readonly kind: RegistrationKind;
  readonly credential: CredentialWish | null;
  /** How long a new certificate is valid. */
  readonly days: number;
  /** Whether consent is given, too. */
  readonly grant: boolean;
  readonly acceptTier0: boolean;
  readonly nextSteps: NextSteps;
}

/** What an operator must be allowed for such a run. */
function registeringOperation({ kind, grant }: Pick<RegisterAppOptions, "kind" | "grant">): OperationName {
  if (!grant) return "register-app";
  return kind === "delegated" ? "register-app --grant" : "register-app --app-only --grant";
}

export async function registerApp(
  session: Session,
  options: RegisterAppOptions,
  dialogue: Dialogue,
): Promise<ResultOf<"register-app">> {
  const about = { command: "register-app", subject: options.name };
  return tellingOpenRun(session, options, about, () => register(session, options, dialogue));
}

async function register(
  session: Session,
  options: RegisterAppOptions,
  dialogue: Dialogue,
): Promise<ResultOf<"register-app">> {
  const { graph } = session;
  const { name, kind, operations, grant } = options;
  const delegated = kind === "delegated";
  const least = leastSet(operations, delegated ? "person" : "application");
  const usesAzure = least.usesAzure && session.cloud.hasConnectHealth;
  const wanted = { kind, graph: least.permissions, azure: delegated && usesAzure };
  const guardsOverridden = guardTier0(wanted, options.acceptTier0).length === 0 ? [] : ["tier-0"];
  const doubts = await requireRights(session, registeringOperation(options), { dryRun: options.dryRun });
  const changing = grant ? (delegated ? "grants" : "assignments") : null;
  const [organization, facts] = await Promise.all([readTenantName(graph), surveyRegistration(graph, name, changing)]);
  const at = serviceTime(organization);
  const envelope = envelopeOf(session, organization, options.ticket);
  const permissions = resolvePermissions(wanted, facts);
  const { credential } = options;
  let certificate = credential?.kind === "certificate" ? readCertificateFile(credential.file, at) : null;
  const exposure = credential?.kind === "certificate" && certificate !== null ? exposureOf(credential.file) : null;
  const wishes: RegistrationWishes = {
    name,
    kind,
    permissions,
    certificate: credential?.kind === "certificate" ? wishFor(credential.file, certificate, at, options.days) : null,
    federated:
      credential === null || credential.kind === "certificate"
        ? null
        : federatedCredentialOf(credential, session.cloud, envelope.tenantId),
    grant,
  };
  const plan = planRegistration(facts, wishes);
  guardStrangers(plan, facts, wishes, session.operator.id);
  const warnings = [
    ...lossWarnings(plan, { name, kind, operations }),
    ...doubts,
    ...strangerWarnings(facts, wishes, session.operator.id),
    ...rightsWarnings(least, { name, kind, usesAzure }),
    ...(guardsOverridden.length === 0 ? [] : [MIGHTY]),
    ...(exposure === null ? [] : [exposure]),
  ];
  const lookup = createLookup(graph, facts.application);
  const carried = await carryOut(
    session,
    { command: "register-app", subject: name, wishes: wishesOf(options), envelope, plan, warnings, guardsOverridden },
    executorsFor(graph, lookup, () => certificate),
    options,
    dialogue,
    {
      prepare: async () => {
        if (credential?.kind === "certificate" && certificate === null)
          certificate = await makeCertificateFile(
            { file: credential.file, name, days: options.days, at },
            session.redactor,
          );
      },
    },
  );
  const application = carried.changed ? await lookup.application(facts.uniqueName) : facts.application;
  return {
    schema: "aadc-cloud/register-app@1",
    ...envelope,
    ...carried,
    registration: describeRegistration({
      wishes,
      certificate,
      commands: [...new Set(operations.map((one) => operationNamed(one).command))],
      existedBefore: facts.application !== null,
      application: application ?? facts.application,
      servicePrincipalId:
        facts.servicePrincipal?.id ?? (carried.changed ? await lookup.servicePrincipalId(facts.uniqueName) : null),
      consented: (grant && !options.dryRun) || isConsented(facts, permissions),
      withheld: againstConsent(mended(facts, application), wishes, session.operator.id),
      cloud: session.cloud,
      tenantId: envelope.tenantId,
      nextSteps: options.nextSteps,
    }),
  };
}

/** What a run has set right speaks against consent no longer. */
function mended(facts: RegistrationFacts, now: Application | null): RegistrationFacts {
  const { application } = facts;
  if (application === null || now === null) return facts;
  return { ...facts, application: { ...application, signInAudience: now.signInAudience } };
}

/** The options as a saved plan keeps them. */
function wishesOf({ name, operations, kind, credential, days, grant, acceptTier0 }: RegisterAppOptions): Json {
  return { name, operations, kind, credential, days, grant, acceptTier0 };
}

const MIGHTY =
  "Whoever has this application's key can take over the tenant: keep the key as those of domain controllers are kept.";

function wishFor(file: string, found: PublicCertificate | null, at: number, days: number): CertificateWish {
  if (found === null) return { file, thumbprint: null, der: null, days };
  const left = Math.floor((Date.parse(found.endDateTime) - at) / 86_400_000);
  return { file, thumbprint: found.thumbprint, der: found.der, days: left };
}

function executorsFor(
  graph: ServiceClient,
  lookup: RegistrationLookup,
  certificate: () => PublicCertificate | null,
): Executors {
  return {
    "create-application": createApplicationExecutor(graph, lookup, certificate),
    "update-application": updateApplicationExecutor(graph),
    "add-certificate": addCertificateExecutor(graph, certificate),
    "create-service-principal": createServicePrincipalExecutor(graph, lookup),
    "add-federated-credential": addFederatedCredentialExecutor(graph, lookup),
    "grant-scopes": grantScopesExecutor(graph, lookup),
    "revoke-scopes": revokeScopesExecutor(graph, lookup),
    "grant-app-role": grantAppRoleExecutor(graph, lookup),
    "revoke-app-role": revokeAppRoleExecutor(graph, lookup),
  };
}
