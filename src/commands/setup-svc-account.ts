import { WIZARD_ROLE } from "../accounts/held-role.js";
import { planServiceAccount } from "../accounts/service-account.js";
import { checkWishes, isSwitch, type SetupWishes } from "../accounts/setup-wishes.js";
import { wizardWarnings } from "../accounts/wizard-warnings.js";
import { accountExecutors } from "../changes/account-executor-set.js";
import { createAccountLookup } from "../changes/account-lookup.js";
import { type Binding, bindingOf } from "../conditional-access/binding.js";
import type { OperationName } from "../knowledge/operations.js";
import type { ResultOf } from "../report/result-schemas.js";
import { known } from "../shapes/fact.js";
import { accountSecrets } from "./account-secrets.js";
import { type ChangeOptions, carryOut, type Dialogue } from "./carry-out.js";
import { envelopeOf, serviceTime } from "./envelope.js";
import { tellingOpenRun } from "./open-run-told.js";
import type { PasswordDestination } from "./password-destination.js";
import { requireRights } from "./required-rights.js";
import { surveyOnceShown } from "./restored-in-open-run.js";
import { type AccountSurvey, surveyTenant, type TenantSurvey } from "./service-account-survey.js";
import type { Session } from "./session.js";
import { setupResult } from "./setup-result.js";
import { type Turn, takeTurn } from "./turn.js";

export interface SetupServiceAccountOptions extends ChangeOptions {
  /** `passwordTo` in it says nothing: what counts is the place below. */
  readonly wishes: SetupWishes;
  /** Where a password and a pass go; undefined: not said. */
  readonly place?: PasswordDestination;
  /** Asked only when there is something to put away, and no place was said; throws when there is no answer. */
  readonly askPlace: (what: "password" | "pass" | "password and the pass") => Promise<PasswordDestination>;
  /** Writes to stdout what is kept nowhere else; resolves when it is written, rejects when it is not. */
  readonly show: (text: string) => Promise<void>;
}

type Result = ResultOf<"setup-svc-account">;

/** Creates the cloud-only account that runs the wizard, or adopts the one that is there, and gives it its role. */
export async function setupServiceAccount(
  session: Session,
  options: SetupServiceAccountOptions,
  dialogue: Dialogue,
): Promise<Result> {
  checkWishes(options.wishes);
  const { name, domain } = options.wishes;
  const subject = ({ initialDomain }: { readonly initialDomain: string }) => `${name}@${domain ?? initialDomain}`;
  return tellingOpenRun(session, options, { command: COMMAND, subject }, () => inTurn(session, options, dialogue));
}

async function inTurn(session: Session, options: SetupServiceAccountOptions, dialogue: Dialogue): Promise<Result> {
  const { wishes } = options;
  const doubts = await requireRights(session, operationsOf(wishes), options);
  const first = await surveyTenant(session.graph, wishes);
  const turn = await takeTurn(session, options, {
    tenantId: first.organization.value.id,
    command: COMMAND,
    subject: first.userPrincipalName,
  });
  try {
    const surveyed = await surveyOnceShown(session, first, wishes, turn.openRun, (line) => dialogue.progress(line));
    return await setUp(session, options, dialogue, { ...surveyed, turn, doubts });
  } finally {
    turn.release();
  }
}

const COMMAND = "setup-svc-account";

/** Rights that only an option needs are asked of nobody else. */
function operationsOf(wishes: SetupWishes): readonly OperationName[] {
  if (isSwitch(wishes)) return ["setup-svc-account --disable"];
  const options: readonly (OperationName | false)[] = [
    wishes.tapMinutes !== null && "setup-svc-account --tap",
    wishes.restoreDeleted !== null && "setup-svc-account --restore-deleted",
    wishes.resetPassword && "setup-svc-account --reset-password",
    wishes.turn === "on" && "setup-svc-account --disable",
  ];
  return ["setup-svc-account", ...options.filter((one) => one !== false)];
}

interface Known {
  readonly tenant: TenantSurvey;
  readonly account: AccountSurvey;
  readonly turn: Turn;
  readonly doubts: readonly string[];
}

