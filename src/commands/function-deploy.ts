// Deploys the function app: what Azure foresees is shown first, then providers, resource group, template and code.
import { createHash } from "node:crypto";
import * as z from "zod";
import { deploymentExecutors } from "../changes/deployment-executors.js";
import type { AzureSubscription, TemplateDeployment } from "../cloud/azure-subscription.js";
import { path } from "../cloud/odata.js";
import { type DeploymentFacts, planDeployment, setsAnew, siteIn } from "../deployment/plan.js";
import {
  type ParameterValues,
  parametersLeftOut,
  secretsIn,
  shownValues,
  type Template,
} from "../deployment/template.js";
import type { ResultOf } from "../report/result-schemas.js";
import { ServiceError, UsageError } from "../shapes/errors.js";
import type { RunRecord } from "../shapes/run.js";
import { readTenantName } from "../tenant/organization.js";
import { type ChangeOptions, carryOut, type Dialogue } from "./carry-out.js";
import { envelopeOf } from "./envelope.js";
import { tellingOpenRun } from "./open-run-told.js";
import type { Session } from "./session.js";
import { type Turn, takeTurn } from "./turn.js";

export interface FunctionDeployOptions extends ChangeOptions {
  readonly subscriptionId: string;
  readonly group: string;
  /** Region of a group that is not there yet; null: not said. */
  readonly location: string | null;
  readonly template: Template;
  readonly values: ParameterValues;
  readonly zip: Uint8Array<ArrayBuffer>;
  /** Template and settings stay as they are. */
  readonly codeOnly: boolean;
}

type Result = ResultOf<"function-deploy">;

const COMMAND = "function deploy";

/** @throws {UsageError} `location-missing`; what Azure refuses, as it says it */
export function functionDeploy(session: Session, options: FunctionDeployOptions, dialogue: Dialogue): Promise<Result> {
  const about = { command: COMMAND, subject: subjectOf(options) };
  return tellingOpenRun(session, options, about, () => inTurn(session, options, dialogue));
}

function subjectOf({ subscriptionId, group }: FunctionDeployOptions): string {
  return `${subscriptionId.toLowerCase()}/${group.toLowerCase()}`;
}

async function inTurn(session: Session, options: FunctionDeployOptions, dialogue: Dialogue): Promise<Result> {
  for (const secret of secretsIn(options.template, options.values)) session.redactor.hide(secret);
  const organization = await readTenantName(session.graph);
  const envelope = envelopeOf(session, organization, options.ticket);
  const about = { tenantId: organization.value.id, command: COMMAND, subject: subjectOf(options) };
  const turn = await takeTurn(session, options, about);
  try {
    return await deploy(session, options, { envelope, turn }, dialogue);
  } finally {
    turn.release();
  }
}

async function deploy(
  session: Session,
  options: FunctionDeployOptions,
  { envelope, turn }: { readonly envelope: ReturnType<typeof envelopeOf>; readonly turn: Turn },
  dialogue: Dialogue,
): Promise<Result> {
  const { subscriptionId, group, template, values, zip, codeOnly } = options;
  const azure = await session.subscription(subscriptionId);
  const name = deploymentIn(turn.openRun ?? options.agreed) ?? `aadc-${envelope.at.replace(/\D/g, "").slice(0, 14)}`;
  const deployment: TemplateDeployment = { group, name, template: template.content, parameters: values };
  dialogue.progress("asking Azure what the deployment would change");
  const facts = await survey(azure, options, deployment);
  const location = facts.location ?? options.location;
  if (location === null) throw noLocation(group);
  if (codeOnly && siteIn(facts) === undefined) throw noAppYet(group);
  const parameters = shownValues(template, values);
  const plan = planDeployment(facts, {
    ...{ subscriptionId, group, location, deployment: name, parameters },
    template: sha256(JSON.stringify(template.content)),
    zip: { sha256: sha256(zip), bytes: zip.length },
    codeOnly,
  });
  const carried = await carryOut(
    session,
    {
      command: COMMAND,
      subject: subjectOf(options),
      wishes: { subscriptionId, group, location, parameters: { ...parameters }, codeOnly },
      envelope,
      plan,
      warnings: plan.some(({ kind }) => kind === "deploy-template") ? warningsFor(facts, options) : [],
      turn,
    },
    deploymentExecutors({
      ...{ azure, deployment, zip, clock: session.clock, signal: session.signal },
      progress: (line) => dialogue.progress(line),
      publishing: async ({ functionAppName }) =>
        session.publishingHost(await scmHostOf(session, options, functionAppName ?? siteIn(facts))),
    }),
    options,
    dialogue,
  );
  const made = carried.changed ? await azure.deployment(group, name) : null;
  return {
    schema: "aadc-cloud/function-deploy@1",
    ...envelope,
    ...carried,
    deployment: { subscriptionId, group, location, name, outputs: { ...made?.outputs } },
  };
}

