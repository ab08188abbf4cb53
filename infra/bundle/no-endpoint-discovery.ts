/**
 * Stands in for DynamoDB's endpoint discovery, 8 KB with its cache: no DynamoDB endpoint asks to be discovered, no command of the client uses
 * it, and it is off unless somebody turns it on.
 */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = { environmentVariableSelector: () => false, configFileSelector: () => false, default: false };

export const resolveEndpointDiscoveryConfig = <T extends object>(config: T) =>
  Object.assign(config, { endpointDiscoveryEnabled: () => Promise.resolve(false), isClientEndpointDiscoveryEnabled: false });
