import type { Desk } from '../cases/desk.ts';
import { fromItem, type Stored } from '../cases/stored.ts';
import type { Company } from '../kernel/actor.ts';
import { realSeconds } from '../kernel/clock.ts';
import { unseal } from '../kernel/company-key.ts';
import { hq } from '../kernel/project-policy.ts';
import type { Sealed } from '../kernel/sealed.ts';
import type { ChannelSettings } from '../registers/channel-settings/contract.ts';
import { channelSettings, channelsId } from '../registers/channel-settings/register.ts';
import { recordKey } from '../table/keys.ts';
import { keyText } from '../table/table.ts';

/** A company's channels, with the means to open their secrets for the one call that needs them. */
export interface Channels {
  readonly settings: ChannelSettings;
  readonly open: (secret: Sealed) => Promise<string>;
}

/** How long they are remembered: most companies have none, and every notice asks. */
const rememberedSeconds = 60;

const known = new Map<Company, { readonly until: number; readonly channels: Promise<Channels | undefined> }>();

/** A company's channels; undefined when it has none, remembered for a minute of real time. */
export function channelsOf(desk: Desk): Promise<Channels | undefined> {
  const remembered = known.get(desk.company);
  if (remembered && remembered.until > realSeconds()) return remembered.channels;
  const channels = load(desk);
  known.set(desk.company, { until: realSeconds() + rememberedSeconds, channels });
  channels.catch(() => known.delete(desk.company));
  return channels;
}

/** Forgets a company's channels, or everybody's: they have just been changed. */
export function forgetChannels(company?: Company): void {
  if (company) known.delete(company);
  else known.clear();
}

async function load(desk: Desk): Promise<Channels | undefined> {
  const key = recordKey(desk.company, 'register', { project: hq, kind: channelSettings.name, id: channelsId });
  const item = (await desk.table.getAll([key])).get(keyText(key));
  if (!item) return undefined;
  const { record, salt } = fromItem(channelSettings, item) as Stored & { readonly record: ChannelSettings };
  return { settings: record, open: async (secret) => unseal(await desk.keys(), salt ?? '', secret) };
}
