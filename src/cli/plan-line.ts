// The command line that carries a saved plan out, as it has to be typed in this place.
import { needsPlace } from "../report/secret-places.js";
import { shellWord } from "../report/shell-word.js";
import type { SavedPlan } from "../shapes/plan.js";
import { commandLine, namedStateDir } from "./login-line.js";
import type { CommonOptions } from "./options.js";
import type { Settings } from "./settings.js";
import type { World } from "./world.js";

/** Some commands have a place for what they make secret. */
export type PlanOptions = CommonOptions & { readonly passwordTo?: string };

export function planLine(
  file: string,
  plan: Pick<SavedPlan, "command" | "plan" | "tenantId" | "tenant">,
  options: PlanOptions,
  settings: Settings,
  { platform }: World,
): string {
  const { sandboxDir, tenant: named } = settings;
  const { passwordTo = "WHERE" } = options;
  const place = needsPlace(plan.plan) ? ` --password-to ${shellWord(passwordTo, platform)}` : "";
  return commandLine(`${plan.command} --plan ${shellWord(file, platform)}${place}`, {
    tenant: sandboxDir === undefined || named !== undefined ? plan.tenantId : undefined,
    clientId: undefined,
    cloud: plan.tenant.cloud,
    sandboxDir,
    stateDir: namedStateDir(options, settings),
    platform,
  });
}