const UNVALIDATED =
  "The template was evaluated by tests, not by Azure: read what is foreseen, and try it in a subscription where nothing else is.";

function warningsFor(facts: DeploymentFacts, { template, values }: FunctionDeployOptions): readonly string[] {
  const leftOut = parametersLeftOut(template, values);
  if (!setsAnew(facts) || leftOut.length === 0) return [UNVALIDATED];
  return [
    UNVALIDATED,
    `The app is there already. What is not given now takes its default, whatever it was before: ${leftOut.join(", ")}. To hand over the code alone, give --code-only.`,
  ];
}

async function survey(
  azure: AzureSubscription,
  { group, template }: FunctionDeployOptions,
  deployment: TemplateDeployment,
): Promise<DeploymentFacts> {
  const [location, states] = await Promise.all([
    azure.group(group),
    Promise.all(template.providers.map(async (one) => [one, await azure.providerState(one)] as const)),
  ]);
  const foreseen = location === null ? null : await azure.whatIf(deployment);
  return { providers: Object.fromEntries(states), location, foreseen };
}

/** The name under which the part of the run that was cut has deployed, or that was agreed on. */
function deploymentIn(run: Pick<RunRecord, "plan"> | undefined): string | null {
  const change = run?.plan.find(({ kind }) => kind === "push-package");
  return change?.kind === "push-package" ? change.target.deployment : null;
}

const site = z.object({
  properties: z.object({ hostNameSslStates: z.array(z.object({ name: z.string(), hostType: z.string().nullish() })) }),
});

/** As the app names it itself: names of hosts may have a part that nobody can guess. */
async function scmHostOf(
  { arm }: Session,
  { subscriptionId, group }: FunctionDeployOptions,
  app: string | undefined,
): Promise<string> {
  if (app === undefined) throw noApp("neither the deployment nor what Azure foresees names it");
  const address = path`/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.Web/sites/${app}`;
  const { value } = await arm.get(`${address}?api-version=2024-04-01`, site, "deploy-to-azure");
  const host = value.properties.hostNameSslStates.find(({ hostType }) => hostType === "Repository")?.name;
  if (host === undefined) throw noApp("Azure does not tell its publishing host");
  return host;
}

function noApp(why: string): ServiceError {
  return new ServiceError(`Where the function app takes its code is not known: ${why}.`, {
    code: "no-publishing-host",
    remedy: "Look at the resource group in the Azure portal (Deployments), and run the same command again.",
  });
}

function noAppYet(group: string): UsageError {
  return new UsageError(`In ${group} there is no function app yet, or more than one.`, {
    code: "app-missing",
    remedy: "Leave --code-only out, or name the resource group that function deploy has made.",
  });
}

function noLocation(group: string): UsageError {
  return new UsageError(`There is no resource group ${group} yet, and where to make it was not said.`, {
    code: "location-missing",
    remedy: "Give --location, such as westeurope: a region that has Flex Consumption.",
  });
}

function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
