// Schemas of a small harbour, written for these tests, in the forms that Microsoft's have; and a check of a few exchanges
// against them.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "../support/temporary-folder.js";
import { type ContractInputs, checkContract } from "./contract.js";
import type { CountedFinding } from "./findings.js";
import { isObject, type JsonObject } from "./json.js";

const CSDL = `<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>
<Schema Namespace="microsoft.graph" Alias="graph" xmlns="http://docs.oasis-open.org/odata/ns/edm">
  <EnumType Name="rig"><Member Name="sloop" Value="0"/><Member Name="ketch" Value="1"/></EnumType>
  <EnumType Name="lights" IsFlags="true"><Member Name="red" Value="1"/><Member Name="green" Value="2"/></EnumType>
  <EntityType Name="entity" Abstract="true"><Key><PropertyRef Name="id"/></Key>
    <Property Name="id" Type="Edm.String" Nullable="false"/></EntityType>
  <EntityType Name="ship" BaseType="graph.entity">
    <Property Name="name" Type="Edm.String" Nullable="false"/>
    <Property Name="tonnage" Type="Edm.Int32"/>
    <Property Name="length" Type="Edm.Int64"/>
    <Property Name="launched" Type="Edm.DateTimeOffset"/>
    <Property Name="owner" Type="Edm.Guid"/>
    <Property Name="rig" Type="graph.rig"/>
    <Property Name="lights" Type="graph.lights"/>
    <Property Name="hull" Type="graph.hull"/>
    <Property Name="ports" Type="Collection(Edm.String)" Nullable="false"/>
    <NavigationProperty Name="captain" Type="graph.sailor"/>
    <NavigationProperty Name="crew" Type="Collection(graph.sailor)"/>
    <NavigationProperty Name="boats" Type="Collection(graph.ship)" ContainsTarget="true"/>
    <Annotation Term="Org.OData.Core.V1.AlternateKeys"><Collection><Record Type="Org.OData.Core.V1.AlternateKey">
      <PropertyValue Property="Key"><Collection><Record Type="Org.OData.Core.V1.PropertyRef">
        <PropertyValue Property="Alias" String="name"/><PropertyValue Property="Name" PropertyPath="name"/>
      </Record></Collection></PropertyValue></Record></Collection></Annotation>
  </EntityType>
  <EntityType Name="sailor" BaseType="graph.entity" OpenType="true"><Property Name="rank" Type="Edm.String"/></EntityType>
  <ComplexType Name="hull" Abstract="true"><Property Name="depth" Type="Edm.Double"/></ComplexType>
  <ComplexType Name="ironHull" BaseType="graph.hull"><Property Name="plates" Type="Edm.Int32"/></ComplexType>
  <Action Name="sink" IsBound="true"><Parameter Name="it" Type="graph.ship"/>
    <Parameter Name="at" Type="Edm.DateTimeOffset"/></Action>
  <Action Name="muster" IsBound="true"><Parameter Name="all" Type="Collection(graph.ship)"/>
    <Parameter Name="rig" Type="graph.rig"/><ReturnType Type="Collection(graph.ship)"/></Action>
  <Function Name="isAfloat" IsBound="true"><Parameter Name="it" Type="graph.ship"/>
    <ReturnType Type="Edm.Boolean"/></Function>
  <Function Name="wasAfloat" IsBound="true"><Parameter Name="it" Type="graph.ship"/><Parameter Name="on" Type="Edm.String"/>
    <ReturnType Type="Edm.Boolean"/></Function>
  <EntityContainer Name="Harbour">
    <EntitySet Name="ships" EntityType="graph.ship"/><EntitySet Name="sailors" EntityType="graph.sailor"/>
    <Singleton Name="flagship" Type="graph.ship"/>
  </EntityContainer>
  <Annotations Target="graph.ship/boats"><Annotation Term="Org.OData.Capabilities.V1.DeleteRestrictions">
    <Record><PropertyValue Property="Deletable" Bool="false"/></Record></Annotation></Annotations>
</Schema></edmx:DataServices></edmx:Edmx>`;

