// The tenant's domains, and how each signs in.

export interface DomainState {
  readonly name: string;
  /** `Managed` or `Federated`; null where Graph does not say. */
  readonly authenticationType: string | null;
  readonly isVerified: boolean;
  readonly isDefault: boolean;
  readonly isInitial: boolean;
}
