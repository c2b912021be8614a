// What is still to be done so that the function app is there with its code. Pure.
import type {
  CreateResourceGroupChange,
  DeploymentChange,
  DeployTemplateChange,
  PushPackageChange,
  RegisterProviderChange,
} from "../shapes/deployment-change.js";

export interface DeploymentFacts {
  /** By the namespace, as Azure says it: Registered, NotRegistered and others. */
  readonly providers: Readonly<Record<string, string>>;
  /** Region of the resource group; null: there is none yet. */
  readonly location: string | null;
  /** What Azure foresees; null: it cannot, without the group. */
  readonly foreseen: readonly { readonly resourceId: string; readonly type: string }[] | null;
}

export interface DeploymentWishes {
  readonly subscriptionId: string;
  readonly group: string;
  readonly location: string;
  readonly deployment: string;
  /** SHA-256 of the template, hex. */
  readonly template: string;
  /** Of secrets the name alone. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly zip: { readonly sha256: string; readonly bytes: number };
  /** Template and settings stay as they are. */
  readonly codeOnly: boolean;
}

/** Those by which a deployment changes nothing. */
const QUIET = ["NoChange", "Ignore"];

/** The code is handed over each time: which one an app has nobody tells. */
export function planDeployment(facts: DeploymentFacts, wishes: DeploymentWishes): readonly DeploymentChange[] {
  if (wishes.codeOnly) return [push(wishes)];
  const missing = Object.entries(facts.providers).filter(([, state]) => state !== "Registered");
  const isNews = facts.foreseen === null || facts.foreseen.some(({ type }) => !QUIET.includes(type));
  return [
    ...missing.map(([namespace, state]) => register(wishes, namespace, state)),
    ...(facts.location === null ? [createGroup(wishes)] : []),
    ...(isNews ? [deploy(wishes, facts)] : []),
    push(wishes),
  ];
}

/** Whether the app is there already, with settings that the template would set anew. */
export function setsAnew({ foreseen }: DeploymentFacts): boolean {
  return (foreseen ?? []).some(({ resourceId, type }) => isSite(resourceId) && type !== "Create" && type !== "Ignore");
}

/** The one app that is in the resource group, by its name. */
export function siteIn({ foreseen }: DeploymentFacts): string | undefined {
  const sites = (foreseen ?? []).filter(({ resourceId, type }) => isSite(resourceId) && type !== "Create");
  return sites.length === 1 ? sites[0]?.resourceId.split("/").at(-1) : undefined;
}

function isSite(resourceId: string): boolean {
  return /\/Microsoft\.Web\/sites\/[^/]+$/i.test(resourceId);
}

function register({ subscriptionId }: DeploymentWishes, namespace: string, state: string): RegisterProviderChange {
  return {
    kind: "register-provider",
    target: { subscriptionId, namespace },
    summary: `let the subscription make resources of ${namespace}`,
    before: { state },
    after: { state: "Registered" },
    reversible: false,
  };
}

function createGroup({ subscriptionId, group, location }: DeploymentWishes): CreateResourceGroupChange {
  return {
    kind: "create-resource-group",
    target: { subscriptionId, group },
    summary: `make the resource group ${group} in ${location}`,
    before: null,
    after: { location },
    reversible: false,
  };
}

function deploy(wishes: DeploymentWishes, { foreseen }: DeploymentFacts): DeployTemplateChange {
  const { subscriptionId, group, deployment, template, parameters } = wishes;
  return {
    kind: "deploy-template",
    target: { subscriptionId, group, deployment },
    summary: `deploy the template to ${group}`,
    before: null,
    after: { template, parameters, foreseen },
    reversible: false,
  };
}

function push({ subscriptionId, group, deployment, zip }: DeploymentWishes): PushPackageChange {
  return {
    kind: "push-package",
    target: { subscriptionId, group, deployment },
    summary: `hand the function app in ${group} its code`,
    before: null,
    after: { package: zip.sha256, bytes: zip.bytes },
    reversible: false,
  };
}
