// Plays the cloud half of a migration with the real command line in an emulated tenant, as a person would. It prints
// what it types. After each step a client that shares nothing with the product reads the tenant: only what that client
// has seen counts. Exit code 0 only when all of it was seen.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { otherClient } from "./other-client.mjs";

const { values } = parseArgs({
  options: { "sandbox-dir": { type: "string", default: ".aadc-sandbox" }, "trace-dir": { type: "string" } },
});
const folder = path.resolve(values["sandbox-dir"]);
const passwordFile = path.join(folder, "svc-adconnect.txt");
const main = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));

const GRAPH = "https://graph.microsoft.com";
const HEALTH = "https://management.azure.com/providers/Microsoft.ADHybridHealthService";
const SYNC_ROLE = "d29b2b05-8046-44ba-8758-1e26182fcf32";
const ADMIN_ROLE = "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2";
let step = 0;
let typed = 0;

/** Types one command line. @param {string} line @param {number} expected exit code @param {string} [why] */
function type(line, expected, why) {
  console.log(`\n\x1b[1m$ aadc-cloud ${line}\x1b[0m`);
  typed += 1;
  const traceDir = line.startsWith("sandbox") ? undefined : values["trace-dir"];
  const trace = traceDir === undefined ? [] : ["--trace", path.join(traceDir, `${typed}.jsonl`)];
  const words = (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ""));
  const { status, error } = spawnSync(process.execPath, [main, ...words, "--sandbox-dir", folder, ...trace], {
    stdio: ["ignore", "inherit", "inherit"],
    cwd: path.dirname(path.dirname(main)),
  });
  if (error !== undefined) throw error;
  if (status !== expected) throw new Error(`The exit code was ${status}, not ${expected}.`);
  if (why !== undefined) console.log(`(exit code ${expected}: ${why})`);
}

/** @param {string} title */
function announce(title) {
  step += 1;
  console.log(`\n\x1b[1m\x1b[36m── ${step}. ${title}\x1b[0m`);
}

/** @param {string} what @param {boolean} seen */
function check(what, seen) {
  if (!seen) throw new Error(`The other client does NOT see: ${what}.`);
  console.log(`\x1b[32m✓ seen by another client: ${what}\x1b[0m`);
}

