import { planServiceAccount, userPrincipalNameOf } from "../accounts/service-account.js";
import { createUserExecutor } from "../changes/account-executors.js";
import { createAccountLookup } from "../changes/account-lookup.js";
import { assignRoleExecutor } from "../changes/role-executors.js";
import type { Binding } from "../conditional-access/binding.js";
import { ROLES } from "../knowledge/directory.js";
import type { ResultOf } from "../report/result-schemas.js";
import { observe } from "../tenant/observe.js";
import { readOrganization } from "../tenant/organization.js";
import { readPolicies } from "../tenant/policies.js";
import { readRolesOf, readUser } from "../tenant/users.js";
import { surveyBindings } from "./binding-survey.js";
import { type ChangeOptions, carryOut, type Dialogue } from "./carry-out.js";
import { envelopeOf } from "./envelope.js";
import { openDestination, type PasswordDestination } from "./password-destination.js";
import { requireRights } from "./required-rights.js";
import { leftBy } from "./secret-destinations/left-by.js";
import type { SecretNeed } from "./secret-destinations/secret-destination.js";
import type { Session } from "./session.js";

export interface SetupServiceAccountOptions extends ChangeOptions {
  readonly name: string;
  readonly displayName: string;
  /** Asked for only when an account is to be made; throws when there is no answer. */
  readonly passwordTo: () => Promise<PasswordDestination>;
  /** Writes to stdout what is kept nowhere else; resolves when it is written, rejects when it is not. */
  readonly show: (text: string) => Promise<void>;
}

/** Creates the cloud-only account that runs the wizard, or adopts the one that is there, and gives it its role. */
export async function setupServiceAccount(
  session: Session,
  options: SetupServiceAccountOptions,
  dialogue: Dialogue,
): Promise<ResultOf<"setup-svc-account">> {
  const { graph } = session;
  const doubts = await requireRights(session, "setup-svc-account", options);
  const [organization, policies] = await Promise.all([readOrganization(graph), observe(readPolicies(graph))]);
  const userPrincipalName = userPrincipalNameOf(options.name, organization.value.initialDomain);
  const { value: user } = await readUser(graph, userPrincipalName);
  const roleIds = user === null ? [] : (await readRolesOf(graph, user.id)).value;
  const plan = planServiceAccount({ initialDomain: organization.value.initialDomain, user, roleIds }, options);

  const place = user === null && !options.dryRun ? await options.passwordTo() : null;
  const { randomInt, redactor, vault } = session;
  const hide = (secret: string) => redactor.hide(secret);
  const destination = place === null ? null : openDestination(place, { randomInt, hide, show: options.show, vault });
  const passwordTo = destination?.describe() ?? null;
  const command = "setup-svc-account";
  const need: SecretNeed = {
    userPrincipalName,
    password: "new-account",
    pass: false,
    leftBy: () =>
      leftBy(options.journals, {
        tenantId: organization.value.id,
        command,
        subject: userPrincipalName,
        passwordTo: passwordTo ?? "",
      }),
  };
  await destination?.check(need);
  let password = "";
  const bindings =
    policies.state === "unknown"
      ? []
      : await surveyBindings(graph, policies.value, [
          {
            name: userPrincipalName,
            userId: user?.id ?? null,
            roleIds: [...new Set([...roleIds, ROLES.hybridIdentityAdministrator.id])],
          },
        ]);
  const warnings = [
    ...doubts,
    ...(policies.state === "unknown"
      ? [`Whether MFA binds the account could not be told: ${policies.reason} ${policies.remedy}`]
      : bindings.flatMap(warningOf)),
  ];
  const envelope = envelopeOf(session, organization, options.ticket);
  const lookup = createAccountLookup(graph);
  const changing = await carryOut(
    session,
    {
      command,
      subject: userPrincipalName,
      wishes: { name: options.name, displayName: options.displayName, passwordTo },
      envelope,
      plan,
      warnings,
    },
    {
      "create-user": createUserExecutor(graph, lookup, () => password),
      "assign-role": assignRoleExecutor(graph, lookup),
    },
    options,
    dialogue,
    {
      prepare: async (run) => {
        password = (await destination?.prepare(need, run)) ?? "";
      },
      // At once: what follows may fail, and then nobody would know the password of an account that is there.
      confirmed: async ({ kind }, outcome) => {
        if (kind === "create-user" && outcome === "done") await destination?.reveal("password");
      },
    },
  );
  const created = changing.applied.some(({ kind, outcome }) => kind === "create-user" && outcome === "done");
  const id = user?.id ?? (changing.changed ? ((await readUser(graph, userPrincipalName)).value?.id ?? null) : null);
  return {
    schema: "aadc-cloud/setup-svc-account@1",
    ...envelope,
    ...changing,
    warnings: [...warnings, ...(user === null ? [] : [ADOPTED]), ...someoneElseMadeIt(changing.applied)],
    account: {
      userPrincipalName,
      id,
      existedBefore: user !== null,
      passwordTo: created ? passwordTo : null,
    },
    policies: bindings,
  };
}

const ADOPTED =
  "The account existed already: its password was not touched, and nothing is written to --password-to. If an earlier run stored a password there, that is it; if nobody knows it, reset it in the Entra admin center.";

function warningOf({ policyName, verdict, reason, controls }: Binding): readonly string[] {
  const demand = controls.join(", ");
  if (verdict === "binds")
    return [
      `The wizard will meet "${policyName}" (${demand}): ${reason}. Register a method for the account, or use a Temporary Access Pass.`,
    ];
  return verdict === "unknown" ? [`The wizard may meet "${policyName}" (${demand}): ${reason}.`] : [];
}

function someoneElseMadeIt(applied: ResultOf<"setup-svc-account">["applied"]): readonly string[] {
  const found = applied.some(({ kind, outcome }) => kind === "create-user" && outcome === "already-so");
  return found ? ["The account was made by somebody else meanwhile: the stored password is not its password."] : [];
}
