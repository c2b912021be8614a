// Objects that the service could not take over as they are: values that another object has already.

export interface ProvisioningError {
  readonly objectId: string;
  readonly objectType: "user" | "group" | "contact";
  readonly name: string;
  readonly category: string;
  readonly property: string;
  readonly value: string;
  /** ISO 8601; null where Graph does not say. */
  readonly since: string | null;
}

export interface ProvisioningErrors {
  readonly total: number;
  readonly causes: readonly {
    readonly objectType: ProvisioningError["objectType"];
    readonly category: string;
    readonly property: string;
    readonly count: number;
  }[];
  /** The first ones; the rest is only counted. */
  readonly first: readonly ProvisioningError[];
  /** One short number for each error, base64: by these two snapshots are compared. */
  readonly fingerprints: string;
}
