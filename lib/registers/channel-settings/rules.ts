import type { Context, Outcome } from '../../cases/definition.ts';
import { refuse } from '../../kernel/error.ts';
import type { Sealed } from '../../kernel/sealed.ts';
import type { ChannelSettingsInput, Spent } from './contract.ts';
import { keyed, type Merchant, sameAccount } from './merchants.ts';
import { type ChannelSettings, outletTitles } from './record.ts';

/**
 * Sets by which channels notices go out, and by which accounts money comes in (通知渠道与收款商户设置).
 *
 * @throws DomainError `channel-settings.secret-missing` for an account or group whose secret was never given, `channel-settings.twice`, `channel-settings.template-missing`,
 * `channel-settings.every-type`, `channel-settings.channel-off`, `channel-settings.unclaimed-missing`.
 */
export function putSettings(before: ChannelSettings | undefined, input: ChannelSettingsInput, context: Context): Outcome<ChannelSettings> {
  checkTemplates(input);
  const { sms, email, wecom, pay, templates } = input;
  const spentOn = before?.spentOn ?? {};
  return {
    record: {
      state: 'current',
      ...(sms ? { sms: { ...sms, secret: sms.secret ?? before?.sms?.secret ?? secretMissing('sms.secret') } } : {}),
      ...(email ? { email: { ...email, mailboxes: each(email.mailboxes, 'email.mailboxes') } } : {}),
      ...(wecom ? { wecom: { ...wecom, groups: groupsOf(before, wecom.groups) } } : {}),
      ...(pay.length > 0 ? { pay: merchantsOf(before, pay) } : {}),
      templates,
      spentOn,
    },
    notices: before ? [{ type: 'channel-settings.changed', to: { positions: ['HQ-ADM'] }, params: { by: context.actor.person } }] : [],
  };
}

type GivenGroup = NonNullable<ChannelSettingsInput['wecom']>['groups'][number];
type Group = NonNullable<ChannelSettings['wecom']>['groups'][number];

function groupsOf(before: ChannelSettings | undefined, given: readonly GivenGroup[]): Group[] {
  const known = (group: GivenGroup): Sealed | undefined => before?.wecom?.groups.find((other) => sameDesk(other, group))?.key;
  return each(given, 'wecom.groups').map((group, index) => ({
    ...group,
    key: group.key ?? known(group) ?? secretMissing(`wecom.groups.${index}.key`),
  }));
}

/** The accounts, each with its keys; a project has one for each channel, so that nobody wonders which one takes the money. */
function merchantsOf(before: ChannelSettings | undefined, given: ChannelSettingsInput['pay']): Merchant[] {
  const twice = given.findIndex((one, at) => at !== given.findIndex((other) => other.channel === one.channel && other.project === one.project));
  if (twice >= 0) refuse('channel-settings.twice', `pay.${twice}.project`);
  return given.map((one, at) => {
    if (one.project === '*' && one.unclaimed === undefined) refuse('channel-settings.unclaimed-missing', `pay.${at}.unclaimed`);
    const known = before?.pay?.find((other) => sameAccount(other, one));
    return keyed(one, known, (field) => secretMissing(`pay.${at}.${field}`));
  });
}

interface Desk {
  readonly project: string;
  readonly position: string;
}

const sameDesk = (a: Desk, b: Desk): boolean => a.project === b.project && a.position === b.position;

/** Each position of a project once. */
function each<D extends Desk>(desks: readonly D[], path: string): D[] {
  const twice = desks.findIndex((desk, index) => index !== desks.findIndex((other) => sameDesk(other, desk)));
  if (twice >= 0) refuse('channel-settings.twice', `${path}.${twice}.position`);
  return [...desks];
}

function secretMissing(path: string): never {
  return refuse('channel-settings.secret-missing', path);
}

function checkTemplates({ templates, pay: _, ...channels }: ChannelSettingsInput): void {
  const seen = new Set<string>();
  for (const [index, { type, way, language, template }] of templates.entries()) {
    const path = `templates.${index}`;
    const name = `${type} ${way} ${language}`;
    if (seen.has(name)) refuse('channel-settings.twice', `${path}.type`);
    seen.add(name);
    if (!channels[way]) refuse('channel-settings.channel-off', `${path}.way`, { way: outletTitles[way] });
    if (way !== 'sms') continue;
    if (type === '*') refuse('channel-settings.every-type', `${path}.type`);
    if (template === undefined) refuse('channel-settings.template-missing', `${path}.template`, { type });
  }
}

/** Notes that a channel's budget is used up (额度用完); headquarters are told once a day, however many messages wait. */
export function noteSpent(record: ChannelSettings, { way, day, budget }: Spent): Outcome<ChannelSettings> {
  if (record.spentOn[way] === day) return { record };
  return {
    record: { ...record, spentOn: { ...record.spentOn, [way]: day } },
    notices: [{ type: 'channel-settings.spent', to: { positions: ['HQ-ADM'] }, params: { way: outletTitles[way], day, budget: String(budget) } }],
  };
}
