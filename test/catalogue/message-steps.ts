import { parseInput } from '../../lib/cases/parse.ts';
import { walk } from '../../lib/cases/walk.ts';
import { systemActor } from '../../lib/kernel/actor.ts';
import { hq } from '../../lib/kernel/project-policy.ts';
import { channelSettings, channelsId } from '../../lib/registers/channel-settings/register.ts';
import { QueueInput } from '../../lib/workflows/message/contract.ts';
import { message } from '../../lib/workflows/message/workflow.ts';
import type { Step } from './stories.ts';

const letter = {
  source: { type: 'repair.accepted', kind: 'repair', caseId: 'BX-20260701-0001' },
  to: { party: 'liu' },
  title: '漏水',
  text: '王师傅将上门',
  template: { id: 'SMS_1', params: ['BX-1'] },
  emergency: false,
  unit: '1-2-301',
  way: 'sms',
  ladder: ['phone', 'door'],
};

/** A notice goes out as a message called `of`, as the bus delivers it. */
export function goesOut(minutes: number, of: string): Step {
  return {
    name: `message.queue ${of}`,
    at: minutes,
    run: async ({ project: { desk }, ids }, key) => {
      const actor = systemActor(desk.company);
      const input = parseInput(QueueInput, letter);
      const once = { key, bind: 'notice' };
      const { body } = await walk(desk, { definition: message, person: actor.person, actor, project: 'p1', command: 'queue', input, once });
      ids.set(of, (body as { id: string }).id);
    },
  };
}

/** The message that now waits for a colleague is from here on called `of`. */
export function handedTo(minutes: number, of: string): Step {
  return {
    name: `message by hand ${of}`,
    at: minutes,
    run: async ({ project: { desk }, ids }) => {
      const { items } = await desk.table.query({ index: 'queue', pk: `T#${desk.company}#P#p1#Q#message`, prefix: 'open#byHand#', limit: 10 });
      const [waiting, ...others] = items.map((item) => String((item['card'] as { id: string }).id));
      if (!waiting || others.length > 0) throw new Error(`${items.length} messages wait for a colleague`);
      ids.set(of, waiting);
    },
  };
}

const channels = {
  sms: { sign: '一号院', account: 'house', secret: 'not-to-be-seen' },
  wecom: { groups: [{ project: '*', position: 'CSM', key: 'robot-key-1' }] },
  templates: [
    { type: 'repair.accepted', way: 'sms', template: 'SMS_1', params: ['number', 'worker'] },
    { type: '*', way: 'wecom' },
  ],
};

/** Headquarters set up by which channels notices go out. */
export function setsChannels(minutes: number): Step {
  return {
    name: 'channel-settings.put',
    at: minutes,
    run: ({ project }, key) => project.by('hq', channelSettings, 'put', channels, { id: channelsId, project: hq, once: { key, bind: 'b' } }),
  };
}