const BETA = `export type NullableOption<T> = T | null;
export type Mood = "calm" | "stormy";
export interface Entity { id?: string; }
export interface Ship extends Entity { nickname?: NullableOption<string>; mood?: Mood; log?: NullableOption<LogBook>; }
export interface LogBook { pages?: number; }
export interface Crane extends Entity { load?: NullableOption<number>; hooks?: NullableOption<Hook[]>; }
export interface Hook extends Entity { isOpen?: boolean; crane?: Crane; }`;

const SWAGGER = {
  swagger: "2.0",
  parameters: { version: { name: "api-version", in: "query", required: true, type: "string" } },
  paths: {
    "/providers/Microsoft.ADHybridHealthService/piers": {
      get: {
        parameters: [{ name: "$filter", in: "query", type: "string" }, { $ref: "#/parameters/version" }],
        responses: { 200: { schema: { $ref: "#/definitions/Piers" } } },
      },
    },
    "/providers/Microsoft.ADHybridHealthService/piers/{pierName}": {
      delete: {
        parameters: [{ name: "confirm", in: "query", type: "boolean" }, { $ref: "#/parameters/version" }],
        responses: { 204: {} },
      },
    },
  },
  definitions: {
    Piers: { properties: { value: { type: "array", items: { $ref: "#/definitions/Pier" } } } },
    Pier: {
      properties: {
        name: { type: "string" },
        built: { type: "string", format: "date-time" },
        tags: { type: "object", items: { $ref: "#/definitions/Tag" } },
      },
    },
    Tag: { properties: { key: { type: "string" } } },
  },
};

const PERMISSIONS = {
  paths: {
    "/ships/{id}": {
      GET: [
        { permission: "Ship.Read", schemes: ["DelegatedWork", "Application"], least: ["DelegatedWork", "Application"] },
        { permission: "Ship.Write", schemes: ["DelegatedWork"] },
      ],
      PATCH: [
        {
          permission: "Ship.Write",
          schemes: ["DelegatedWork"],
          least: ["DelegatedWork"],
          alsoRequires: ["Ship.Read", "Harbour.Read"],
        },
      ],
    },
  },
};

export const FIXTURE: ContractInputs = {
  csdl: CSDL,
  betaDeclarations: BETA,
  betaList: {
    properties: { ship: ["nickname", "log"] },
    navigation: { Hook: ["crane"] },
    roots: { cranes: "crane" },
    absent: {},
  },
  swagger: SWAGGER,
  permissions: PERMISSIONS,
  permissionRows: [],
  support: [],
  logs: "",
  isWhole: false,
};

const GRAPH = "graph.microsoft.com";
export const ARM = "management.azure.com";
export const LOGIN = "login.microsoftonline.com";

export const CONTEXT = { "@odata.context": "https://x" };

/** An exchange as a sandbox records it: a successful GET at Graph, but for what is given. Graph's bodies get a context. */
export function line(members: JsonObject): string {
  const { responseBody: body, status = 200, host = GRAPH } = members;
  if (host === GRAPH && Number(status) < 400 && isObject(body) && body["responses"] === undefined) {
    return bareLine({ ...members, responseBody: { ...CONTEXT, ...body } });
  }
  return bareLine(members);
}

/** As `line`, with the body exactly as it is given. */
export function bareLine(members: JsonObject): string {
  const common = { host: GRAPH, method: "GET", requestBody: null, status: 200, responseBody: null };
  return JSON.stringify({ at: "2026-11-22T07:00:00.000Z", ...common, ...members });
}

/** What the check finds in a log of these lines; `rule subject` of each. */
export function found(lines: readonly string[], inputs: Partial<ContractInputs> = {}): readonly string[] {
  return findings(`${lines.join("\n")}\n`, inputs).map(({ rule, subject }) => `${rule} ${subject}`);
}

/** @param text of a log */
export function findings(text: string, inputs: Partial<ContractInputs> = {}): readonly CountedFinding[] {
  const logs = temporaryFolder();
  writeFileSync(path.join(logs, "a.jsonl"), text);
  return checkContract({ ...FIXTURE, ...inputs, logs }).findings;
}
