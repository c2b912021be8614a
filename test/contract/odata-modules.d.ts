// The two converters of the OData technical committee come without types.
declare module "odata-csdl" {
  /** CSDL XML to CSDL JSON. */
  export function xml2json(xml: string, options?: { messages?: unknown[] }): Record<string, unknown>;
}

declare module "odata-openapi" {
  /** CSDL JSON to OpenAPI. */
  export function csdl2openapi(
    csdl: Record<string, unknown>,
    options?: { openapiVersion?: string; messages?: unknown[] },
  ): { components: { schemas: Record<string, unknown> } };
}
