// All executors of changes of accounts, as the commands that make such changes and those that take them back use them.
import type { ServiceClient } from "../cloud/service-client.js";
import { createUserExecutor, deleteUserExecutor, restoreUserExecutor } from "./account-executors.js";
import type { AccountLookup } from "./account-lookup.js";
import { resetPasswordExecutor, setAccountEnabledExecutor } from "./account-settings-executors.js";
import type { Executors } from "./executor.js";
import { markAccountExecutor, unmarkAccountExecutor } from "./mark-executors.js";
import { createPassExecutor, deletePassExecutor, type NewPass } from "./pass-executors.js";
import { assignRoleExecutor, unassignRoleExecutor } from "./role-executors.js";
import type { RunMoment } from "./run-moment.js";

export interface AccountWork {
  readonly graph: ServiceClient;
  /** One for all: what one change has told of an account, the others know. */
  readonly lookup: AccountLookup;
  /** The new password, asked for at the moment of sending. Without it no account is made and no password reset. */
  readonly password?: () => string;
  /** Whether the password that the part of the run which was cut has set is known to nobody: then another one is set. */
  readonly passwordIsLost?: () => boolean;
  /** Keeps a Temporary Access Pass before anything else is done. Without it none is made. */
  readonly keepPass?: (pass: NewPass) => void | Promise<void>;
  /** Without it nothing is made that notes its run, or begins with it. */
  readonly run?: () => RunMoment;
  /** For Privileged Identity Management. */
  readonly justification: string;
  readonly ticket?: string | undefined;
}

/** Those that what is given is enough for. */
export function accountExecutors(work: AccountWork): Executors {
  const { graph, lookup, password, passwordIsLost, keepPass, run, ...reasons } = work;
  const disabled = new Set<string>();
  return {
    "delete-user": deleteUserExecutor(graph, lookup, (userId) => disabled.has(userId)),
    "restore-user": restoreUserExecutor(graph, lookup),
    "set-account-enabled": setAccountEnabledExecutor(graph, lookup, (userId) => disabled.add(userId)),
    "unmark-account": unmarkAccountExecutor(graph),
    "unassign-role": unassignRoleExecutor(graph, reasons),
    "delete-pass": deletePassExecutor(graph),
    ...(keepPass === undefined ? {} : { "create-pass": createPassExecutor(graph, lookup, keepPass) }),
    ...(run === undefined
      ? {}
      : {
          "mark-account": markAccountExecutor(graph, lookup, run),
          "assign-role": assignRoleExecutor(graph, lookup, run, reasons),
        }),
    ...(run === undefined || password === undefined
      ? {}
      : {
          "create-user": createUserExecutor(graph, lookup, password, run),
          "reset-password": resetPasswordExecutor(graph, lookup, password, run, passwordIsLost),
        }),
  };
}
