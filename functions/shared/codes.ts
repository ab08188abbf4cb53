import { codeSender } from '../../lib/channels/codes.ts';
import type { CodeSender } from '../../lib/people/code-sender.ts';
import { channelSettings } from '../../lib/registers/channel-settings/register.ts';
import { foundation } from './foundation.ts';
import { operator } from './operator.ts';
import { deskFor } from './runtime.ts';

/** Codes leave by the company's own channels (验证码通道). */
export const codes: CodeSender = codeSender((company) => deskFor(company, [channelSettings, ...foundation]), operator);
