// Reads types out of the declarations of @microsoft/microsoft-graph-types-beta: there is no public CSDL of the beta version
// at hand, and these are made from it.
import ts from "typescript";
import type { JsonObject } from "./json.js";
import type { NestedType } from "./object-types.js";

interface Level {
  readonly schema: JsonObject;
  readonly nested?: NestedType;
}

export interface BetaTypings {
  /** The type of a property, looked for in the interface and those that it extends. */
  propertyType(interfaceName: string, property: string): ts.TypeNode | undefined;
  /** All properties of an interface, with those that it extends; absent when there is no such interface. */
  members(interfaceName: string): ReadonlyMap<string, ts.TypeNode> | undefined;
  level(type: ts.TypeNode): Level;
}

/** @param nameOf gives the name under which the object type of an interface is to be found */
export function readBetaTypings(text: string, nameOf: (interfaceName: string) => string): BetaTypings {
  const source = ts.createSourceFile("beta.d.ts", text, ts.ScriptTarget.ESNext, false);
  const interfaces = new Map<string, ts.InterfaceDeclaration>();
  const aliases = new Map<string, ts.TypeNode>();
  for (const statement of source.statements) {
    if (ts.isInterfaceDeclaration(statement)) interfaces.set(statement.name.text, statement);
    if (ts.isTypeAliasDeclaration(statement)) aliases.set(statement.name.text, statement.type);
  }
  const members = (name: string): ReadonlyMap<string, ts.TypeNode> | undefined => {
    const declaration = interfaces.get(name);
    if (declaration === undefined) return undefined;
    const bases = (declaration.heritageClauses ?? []).flatMap((clause) => clause.types.map((one) => one.expression));
    return new Map([
      ...bases.flatMap((base) => (ts.isIdentifier(base) ? [...(members(base.text) ?? [])] : [])),
      ...declaration.members.flatMap((member) =>
        ts.isPropertySignature(member) && member.type !== undefined && ts.isIdentifier(member.name)
          ? [[member.name.text, member.type] as const]
          : [],
      ),
    ]);
  };
  const level = (type: ts.TypeNode): Level => levelOf(type, { interfaces, aliases, nameOf });
  return { members, level, propertyType: (name, property) => members(name)?.get(property) };
}

interface Declared {
  readonly interfaces: ReadonlyMap<string, unknown>;
  readonly aliases: ReadonlyMap<string, ts.TypeNode>;
  readonly nameOf: (interfaceName: string) => string;
}

const SIMPLE: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.StringKeyword, "string"],
  [ts.SyntaxKind.NumberKeyword, "number"],
  [ts.SyntaxKind.BooleanKeyword, "boolean"],
]);

function levelOf(type: ts.TypeNode, declared: Declared): Level {
  const simple = SIMPLE.get(type.kind);
  if (simple !== undefined) return { schema: { type: simple } };
  if (ts.isParenthesizedTypeNode(type)) return levelOf(type.type, declared);
  if (ts.isArrayTypeNode(type)) {
    const { schema, nested } = levelOf(type.elementType, declared);
    const array = { type: "array", items: schema };
    return nested === undefined ? { schema: array } : { schema: array, nested: { ...nested, collection: true } };
  }
  if (ts.isUnionTypeNode(type)) return unionLevel(type, declared);
  if (ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName))
    return referenceLevel(type, type.typeName, declared);
  return { schema: {} };
}

function unionLevel(type: ts.UnionTypeNode, declared: Declared): Level {
  const literals = type.types.flatMap((one) =>
    ts.isLiteralTypeNode(one) && ts.isStringLiteral(one.literal) ? [one.literal.text] : [],
  );
  if (literals.length === type.types.length) return { schema: { type: "string", enum: literals } };
  const [inner] = type.types;
  return inner === undefined ? { schema: {} } : nullable(levelOf(inner, declared));
}

function referenceLevel(type: ts.TypeReferenceNode, { text: name }: ts.Identifier, declared: Declared): Level {
  const [argument] = type.typeArguments ?? [];
  if (name === "NullableOption" && argument !== undefined) return nullable(levelOf(argument, declared));
  const alias = declared.aliases.get(name);
  if (alias !== undefined) return levelOf(alias, declared);
  if (!declared.interfaces.has(name)) return { schema: {} };
  return { schema: { type: "object" }, nested: { type: declared.nameOf(name), collection: false } };
}

function nullable({ schema, nested }: Level): Level {
  const members = schema["enum"];
  const wider = {
    ...schema,
    ...(schema["type"] === undefined ? {} : { type: [schema["type"], "null"].flat() }),
    ...(Array.isArray(members) ? { enum: [...(members as readonly unknown[]), null] } : {}),
  };
  return nested === undefined ? { schema: wider } : { schema: wider, nested };
}

/** A type written down by itself, for what the declarations lack: `string | null`. */
export function parseTypeNode(text: string): ts.TypeNode {
  const source = ts.createSourceFile("one.d.ts", `type One = ${text};`, ts.ScriptTarget.ESNext, false);
  const [statement] = source.statements;
  if (statement === undefined || !ts.isTypeAliasDeclaration(statement)) throw new Error(`No type: ${text}`);
  return statement.type;
}
