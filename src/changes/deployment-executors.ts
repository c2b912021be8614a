// Carries out a deployment: providers, resource group, template, code. Each may be done twice without harm, and each is waited
// for where it is sent: what it takes is minutes.
import type { AzureSubscription, TemplateDeployment } from "../cloud/azure-subscription.js";
import type { PublishedState, PublishingHost } from "../cloud/publishing-host.js";
import type { Written } from "../cloud/service-client.js";
import type { Clock } from "../shapes/clock.js";
import type {
  CreateResourceGroupChange,
  DeployTemplateChange,
  PushPackageChange,
  RegisterProviderChange,
} from "../shapes/deployment-change.js";
import { DeadlineError, PermissionError, ServiceError } from "../shapes/errors.js";
import { AFTER, BEFORE, type Executor, type Executors } from "./executor.js";

export interface DeploymentWork {
  readonly azure: AzureSubscription;
  /** With its secrets. */
  readonly deployment: TemplateDeployment;
  readonly zip: Uint8Array<ArrayBuffer>;
  /** The publishing host of the app that the deployment has made. */
  readonly publishing: (outputs: Readonly<Record<string, string>>) => Promise<PublishingHost>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

const PAUSE_MS = 5_000;
const PROVIDER_WITHIN_MS = 10 * 60_000;
const TEMPLATE_WITHIN_MS = 30 * 60_000;
const PACKAGE_WITHIN_MS = 10 * 60_000;
/** A new app's roles are in effect everywhere after some minutes: until then its publishing host refuses. */
const REFUSED_WITHIN_MS = 5 * 60_000;
const DONE: Written = { requestId: null, at: null, objectId: null, body: null };

export function deploymentExecutors(work: DeploymentWork): Executors {
  return {
    "register-provider": registerProvider(work),
    "create-resource-group": createGroup(work),
    "deploy-template": deployTemplate(work),
    "push-package": pushPackage(work),
  };
}

function registerProvider({ azure, ...work }: DeploymentWork): Executor<RegisterProviderChange> {
  return {
    goodReads: 1,
    isLag: () => false,
    look: (changes) =>
      Promise.all(
        changes.map(async ({ target }) =>
          (await azure.providerState(target.namespace)) === "Registered" ? AFTER : BEFORE,
        ),
      ),
    async send({ target: { namespace } }) {
      await azure.register(namespace);
      await until(work, PROVIDER_WITHIN_MS, `the registration of ${namespace}`, async () =>
        (await azure.providerState(namespace)) === "Registered" ? true : null,
      );
      return DONE;
    },
  };
}

function createGroup({ azure }: DeploymentWork): Executor<CreateResourceGroupChange> {
  return {
    goodReads: 1,
    isLag: () => false,
    look: (changes) =>
      Promise.all(changes.map(async ({ target }) => ((await azure.group(target.group)) === null ? BEFORE : AFTER))),
    async send({ target, after }) {
      await azure.makeGroup(target.group, after.location);
      return DONE;
    },
  };
}

function deployTemplate({ azure, deployment, ...work }: DeploymentWork): Executor<DeployTemplateChange> {
  return {
    goodReads: 1,
    isLag: () => false,
    look: (changes) =>
      Promise.all(
        changes.map(async ({ target }) =>
          (await azure.deployment(target.group, target.deployment))?.state === "Succeeded" ? AFTER : BEFORE,
        ),
      ),
    async send({ target: { group, deployment: name } }) {
      await azure.deploy({ ...deployment, group, name });
      const ended = await until(work, TEMPLATE_WITHIN_MS, `the deployment ${name}`, async () => {
        const now = await azure.deployment(group, name);
        return now !== null && ["Succeeded", "Failed", "Canceled"].includes(now.state) ? now : null;
      });
      if (ended.state !== "Succeeded") throw unsuccessful(name, ended.state, ended.problem);
      return { ...DONE, requestId: ended.requestId };
    },
  };
}

function pushPackage({ azure, zip, publishing, ...work }: DeploymentWork): Executor<PushPackageChange> {
  let isPushed = false;
  return {
    goodReads: 1,
    isLag: () => false,
    // Which code an app has is told nowhere: the same twice is the same code.
    look: async (changes) => changes.map(() => (isPushed ? AFTER : BEFORE)),
    async send({ target: { group, deployment } }) {
      const made = await azure.deployment(group, deployment);
      const host = await publishing(made?.outputs ?? {});
      const id = await until(work, REFUSED_WITHIN_MS, "the app's publishing host", () => taken(() => host.push(zip)));
      const ended = await until(work, PACKAGE_WITHIN_MS, "the app's start with its code", async () => {
        const now = await host.state(id.told);
        return now === null || GOING_ON.has(now.state) ? null : now;
      });
      if (ended.state !== "success") throw unsuccessful("of the code", ended.state, ended.text);
      isPushed = true;
      return DONE;
    },
  };
}

const GOING_ON: ReadonlySet<PublishedState["state"]> = new Set(["pending", "building", "deploying"]);

/** Null: not yet; roles that were given a moment ago are not in effect everywhere. */
async function taken(push: () => Promise<string | null>): Promise<{ readonly told: string | null } | null> {
  try {
    return { told: await push() };
  } catch (error) {
    if (error instanceof PermissionError) return null;
    if (error instanceof ServiceError && error.code === "BlobUploadFailedException") return null;
    throw error;
  }
}

async function until<T>(
  { clock, signal, progress }: Pick<DeploymentWork, "clock" | "signal" | "progress">,
  withinMs: number,
  what: string,
  look: () => Promise<T | null>,
): Promise<T> {
  const begun = clock.elapsed();
  for (let round = 0; ; round += 1) {
    const found = await look();
    if (found !== null) return found;
    if (clock.elapsed() - begun >= withinMs) throw late(what, withinMs);
    if (round % 6 === 1) progress(`waiting for ${what}`);
    await clock.sleep(PAUSE_MS, signal);
  }
}

function late(what: string, withinMs: number): DeadlineError {
  return new DeadlineError(`${what} did not come to its end within ${withinMs / 60_000} minutes.`, {
    code: "deadline",
    remedy:
      "Look at the resource group in the Azure portal (Deployments), and run the same command again: it looks first.",
  });
}

function unsuccessful(what: string, state: string, problem: string | null): ServiceError {
  return new ServiceError(
    `The deployment ${what} ended as ${state}${problem === null || problem === "" ? "" : `: ${problem}`}.`,
    {
      code: "deployment-failed",
      remedy: "Mend what Azure says, and run the same command again: it does only what is missing.",
    },
  );
}
