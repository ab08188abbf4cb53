import { foundation } from '../functions/shared/foundation.ts';
import { deskFor } from '../functions/shared/runtime.ts';
import { foundMember as found } from '../lib/cases/founding.ts';
import { forgetChannels } from '../lib/channels/settings.ts';
import { provenCompany } from '../lib/kernel/actor.ts';
import { companyRegister } from '../lib/registers/company/register.ts';
import { forgetKeyRings } from '../lib/table/key-ring.ts';
import type { FoundMember } from './local-api.ts';

/** Creates or updates the company and the member of a local token, through the walk like anything else. */
export const foundMember: FoundMember = (founding) => found(deskFor(provenCompany(founding.company), [companyRegister, ...foundation]), founding);

/** Forgets what handlers keep in memory between requests. */
export function forget(): void {
  forgetKeyRings();
  forgetChannels();
}
