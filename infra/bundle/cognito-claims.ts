import type { PreTokenGenerationTriggerEvent } from 'aws-lambda';

/**
 * Names company and person in a token as every issuer we accept names them, so that no function has to know where the token came from.
 *
 * Both come from attributes only an administrator can set. A user without them gets a token without them, and every function refuses it.
 */
export const handler = (event: PreTokenGenerationTriggerEvent): Promise<PreTokenGenerationTriggerEvent> => {
  const { 'custom:company': company, 'custom:person': person } = event.request.userAttributes;
  const claimsToAddOrOverride = { ...(company ? { company } : {}), ...(person ? { person } : {}) };
  return Promise.resolve({ ...event, response: { claimsOverrideDetails: { claimsToAddOrOverride } } });
};
