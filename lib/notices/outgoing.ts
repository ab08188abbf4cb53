import type { NoticeEvent } from '../cases/history.ts';
import { deskOf } from '../channels/hand-over.ts';
import type { Operator } from '../channels/outcome.ts';
import { shortened } from '../kernel/schema.ts';
import type { ChannelSettings, NoticeTemplate, Outlet } from '../registers/channel-settings/contract.ts';
import type { PartyRecord } from '../registers/party/contract.ts';
import type { QueueInput } from '../workflows/message/contract.ts';
import type { Way } from '../workflows/message/record.ts';
import { addressees, noticeHash } from './deliver.ts';

/** A message that is to be opened, under a name by which it is opened once. */
export interface Outgoing {
  readonly once: string;
  readonly input: QueueInput;
}

/** What an addressee is told by, and why not. */
export interface Known {
  readonly settings: ChannelSettings;
  readonly operator: Operator;
  readonly parties: ReadonlyMap<string, PartyRecord>;
}

/**
 * Notices a party gets whatever he has refused (不受退订限制), because the law or his safety asks for them: somebody has, or has lost, the keys of his home; his home was
 * entered; his complaint was answered (L25); his number was changed.
 */
const lawful: ReadonlySet<string> = new Set([
  'key-loan.lost',
  'key-loan.emergency',
  'key-set.lost',
  'key-set.handed-over',
  'complaint.replied',
  'party.phone-changed',
  'party.phone-added',
]);

/** What serves the sending of notices is not sent out itself: a failing channel would tell of its failing by failing. */
const silent: ReadonlySet<string> = new Set(['message', 'channel-settings']);

/** The messages a notice becomes, by the company's channels and the addressees' wishes (通知路由); none for a notice the company has no template for. */
export function outgoing(event: NoticeEvent, known: Known): readonly Outgoing[] {
  if (silent.has(event.kind)) return [];
  const desks = addressees(event).flatMap((to) => ('position' in to ? toDesk(event, known, to.position, to.project) : []));
  const parties = addressees(event).flatMap((to) => ('party' in to ? toParty(event, known, to.party) : []));
  const numbers = (event.data.to.phones ?? []).flatMap((phone) => toNumber(event, known, phone));
  return [...desks, ...parties, ...numbers];
}

type Language = NoticeTemplate['language'];

/** The template for a notice on a channel; undefined when it does not go out there. */
function templateFor({ data }: NoticeEvent, { settings, operator }: Known, way: Outlet, language: Language): NoticeTemplate | undefined {
  const reachable = way === 'sms' ? operator.smsUrl : way === 'email' ? operator.emailFrom : operator.wecomUrl;
  if (!settings[way] || !reachable) return undefined;
  const own = settings.templates.filter((template) => template.way === way);
  const types = [data.type, ...(data.emergency ? ['emergency'] : []), '*'];
  const ofType = types.map((type) => own.filter((template) => template.type === type)).find((some) => some.length > 0) ?? [];
  return ofType.find((template) => template.language === language) ?? ofType[0];
}

/** What a message says on whatever channel. */
function letter({ data, kind, caseId }: NoticeEvent, language: Language, sms?: NoticeTemplate) {
  const { type, title, text, params = {}, emergency, secrecy } = data;
  const words: Readonly<Record<string, string>> = { text: text[language], ...params };
  const template = sms?.template ? { template: { id: sms.template, params: sms.params.map((name) => shortened(words[name] ?? '', 60)) } } : {};
  const { persons, positions } = secrecy ?? {};
  return {
    source: { type, kind, caseId: shortened(caseId, 200) },
    title: shortened(title || type, 100),
    text: shortened(text[language], 600),
    ...template,
    emergency,
    ...(params['unit'] ? { unit: params['unit'] } : {}),
    ...(secrecy ? { keptFrom: { ...(persons ? { persons: [...persons] } : {}), ...(positions ? { positions: [...positions] } : {}) } } : {}),
  };
}

/** Staff are told where they look anyway, their inbox; a group or a mailbox comes on top of it, so that nothing is tried instead when it fails. */
function toDesk(event: NoticeEvent, known: Known, position: string, project: string): readonly Outgoing[] {
  const { wecom, email } = known.settings;
  const desk = { position, project };
  const places = { wecom: deskOf(wecom?.groups, desk), email: deskOf(email?.mailboxes, desk) };
  return (['wecom', 'email'] as const).flatMap((way) => {
    const place = places[way];
    if (!place || !templateFor(event, known, way, 'zh')) return [];
    const to = { position: place.position, project };
    return [{ once: `${noticeHash(event, desk)}.${way}`, input: { ...letter(event, 'zh'), to, way, ladder: [], refused: false } }];
  });
}

/** A party by the way he prefers, and the others behind it; the last ones are a call and a note at the door. */
function toParty(event: NoticeEvent, known: Known, party: string): readonly Outgoing[] {
  const record = known.parties.get(party);
  if (!record) return [];
  const language = record.language ?? 'zh';
  const templates = { sms: templateFor(event, known, 'sms', language), email: templateFor(event, known, 'email', language) };
  if (!templates.sms && !templates.email) return [];
  const has = { sms: record.phones.length > 0, email: (record.emails?.length ?? 0) > 0 };
  const machines = (record.channel === 'email' ? (['email', 'sms'] as const) : (['sms', 'email'] as const)).filter((way) => templates[way] && has[way]);
  const mustCome = event.data.emergency || lawful.has(event.data.type);
  const wanted = machines.filter((way) => mustCome || !record.optOut?.includes(way));
  const byHand: readonly Way[] = templates.sms ? (has.sms ? ['phone', 'door'] : ['door']) : [];
  const prefersPeople = record.channel === 'phone' || record.channel === 'door';
  const refused = machines.length > 0 && wanted.length === 0 && !prefersPeople;
  const ways = refused ? machines : prefersPeople ? [...byHand].sort((a) => (a === record.channel ? -1 : 1)) : [...wanted, ...byHand];
  const [way, ...ladder] = ways;
  if (!way) return [];
  const to = { party };
  const input = { ...letter(event, language, templates.sms), to, way, ladder: refused ? [] : ladder, refused };
  return [{ once: `${noticeHash(event, { party, project: event.project })}.out`, input }];
}

/** A number that stands in no record any more (原号码): a text message or nothing. */
function toNumber(event: NoticeEvent, known: Known, phone: NonNullable<NoticeEvent['data']['to']['phones']>[number]): readonly Outgoing[] {
  const template = templateFor(event, known, 'sms', 'zh');
  if (!template) return [];
  return [
    {
      once: `${noticeHash(event, { phone: phone.h })}.out`,
      input: { ...letter(event, 'zh', template), to: { phone }, way: 'sms', ladder: [], refused: false },
    },
  ];
}
