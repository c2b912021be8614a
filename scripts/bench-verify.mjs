// What verify-sync takes: time against its longest chain of dependent requests and against the throttled lanes, and memory
// with 50,000 provisioning errors in tenants of three sizes. The sandbox is a process of its own and answers after 100 ms.
// Needs a build.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inFolder, root, withSandbox } from "./measured-cli.mjs";
import { ROUND_TRIP_MS, said, timed, UNTRACED } from "./timed-reading.mjs";

const PEAK_MIB = 200;
/** The largest peak as a multiple of the smallest. */
const FLAT = 1.2;
const RUNS = 5;
const VERIFY = ["verify-sync"];

/** Whom the errors are spread over. @type {readonly { users: number, usersWithProvisioningErrors: number, provisioningErrorsEach: number }[]} */
const POPULATIONS = [
  { users: 5_000, usersWithProvisioningErrors: 5_000, provisioningErrorsEach: 10 },
  { users: 50_000, usersWithProvisioningErrors: 50_000, provisioningErrorsEach: 1 },
  { users: 500_000, usersWithProvisioningErrors: 50_000, provisioningErrorsEach: 1 },
];

for (const scenario of ["contoso-v1", "fabrikam-app"])
  await inFolder((folder) =>
    withSandbox(folder, optionsOf(scenario), (signedIn) =>
      timed(scenario, { signedIn, folder, runs: RUNS, argv: VERIFY }),
    ),
  );

/** @type {number[]} */
const peaks = [];
for (const population of POPULATIONS)
  await inFolder(async (folder) => {
    const what = `${population.users.toLocaleString("en")} users`;
    await withSandbox(folder, optionsOf(scenarioFile(folder, population)), async (signedIn) => {
      await timed(what, { signedIn, folder, runs: 1, argv: VERIFY });
      const { stdout, peakMiB } = await signedIn(VERIFY, UNTRACED);
      const { total } = JSON.parse(stdout).sync.provisioningErrors.value;
      if (total < 50_000) throw new Error(`Only ${total} provisioning errors were counted.`);
      peaks.push(peakMiB);
      said(`${what}: ${total} provisioning errors, peak of ${peakMiB.toFixed(0)} MiB`, peakMiB, PEAK_MIB);
    });
  });
const spread = Math.max(...peaks) / Math.min(...peaks);
said(`the largest peak is ${spread.toFixed(2)} times the smallest`, spread, FLAT);

/** @param {string} scenario */
function optionsOf(scenario) {
  return ["--scenario", scenario, "--latency", String(ROUND_TRIP_MS)];
}

/** The large scenario with another population. @param {string} folder @param {typeof POPULATIONS[number]} population */
function scenarioFile(folder, population) {
  const scenario = JSON.parse(
    readFileSync(path.join(root, "src", "sandbox", "scenarios", "northwind-large.json"), "utf8"),
  );
  Object.assign(scenario.tenants[0].population, population);
  const file = path.join(folder, "scenario.json");
  writeFileSync(file, JSON.stringify({ ...scenario, name: "verify" }));
  return file;
}
