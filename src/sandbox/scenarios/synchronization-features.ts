/** The flags of the synchronisation object ("onPremisesDirectorySynchronizationFeature resource type"). */
const FEATURES = [
  "allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled",
  "blockCloudObjectTakeoverThroughHardMatchEnabled",
  "blockSoftMatchEnabled",
  "bypassDirSyncOverridesEnabled",
  "cloudPasswordPolicyForPasswordSyncedUsersEnabled",
  "concurrentCredentialUpdateEnabled",
  "concurrentOrgIdProvisioningEnabled",
  "deviceWritebackEnabled",
  "directoryExtensionsEnabled",
  "fopeConflictResolutionEnabled",
  "groupWriteBackEnabled",
  "passwordSyncEnabled",
  "passwordWritebackEnabled",
  "quarantineUponProxyAddressesConflictEnabled",
  "quarantineUponUpnConflictEnabled",
  "softMatchOnUpnEnabled",
  "synchronizeUpnForManagedUsersEnabled",
  "unifiedGroupWritebackEnabled",
  "userForcePasswordChangeOnLogonEnabled",
  "userWritebackEnabled",
] as const;

/** All flags; those named are on. */
export function synchronizationFeatures(on: readonly string[]): Record<string, boolean> {
  const unknown = on.find((name) => !FEATURES.some((feature) => feature === name));
  if (unknown !== undefined) throw new Error(`There is no synchronisation feature "${unknown}".`);
  return Object.fromEntries(FEATURES.map((name): [string, boolean] => [name, on.includes(name)]));
}