async function setUp(
  session: Session,
  options: SetupServiceAccountOptions,
  dialogue: Dialogue,
  { tenant, account, turn, doubts }: Known,
): Promise<Result> {
  const { graph, operator } = session;
  const { wishes } = options;
  const { organization, userPrincipalName, met } = tenant;
  const now = serviceTime(organization);
  const envelope = envelopeOf(session, organization, options.ticket);
  const { user, has } = account;
  const secrets = accountSecrets(session, options, {
    userPrincipalName,
    tenantId: organization.value.id,
    command: COMMAND,
    at: envelope.at,
    openRun: turn.openRun,
  });
  const usablePass = has?.passes?.state === "known" ? has.passes.value.find(({ usable }) => usable) : undefined;
  const planned = planServiceAccount(
    {
      userPrincipalName,
      operatorId: operator.id,
      account:
        user === null || has === null
          ? null
          : {
              user,
              roles: has.roles,
              mark: has.mark,
              hasPass: usablePass !== undefined,
              keptPass: usablePass === undefined ? null : await secrets.keptPass(usablePass),
            },
      deleted: account.deleted,
      role: {
        privilegedIdentity: account.privilegedIdentity,
        rules: account.rules,
        ticketed: options.ticket !== undefined,
        now,
      },
      pass: {
        settings: met?.methodSettings ?? known(NO_METHODS, { request: "" }),
        userId: user?.id ?? null,
        memberships: has?.roles.memberships ?? known({ groupIds: [] }, { request: "" }),
      },
    },
    wishes,
  );
  const { plan } = planned;
  const bindings = bindingsOf(tenant, account);
  const warnings = [
    ...doubts,
    ...domainWarnings(tenant),
    ...planned.warnings,
    ...(met === null || isSwitch(wishes)
      ? []
      : wizardWarnings({
          ...met,
          policies: met.policies.state === "known" ? known(bindings, met.policies.source) : met.policies,
          perUserMfa: has?.perUserMfa ?? null,
          methods: has?.methods ?? null,
          mandatoryMfa: session.cloud.name === "public",
          hasPass: usablePass !== undefined || plan.some(({ kind }) => kind === "create-pass"),
        })),
    ...secrets.earlier(user !== null),
  ];
  await secrets.open(plan);
  const lookup = createAccountLookup(graph);
  const changing = await carryOut(
    session,
    {
      command: COMMAND,
      subject: userPrincipalName,
      wishes: { ...wishes, passwordTo: secrets.journaled() },
      envelope,
      plan,
      warnings,
      turn,
      secretsTo: secrets.goTo(),
    },
    accountExecutors({
      graph,
      lookup,
      password: secrets.password,
      passwordIsLost: secrets.passwordIsLost,
      keepPass: secrets.keepPass,
      run: secrets.run,
      justification: options.reason ?? `Entra Connect wizard (${COMMAND})`,
      ...(options.ticket === undefined ? {} : { ticket: options.ticket }),
    }),
    options,
    dialogue,
    { prepare: secrets.prepare, confirmed: secrets.confirmed },
  );
  const id = user?.id ?? (changing.dryRun ? null : await lookup.userId({ userPrincipalName }));
  return setupResult({
    ...{ wishes, envelope, userPrincipalName, account, planned, changing, id, secrets, now },
    cut: turn.openRun,
    policies: bindings,
  });
}

const NO_METHODS = {
  enabled: [],
  pass: { enabled: false, shortest: null, longest: null, onlyOnce: false, for: [], notFor: [] },
};

/** Who the account will be to each policy: with the role, whether it has it yet or not. */
function bindingsOf({ met, userPrincipalName }: TenantSurvey, { user, has }: AccountSurvey): readonly Binding[] {
  if (met?.policies.state !== "known") return [];
  const assigned = has?.roles.assigned;
  const roleIds = assigned?.state === "known" ? assigned.value.filter((one) => one.tenantWide) : [];
  const subject = {
    ...{ kind: "user" as const, guest: false, attended: true },
    name: userPrincipalName,
    userId: user?.id ?? null,
    roleIds: [...new Set([...roleIds.map(({ roleId }) => roleId), WIZARD_ROLE.id])],
    memberships: has?.roles.memberships ?? known({ groupIds: [], roleIds: [] }, { request: "" }),
  };
  return met.policies.value.map((policy) => bindingOf(policy, subject));
}

function domainWarnings({ domain, organization }: TenantSurvey): readonly string[] {
  if (domain.isInitial || organization.value.syncEnabled !== true) return [];
  return [
    `Whether Active Directory's users come from ${domain.name}, Microsoft Graph does not tell: if they do, an account of the same name there may take this one over. The initial domain cannot be synchronised.`,
  ];
}
