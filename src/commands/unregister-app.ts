// Takes a registration back: what was consented to, its service principal, the registration.
import { revokeAppRoleExecutor, revokeScopesExecutor } from "../changes/consent-executors.js";
import { deleteApplicationExecutor } from "../changes/registration-executors.js";
import { createLookup } from "../changes/registration-lookup.js";
import { planRegistrationRemoval } from "../registration/removal.js";
import type { ResultOf } from "../report/result-schemas.js";
import { readTenantName } from "../tenant/organization.js";
import { type ChangeOptions, carryOut, type Dialogue } from "./carry-out.js";
import { envelopeOf } from "./envelope.js";
import { tellingOpenRun } from "./open-run-told.js";
import { surveyRegistration } from "./registration-survey.js";
import { requireRights } from "./required-rights.js";
import type { Session } from "./session.js";

export interface UnregisterAppOptions extends ChangeOptions {
  readonly name: string;
}

export async function unregisterApp(
  session: Session,
  options: UnregisterAppOptions,
  dialogue: Dialogue,
): Promise<ResultOf<"register-app">> {
  const about = { command: "register-app --remove", subject: options.name };
  return tellingOpenRun(session, options, about, () => unregister(session, options, dialogue));
}

async function unregister(
  session: Session,
  options: UnregisterAppOptions,
  dialogue: Dialogue,
): Promise<ResultOf<"register-app">> {
  const { graph } = session;
  const { name, dryRun } = options;
  const doubts = [...(await requireRights(session, "register-app", { dryRun }))];
  const [organization, facts, { clientId }] = await Promise.all([
    readTenantName(graph),
    surveyRegistration(graph, name, null),
    session.grants(),
  ]);
  const { application } = facts;
  const plan = planRegistrationRemoval(facts, name);
  if (plan.some(({ kind }) => kind === "revoke-scopes"))
    doubts.push(...(await requireRights(session, "register-app --grant", { dryRun })));
  if (plan.some(({ kind }) => kind === "revoke-app-role"))
    doubts.push(...(await requireRights(session, "register-app --app-only --grant", { dryRun })));
  const isOperators = application !== null && clientId?.toLowerCase() === application.appId.toLowerCase();
  const warnings = [
    ...new Set(doubts),
    ...(application === null ? [] : [KEPT]),
    ...(isOperators ? [OWN] : []),
    ...([facts.grants, facts.assignments].some(({ state }) => state === "unknown") ? [UNREAD] : []),
  ];
  const envelope = envelopeOf(session, organization, options.ticket);
  const lookup = createLookup(graph, application);
  const carried = await carryOut(
    session,
    { command: "register-app --remove", subject: name, wishes: { name }, envelope, plan, warnings },
    {
      "revoke-scopes": revokeScopesExecutor(graph, lookup),
      "revoke-app-role": revokeAppRoleExecutor(graph, lookup),
      "delete-application": deleteApplicationExecutor(graph),
    },
    options,
    dialogue,
  );
  return {
    schema: "aadc-cloud/register-app@1",
    ...envelope,
    ...carried,
    registration: {
      name,
      kind: isForItself(application) ? "app-only" : "delegated",
      existedBefore: application !== null,
      removed: carried.changed,
      clientId: carried.changed ? null : (application?.appId ?? null),
      objectId: carried.changed ? null : (application?.id ?? null),
      servicePrincipalId: carried.changed ? null : (facts.servicePrincipal?.id ?? null),
      commands: [],
      permissions: [],
      consent: { granted: null, link: null, withheld: null, by: "" },
      credential: null,
      next: [],
    },
  };
}

const KEPT =
  "Registration and service principal can be restored for 30 days (Entra admin center > App registrations > Deleted applications). Tokens already issued live on until they end. A certificate's file on the disk is not touched: delete it when nobody needs it any more.";
const OWN =
  "This is the registration that you are signed in with: this run ends well, and after it nobody signs in with it again.";
const UNREAD =
  "What is consented to could not all be read: it goes out of force with the service principal, and comes back with it if it is restored.";

type Access = {
  readonly requiredResourceAccess: readonly { readonly resourceAccess: readonly { readonly type: string }[] }[];
};

function isForItself(application: Access | null): boolean {
  return (
    application?.requiredResourceAccess.some((one) => one.resourceAccess.some(({ type }) => type === "Role")) === true
  );
}
