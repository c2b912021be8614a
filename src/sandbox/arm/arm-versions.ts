// The versions in which Azure Resource Manager answers what is its own.

/** "Subscriptions": tenants and subscriptions. */
export const SUBSCRIPTION_VERSIONS = [
  "2016-06-01",
  "2018-06-01",
  "2019-06-01",
  "2019-11-01",
  "2020-01-01",
  "2021-01-01",
  "2022-12-01",
];

/** "Resources": resource groups, providers, deployments. The last one is what `@azure/arm-resources` 7 asks for. */
export const RESOURCES_VERSIONS = [
  "2019-10-01",
  "2020-06-01",
  "2020-10-01",
  "2021-01-01",
  "2021-04-01",
  "2022-09-01",
  "2023-07-01",
  "2024-03-01",
  "2024-07-01",
  "2024-11-01",
  "2025-03-01",
  "2025-04-01",
];

export const AUTHORIZATION_VERSIONS = ["2022-04-01"];
