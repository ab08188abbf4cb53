import type { Actor } from '../../kernel/actor.ts';
import type { Position } from '../../kernel/position.ts';
import { disclosure } from './contract.ts';
import { isPhone } from './fields.ts';

/** How far somebody's need to know reaches (最小必要, PIPL 6). */
interface Reach {
  readonly records: 'all' | 'registers' | 'cases';
  /** Only of cases that are his own work. */
  readonly own?: true;
  /** Telephone numbers only: he has to call, not to identify. */
  readonly phones?: true;
}

/**
 * Who may be shown what. The desk and its managers talk to customers and identify them; the cashier and the workers call them; the archive keeps their papers; headquarters
 * administration answers for personal data as a whole. Whoever supervises sees who saw whom, and not the data.
 */
export const reaches: Readonly<Partial<Record<Position, Reach>>> = {
  FRONT: { records: 'all' },
  CSM: { records: 'all' },
  PM: { records: 'all' },
  'HQ-ADM': { records: 'all' },
  ARCH: { records: 'registers' },
  CASHIER: { records: 'registers', phones: true },
  ENGM: { records: 'cases', phones: true },
  ENG: { records: 'cases', own: true, phones: true },
};

/** Positions that may be shown anything. */
export const entitled = Object.keys(reaches) as Position[];

/** What is to be shown: a case or a record of a register, and who works on it. */
export interface Shown {
  readonly isCase: boolean;
  readonly mine: boolean;
}

/** Why somebody may not be shown a field of a record, or undefined when he may. */
export function hindrance(actor: Pick<Actor, 'positions' | 'custom'>, { isCase, mine }: Shown, path: string): 'records' | 'own' | 'phones' | undefined {
  if (actor.custom?.some(({ permissions = [] }) => permissions.includes(`${disclosure.name}.disclose`))) return undefined;
  const held = actor.positions.flatMap((position) => reaches[position] ?? []);
  const reaching = held.filter(({ records }) => records === 'all' || (records === 'cases') === isCase);
  if (reaching.length === 0) return 'records';
  const working = reaching.filter(({ own }) => !own || mine);
  if (working.length === 0) return 'own';
  return working.some(({ phones }) => !phones || isPhone(path)) ? undefined : 'phones';
}
