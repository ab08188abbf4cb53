import type { Condition } from './table.ts';

/** Decides between two who create the same record: the first one wins. */
export const absent: Condition = { expression: 'attribute_not_exists(pk)' };

/** Decides between two who change the same record: whoever read the latest version and tick wins. */
export const unchanged = (version: number, tick: number): Condition => ({
  expression: '#version = :version AND #tick = :tick',
  names: { '#version': 'version', '#tick': 'tick' },
  values: { ':version': version, ':tick': tick },
});

/** Decides between a reader who relies on a record and a writer who changes it in that moment: the reader asks again. */
export const sameVersion = (version: number): Condition => ({
  expression: '#version = :version',
  names: { '#version': 'version' },
  values: { ':version': version },
});

/** Decides between two cases that want one exclusive right: free, or already mine. */
export const freeOrMine = (holder: string): Condition => ({
  expression: 'attribute_not_exists(pk) OR #holder = :holder',
  names: { '#holder': 'holder' },
  values: { ':holder': holder },
});

/** Gives a right back only if it is still mine: a late release must not free another's. */
export const mine = (holder: string): Condition => ({
  expression: '#holder = :holder',
  names: { '#holder': 'holder' },
  values: { ':holder': holder },
});

/** Decides between two who book the same resource's calendar: whoever read its latest version wins. */
export const calendarUnchanged = (version: number): Condition =>
  version === 0 ? absent : { expression: '#version = :version', names: { '#version': 'version' }, values: { ':version': version } };

/** Decides between two workers who have issued the same bills of a run: the first to say so counts. What was only priced gives way. */
export const notIssued: Condition = {
  expression: 'attribute_not_exists(pk) OR #issued = :no',
  names: { '#issued': 'issued' },
  values: { ':no': false },
};

/** A request is answered once; what is expired counts as gone even where the sweep has not come by. */
export const notAnswered = (nowSeconds: number): Condition => ({
  expression: 'attribute_not_exists(pk) OR #ttl < :now',
  names: { '#ttl': 'ttl' },
  values: { ':now': nowSeconds },
});

/** Decides between two who change a sign-in's entry in the directory: whoever knew where it led wins. */
export const sameTarget = ({ company, person }: { readonly company: string; readonly person: string }): Condition => ({
  expression: '#company = :company AND #person = :person',
  names: { '#company': 'company', '#person': 'person' },
  values: { ':company': company, ':person': person },
});
