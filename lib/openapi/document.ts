import { registers, workflows } from '../catalogue.ts';
import { channelSettings } from '../registers/channel-settings/register.ts';
import { companyRegister } from '../registers/company/register.ts';
import { memberRegister } from '../registers/member/register.ts';
import { projectRegister } from '../registers/project/register.ts';
import { describeApi } from './describe.ts';

let described: ReturnType<typeof describeApi> | undefined;

/** The API as it is served (`GET /openapi.json`): OpenAPI 3.1, generated from the catalogue once per process. */
export function openApi(): ReturnType<typeof describeApi> {
  described ??= describeApi({ workflows, registers, company: companyRegister, channels: channelSettings, project: projectRegister, member: memberRegister });
  return described;
}
