// What an exclusion takes: requests of the Conditional Access lane, which Microsoft allows one a second, and how far the
// whole stays above that. The sandbox is a process of its own and answers after 100 ms. Needs a build.
import { inFolder, withSandbox } from "./measured-cli.mjs";

const LATENCY_MS = 100;
/** Of what one request a second allows. */
const BOUND = 1.1;
/** Signing in, what is read before the lane's first request, and what comes after its last. */
const BESIDES_MS = 1_500;

const STATUS = ["mfa-exclusion", "status"];
const ADD = ["mfa-exclusion", "add", "--yes"];
/** In the larger tenant nobody is bound: that an addition finds nothing to do costs no more than looking. */
const LINES = {
  "contoso-v1": [STATUS, ["mfa-exclusion", "add", "--dry-run"], ADD, ADD, ["runs", "rollback", "last", "--yes"]],
  "northwind-large": [STATUS, ADD],
};

for (const [scenario, lines] of Object.entries(LINES))
  await inFolder((folder) =>
    withSandbox(folder, ["--scenario", scenario, "--latency", String(LATENCY_MS)], async (signedIn) => {
      for (const argv of lines) report(`${scenario}: ${argv.join(" ")}`, (await signedIn(argv)).exchanges);
    }),
  );

/** @param {string} what @param {readonly import("./measured-cli.mjs").Exchange[]} exchanges */
function report(what, exchanges) {
  const lane = exchanges.filter(({ url }) => url.includes("/identity/conditionalAccess/"));
  const ms = Math.max(...exchanges.map(({ end }) => end)) - Math.min(...exchanges.map(({ start }) => start));
  const bound = BOUND * lane.length * 1_000 + BESIDES_MS;
  const verdict = ms <= bound ? "within" : "ABOVE";
  console.log(
    `${what}: ${lane.length} of ${exchanges.length} requests in the lane, ${(ms / 1_000).toFixed(1)} s (${verdict} ${(bound / 1_000).toFixed(1)} s)`,
  );
  if (ms > bound) process.exitCode = 1;
}
