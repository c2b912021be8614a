// The contract check as a whole: every recorded exchange against the schema of its service.
import { type BetaList, betaVersion } from "./beta-types.js";
import { readGraphTypes } from "./csdl-types.js";
import { type Exchange, logFiles, readExchanges } from "./exchange.js";
import { type CountedFinding, createFindings, type Findings, type Report } from "./findings.js";
import { batchedExchanges, isBatch } from "./graph-batch.js";
import { checkGraphExchange, type GraphContract } from "./graph-check.js";
import { checkHealthExchange, type HealthContract, isHealthPath, readHealthContract } from "./health-check.js";
import { serviceOf } from "./hosts.js";
import type { JsonObject } from "./json.js";
import { checkOwnExchange } from "./own-check.js";
import { checkPermissions, type PermissionRow } from "./permission-check.js";
import { createRouteUse } from "./support-check.js";

/** The texts and tables that are compared; what is absent is not compared. */
export interface ContractInputs {
  readonly csdl: string | undefined;
  readonly betaDeclarations: string;
  readonly betaList: BetaList;
  /** Parsed. */
  readonly swagger: unknown;
  /** Parsed. */
  readonly permissions: unknown;
  readonly permissionRows: readonly PermissionRow[];
  /** Rows of `/$support`. */
  readonly support: readonly JsonObject[];
  /** Folder with recorded logs. */
  readonly logs: string;
  /** Whether the logs are those of the whole suite: then each route must have been used, and each exception needed. */
  readonly isWhole: boolean;
}

export interface ContractOutcome {
  readonly findings: readonly CountedFinding[];
  readonly files: number;
  readonly exchanges: number;
}

/** Compares everything that is there to be compared. */
export function checkContract(inputs: ContractInputs): ContractOutcome {
  const findings = createFindings();
  const general: Report = (rule, subject, detail) => findings.add({ rule, subject, detail, where: "tables" });
  const files = logFiles(inputs.logs);
  const graph = inputs.csdl === undefined ? undefined : graphContract(inputs.csdl, inputs, general);
  const health = inputs.swagger === undefined ? undefined : readHealthContract(inputs.swagger);
  const routes = createRouteUse();
  let count = 0;
  for (const file of files) {
    for (const exchange of readExchanges(file, findings)) {
      count += 1;
      routes.note(exchange);
      checkExchange({ graph: graph?.contract, health, findings }, exchange);
    }
  }
  if (inputs.isWhole) {
    routes.check(inputs.support, general);
    for (const name of graph?.unusedBeta() ?? []) general("stale", `beta ${name}`, "listed, but nothing has shown it");
  }
  if (inputs.permissions !== undefined) checkPermissions(inputs.permissionRows, inputs.permissions, general);
  return { findings: findings.list(), files: files.length, exchanges: count };
}

function graphContract(csdl: string, { betaDeclarations, betaList }: ContractInputs, report: Report) {
  const graph = readGraphTypes(csdl);
  const beta = betaVersion(graph, betaDeclarations, betaList, report);
  const contract: GraphContract = {
    graph,
    versions: new Map([
      ["v1.0", { types: graph, additions: undefined }],
      ["beta", { types: beta.types, additions: beta.additions }],
    ]),
  };
  return { contract, unusedBeta: () => beta.unused() };
}

interface Contracts {
  readonly graph: GraphContract | undefined;
  readonly health: HealthContract | undefined;
  readonly findings: Findings;
}

function checkExchange({ graph, health, findings }: Contracts, exchange: Exchange): void {
  const report: Report = (rule, subject, detail) => findings.add({ rule, subject, detail, where: placeOf(exchange) });
  const service = serviceOf(exchange.host, exchange.url);
  // A connection made for another host: the request reached nobody.
  if (service === "sandbox" || exchange.status === 421) return;
  if (service === undefined) {
    if (exchange.status < 400) report("host", exchange.host, "no host of Microsoft's");
    return;
  }
  if (service === "graph") {
    if (graph === undefined) return;
    for (const one of isBatch(exchange) ? batchedExchanges(exchange, report) : [exchange]) {
      checkGraphExchange(graph, one, report);
    }
    return;
  }
  // Role assignments stand below whatever they are for, and in another description.
  const isHealth =
    service === "arm" &&
    /^\/providers\/Microsoft\.ADHybridHealthService\/(?!providers\/Microsoft\.Authorization\/)./iu.test(exchange.url);
  if (!isHealth) checkOwnExchange(service, exchange, report);
  else if (health !== undefined && (isHealthPath(health, exchange.url) || exchange.status < 400)) {
    checkHealthExchange(health, exchange, report);
  }
}

function placeOf({ where, method, url, status }: Exchange): string {
  return `${where} ${method} ${url.length > 120 ? `${url.slice(0, 117)}...` : url} ${status}`;
}
