// runs rollback: the run says which tenant and cloud are meant, before anybody signs in.
import type { Command } from "commander";
import { findRunToTakeBack } from "../commands/find-run.js";
import { nothingTakenBack } from "../report/taken-back.js";
import { GuardError, SignInError, UsageError } from "../shapes/errors.js";
import type { RunRecord } from "../shapes/run.js";
import { changeOptions, dialogueFor, inSession, withAgreedPlan } from "./changing.js";
import type { Context } from "./context.js";
import { EXIT } from "./exit-codes.js";
import { journalsOf, typedHere } from "./offline-runs.js";
import type { CommonOptions } from "./options.js";
import { isOwnTenant } from "./sandbox-folder.js";
import { type Settings, settingsOf } from "./settings.js";

export async function rollBack(
  given: string | undefined,
  options: CommonOptions,
  command: Command,
  context: Context,
): Promise<void> {
  const { world } = context;
  const { options: agreedOptions, agreed } = await withAgreedPlan(options, command, ["runs rollback"], world);
  const asked = settingsOf(agreedOptions, world);
  const journals = journalsOf(asked, world);
  // A saved plan says of which run it is.
  const typed = typedHere(agreedOptions, asked, world);
  const named = given ?? agreed?.subject;
  if (named === undefined)
    throw new UsageError("Which run is to be taken back was not said.", {
      code: "run-missing",
      remedy: `Give its id, or for the newest one that changed something: last. What runs there are is shown by: ${typed("runs list")}`,
    });
  const record = await journals.read(await findRunToTakeBack(journals, named, typed));
  // `last` names no run, and so no tenant.
  const isNamed = asked.tenantNamed || named.trim() !== "last";
  const there = { ...agreedOptions, ...placeOf(record, agreedOptions, asked) };
  const result = await inSession(
    there,
    context,
    () => import("../commands/runs-rollback.js"),
    ({ runsRollback }, session, settings) =>
      runsRollback(
        session,
        {
          ...changeOptions(there, settings, world, agreed),
          record,
          ...(settings.timeoutMs === undefined ? {} : { timeoutMs: settings.timeoutMs }),
        },
        dialogueFor(there, { ...settings, tenantNamed: isNamed }, world),
      ),
  ).catch((error: unknown) => {
    throw isOfOtherSandbox(error, asked) ? ofOtherSandbox(record) : error;
  });
  // It was wished, and nothing came of it: only what is undone already is as it was wished.
  if (nothingTakenBack(result) !== null) context.exit(EXIT.guard);
}

/** A sandbox does not know the tenants of another one. */
function isOfOtherSandbox(error: unknown, { sandboxDir }: Settings): boolean {
  return sandboxDir !== undefined && error instanceof SignInError && error.code === "AADSTS90002";
}

function ofOtherSandbox({ runId, begun }: RunRecord): GuardError {
  return new GuardError(
    `Run ${runId} changed the tenant ${begun.tenantId} (${begun.tenant.initialDomain}), which this sandbox does not have. Nothing was changed.`,
    { code: "run-of-other-tenant", remedy: "Name the sandbox that the run was made in: --sandbox-dir DIR" },
  );
}

/** In a sandbox the cloud is told by the sandbox itself, and one of its tenants needs no name. */
function placeOf(
  { runId, begun }: RunRecord,
  { tenant, cloud }: CommonOptions,
  { sandboxDir, tenant: named }: Settings,
): Partial<CommonOptions> {
  const names = [begun.tenantId, begun.tenant.initialDomain].map((name) => name.toLowerCase());
  const isId = tenant !== undefined && /^[0-9a-f-]{36}$/i.test(tenant);
  if ((isId && !names.includes(tenant.toLowerCase())) || (cloud !== undefined && cloud !== begun.tenant.cloud))
    throw new GuardError(
      `Run ${runId} changed the tenant ${begun.tenantId} (${begun.tenant.initialDomain}, cloud ${begun.tenant.cloud}). Nothing was changed.`,
      { code: "run-of-other-tenant", remedy: "Leave out --tenant and --cloud: the run says which are meant." },
    );
  if (sandboxDir !== undefined)
    return named === undefined && isOwnTenant(sandboxDir, begun.tenantId) ? {} : { tenant: tenant ?? begun.tenantId };
  return { tenant: tenant ?? begun.tenantId, cloud: begun.tenant.cloud };
}