try {
  announce("An emulated tenant: Contoso, still on Azure AD Connect version 1");
  type("sandbox reset --scenario contoso-v1 --query scenario", 0);
  // Of an earlier demo: its account is gone with the reset.
  rmSync(passwordFile, { force: true });

  announce("A first look, reading only: who synchronises, with which version, until when supported?");
  type("verify-sync", 1, "version 1 was stopped by Microsoft, and nothing synchronises");
  const tenant = await otherClient(folder);
  const organization = async () => (await tenant.get(`${GRAPH}/v1.0/organization`)).value[0];
  check("the last synchronisation is of 2023", (await organization()).onPremisesLastSyncDateTime.startsWith("2023-"));

  announce("The account that will run the wizard on the new server");
  type(`setup-svc-account --password-to file:${passwordFile} --yes`, 0);
  const account = await tenant.get(
    `${GRAPH}/v1.0/users/svc-adconnect@contoso.onmicrosoft.com?$select=id,accountEnabled`,
  );
  check("the account exists and is enabled", account.accountEnabled === true);
  const roles = await tenant.get(
    `${GRAPH}/v1.0/roleManagement/directory/roleAssignments?$filter=${encodeURIComponent(`principalId eq '${account.id}'`)}`,
  );
  const held = roles.value.map((/** @type {{roleDefinitionId: string}} */ { roleDefinitionId }) => roleDefinitionId);
  check("it holds Hybrid Identity Administrator and nothing else", held.length === 1 && held[0] === ADMIN_ROLE);

  announce("MFA would stop the sync accounts: exclude them by role, and nobody else");
  type("mfa-exclusion status", 0);
  const policies = async () => (await tenant.get(`${GRAPH}/v1.0/identity/conditionalAccess/policies`)).value;
  const before = await policies();
  type("mfa-exclusion add --yes", 0);
  const after = await policies();
  check("the role is excluded from the policy for all users", excludes(after, "CA001").includes(SYNC_ROLE));
  check("nothing else in any policy has changed", everythingElse(before) === everythingElse(after));

  announce("The swap, on the servers: the old one off, the new one out of staging mode");
  type("sandbox do stop-server AADC-OLD --query result", 0);
  type("sandbox do set-staging AADC-NEW off --query result", 0);
  type("sandbox do sync --query result", 0);
  const exported = async () => {
    const { value } = await tenant.get(`${GRAPH}/beta/directory/onPremisesSynchronization`);
    return value[0].configuration.currentExportData.clientMachineName;
  };
  check("the last export came from AADC-NEW", (await exported()) === "AADC-NEW");

  announce("Is the new server active, and is synchronisation healthy?");
  type("verify-sync --active-server AADC-NEW", 0);
  const age = Date.now() - Date.parse((await organization()).onPremisesLastSyncDateTime);
  check("the last synchronisation is minutes old", age < 10 * 60_000);

  announce("The old server's entry in Connect Health");
  const entries = async () => {
    const version = "api-version=2014-01-01";
    const services = await tenant.get(`${HEALTH}/services?serviceType=AadSyncService&${version}`);
    const list = await tenant.get(`${HEALTH}/services/${services.value[0].serviceName}/servicemembers?${version}`);
    return list.value.map((/** @type {{machineName: string}} */ { machineName }) => machineName).join(", ");
  };
  check("both servers are listed", (await entries()) === "AADC-OLD, AADC-NEW");
  type("cleanup-health --server AADC-OLD --confirm-name AADC-OLD --yes", 0);
  check("only the new server is left", (await entries()) === "AADC-NEW");

  announce(
    "A week later: the identity that the old server signed in with. It is disabled first, and deleted days later",
  );
  type("sandbox do advance 8d --query result", 0);
  type("cleanup-accounts", 0);
  const old = (await tenant.get(`${GRAPH}/v1.0/users?$select=id,userPrincipalName,accountEnabled`)).value.find(
    (/** @type {{userPrincipalName: string}} */ { userPrincipalName }) =>
      userPrincipalName.startsWith("Sync_AADC-OLD_"),
  );
  const name = old.userPrincipalName;
  check("it is there, and enabled", old.accountEnabled === true);
  const gone = '--decommissioned AADC-OLD --reason "shut down a week ago" --confirm-name AADC-OLD';
  type(`cleanup-accounts --identity ${name} --step disable ${gone} --yes`, 0);
  const off = await tenant.get(`${GRAPH}/v1.0/users/${old.id}?$select=accountEnabled`);
  check("it is disabled", off.accountEnabled === false);
  const deletion = `cleanup-accounts --identity ${name} --step delete --quarantine 3d --confirm-name ${name} --yes`;
  type(deletion, 4, "neither is the quarantine over, nor is it proven that synchronisation goes on without it");
  type("sandbox do advance 4d --query result", 0);
  type(deletion, 0);
  const deleted = (await tenant.get(`${GRAPH}/v1.0/directory/deletedItems/microsoft.graph.user?$select=id`)).value;
  check(
    "it is among the deleted users, where it can be restored for 30 days",
    deleted.some((/** @type {{id: string}} */ { id }) => id === old.id),
  );

  announce("The account that ran the wizard has done its work");
  type("setup-svc-account --disable --yes", 0);

  announce("All in order?");
  type("verify-sync --active-server AADC-NEW --fail-on warning", 0);
  check("the new server is still the one that exports", (await exported()) === "AADC-NEW");

  await tenant.stop();
  console.log("\nThe migration is done, and everything was seen by another client.");
  console.log("The tenant is still there. Look around: npx aadc-cloud verify-sync --sandbox");
} catch (error) {
  console.error(`\nThe demo failed. ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

/** @param {any[]} policies @param {string} prefix @returns {string[]} */
function excludes(policies, prefix) {
  return policies.find(({ displayName }) => displayName.startsWith(prefix)).conditions.users.excludeRoles;
}

/** The policies without what the exclusion writes and what the service notes of a change. @param {any[]} policies */
function everythingElse(policies) {
  const copies = structuredClone(policies);
  for (const policy of copies) {
    delete policy.modifiedDateTime;
    delete policy.conditions.users.excludeRoles;
  }
  return JSON.stringify(copies);
}
