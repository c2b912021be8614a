// What a saved plan keeps of the options that shaped it, checked when it is read again: nobody typed it.
import * as z from "zod";
import type { CleanupWishes } from "../accounts/cleanup-wishes.js";
import { checkEndingWishes } from "../conditional-access/ending-wishes.js";
import {
  checkExclusionWishes,
  type EndingWishes,
  type ExclusionWishes,
  NO_EXCLUSION_WISHES,
} from "../conditional-access/exclusion-wishes.js";
import { parseCredential } from "../registration/credential.js";
import { checkName } from "../registration/names.js";
import { operationsToRegister } from "../rights/operations-asked.js";
import type { Json } from "../shapes/change.js";
import { AadcError, UsageError } from "../shapes/errors.js";
import type { CleanupHealthOptions } from "./cleanup-health.js";
import type { FunctionGrantOptions } from "./function-grant.js";
import type { RegisterAppOptions } from "./register-app.js";

type RegisterAppWishes = Pick<
  RegisterAppOptions,
  "name" | "operations" | "kind" | "credential" | "days" | "grant" | "acceptTier0"
>;

const text = z.string().min(1);

const cleanupHealth = z.strictObject({
  servers: z.array(text),
  staleAfterMs: z.int().min(1),
  activeServer: text.nullable(),
  attested: z.array(text).default([]),
  disableOnly: z.boolean().default(false),
});

export function parseCleanupHealthWishes(
  wishes: Json,
): Pick<CleanupHealthOptions, "servers" | "staleAfterMs" | "activeServer" | "attested" | "disableOnly"> {
  const { activeServer, ...rest } = understood(cleanupHealth, wishes);
  return { ...rest, ...(activeServer === null ? {} : { activeServer }) };
}

const cleanupAccounts = z.strictObject({
  identities: z.array(text),
  step: z.enum(["disable", "delete"]).nullable(),
  quarantineMs: z.int().min(1),
  activeServer: text.nullable(),
  decommissioned: text.nullable(),
});

export function parseCleanupAccountsWishes(wishes: Json): CleanupWishes {
  return understood(cleanupAccounts, wishes);
}

/** What is as usual is not kept. */
const mfaExclusionAdd = z.strictObject({
  for: z.array(text).min(1).optional(),
  via: z.enum(["role", "user", "group"]).optional(),
  groupName: text.optional(),
  policies: z.array(text),
  expiresMs: z.int().min(1).optional(),
  until: z.iso.datetime().optional(),
  lockTo: z.array(text).optional(),
  enforce: z.boolean().optional(),
  acceptHuman: z.boolean().optional(),
  acceptUnprotected: z.boolean().optional(),
});

export function parseMfaExclusionAddWishes(wishes: Json): ExclusionWishes {
  const told = Object.entries(understood(mfaExclusionAdd, wishes)).filter(([, value]) => value !== undefined);
  const all: ExclusionWishes = { ...NO_EXCLUSION_WISHES, ...Object.fromEntries(told) };
  return checked(() => {
    checkExclusionWishes(all);
    if ((all.expiresMs === null) !== (all.until === null))
      throw strange("an exclusion for hours has an end, and no other has");
    return all;
  });
}

const mfaExclusionRemove = z.strictObject({ for: z.array(text), policies: z.array(text), expired: z.boolean() });

export function parseMfaExclusionRemoveWishes(wishes: Json): EndingWishes {
  const understoodWishes = understood(mfaExclusionRemove, wishes);
  return checked(() => {
    checkEndingWishes(understoodWishes);
    return understoodWishes;
  });
}

const registerApp = z.strictObject({
  name: text,
  operations: z.array(text).min(1),
  kind: z.enum(["delegated", "app-only"]),
  credential: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("certificate"), file: text }),
      z.strictObject({ kind: z.literal("github"), subject: text }),
      z.strictObject({ kind: z.literal("azure"), objectId: text }),
    ])
    .nullable(),
  days: z.int().min(1).max(730),
  grant: z.boolean(),
  acceptTier0: z.boolean(),
});

export function parseRegisterAppWishes(wishes: Json): RegisterAppWishes {
  const { operations, credential, ...rest } = understood(registerApp, wishes);
  return checked(() => {
    checkName(rest.name);
    if (credential?.kind === "azure") parseCredential(`azure:${credential.objectId}`);
    if (credential !== null && rest.kind === "delegated") throw strange("a credential goes with --app-only");
    return {
      ...rest,
      credential,
      operations: operations.map((name) => {
        const found = operationsToRegister([name]).find((one) => one === name);
        if (found === undefined) throw strange(`no operation is called "${name}"`);
        return found;
      }),
    };
  });
}

const functionGrant = z.strictObject({
  identity: text,
  allowWrites: z.boolean(),
  mail: z.boolean(),
  acceptTier0: z.boolean(),
});

export function parseFunctionGrantWishes(
  wishes: Json,
): Pick<FunctionGrantOptions, "identity" | "allowWrites" | "mail" | "acceptTier0"> {
  return understood(functionGrant, wishes);
}

const functionDeploy = z.strictObject({
  subscriptionId: text,
  group: text,
  location: text,
  parameters: z.record(z.string(), z.string()),
  codeOnly: z.boolean(),
});

/** As they are typed; what stands in parentheses only the file of --parameters tells. */
export function parseFunctionDeployWishes(wishes: Json) {
  const { subscriptionId, group, location, parameters, codeOnly } = understood(functionDeploy, wishes);
  const isInFile = (value: string) => /^\(.*\)$/s.test(value);
  const given = Object.entries(parameters);
  const set = given.flatMap(([name, value]) => (isInFile(value) ? [] : [`${name}=${value}`]));
  const inFile = given.flatMap(([name, value]) => (isInFile(value) ? [name] : []));
  return { subscription: subscriptionId, resourceGroup: group, location, set, codeOnly, inFile };
}

const unregisterApp = z.strictObject({ name: text });

export function parseUnregisterAppWishes(wishes: Json): { readonly name: string } {
  const { name } = understood(unregisterApp, wishes);
  return checked(() => ({ name: checkName(name) }));
}

/** @throws {UsageError} `plan-file` for wishes that no option could have made */
function understood<T>(schema: z.ZodType<T>, wishes: Json): T {
  const { data, error } = schema.safeParse(wishes);
  if (data !== undefined) return data;
  const [issue] = error?.issues ?? [];
  throw strange(
    [issue?.path.map(String).join(".") ?? "", issue?.message ?? ""].filter((part) => part !== "").join(": "),
  );
}

function checked<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AadcError) || error.code === "plan-file") throw error;
    throw strange(error.message.replace(/\.$/, ""));
  }
}

function strange(why: string): UsageError {
  return new UsageError(`The wishes in the saved plan are not to be understood: ${why}.`, {
    code: "plan-file",
    remedy: "Save the plan anew with --plan-out.",
  });
}
