import { chained, withoutUndefined } from '../kernel/canonical.ts';
import { DomainError } from '../kernel/error.ts';
import { absent, sameVersion, unchanged } from '../table/conditions.ts';
import { historyKey, partKey } from '../table/keys.ts';
import { Contended, keyText, rank, type Write } from '../table/table.ts';
import { claimWrites, termWrites } from './claims.ts';
import { emptyTill } from './money.ts';
import { moneyWrites } from './money-writes.ts';
import { historyPartition, toItem } from './stored.ts';
import { keyOf, type Touched, type Work } from './work.ts';

/**
 * Turns a unit of work into one transaction: records, history, parts, claims, terms, pins, and what the caller adds (the answered request).
 * A unit that changed nothing writes nothing.
 */
export async function commitWork(work: Work, extra: readonly Write[] = []): Promise<void> {
  const changed = [...work.touched.values()].filter((touched) => touched.entries.length > 0);
  const writes: Write[] = [
    ...changed.flatMap((touched) => recordWrites(work, touched)),
    ...(await claimWrites(work)),
    ...changed.flatMap((touched) => termWrites(work, touched)),
    ...moneyWrites(work),
    ...pinChecks(work),
    ...extra,
  ];
  if (changed.length > 0 || extra.length > 0 || work.till !== emptyTill) await work.desk.table.commit(writes);
}

function recordWrites(work: Work, touched: Touched): readonly Write[] {
  const { definition, ref, before, after } = touched;
  if (!after) return [];
  const partition = historyPartition(work.desk.company, definition, ref);
  let chain = before?.chain ?? '';
  const history = touched.entries.map((entry): Write => {
    const kept = withoutUndefined(entry);
    chain = chained(chain, kept);
    return { put: { ...historyKey(partition, entry.seq), ...kept, chain }, rank: rank.version };
  });
  const record: Write = {
    put: toItem(work.desk.company, definition, { ...after, chain }),
    condition: before ? unchanged(before.version, before.tick) : absent,
    rank: rank.version,
    refusal: () => new Contended(),
  };
  const parts = new Map(touched.parts.map((part) => [keyText(partKey(partition, part.kind, part.id)), part]));
  return [
    record,
    ...history,
    ...[...parts.values()].map((part): Write => ({ put: { ...partKey(partition, part.kind, part.id), ...part }, rank: rank.version })),
  ];
}

/** What was relied upon and not written itself must still be as it was read. */
function pinChecks(work: Work): readonly Write[] {
  const written = new Set(
    [...work.touched.values()].filter((touched) => touched.entries.length > 0).map(({ definition, ref }) => keyText(keyOf(work, definition, ref))),
  );
  return [...work.pinned.values()]
    .filter(({ definition, ref }) => !written.has(keyText(keyOf(work, definition, ref))))
    .map(({ definition, ref, version }) => ({
      check: keyOf(work, definition, ref),
      condition: version === undefined ? absent : sameVersion(version),
      rank: rank.pin,
      refusal: () => new PinMoved(new DomainError('conflict', 'reference.changed', { title: definition.title, id: ref.id })),
    }));
}

/** A pinned record changed between reading and commit: decide again on what it is now; the refusal is for when that never ends. */
export class PinMoved extends Contended {
  readonly refusal: DomainError;
  constructor(refusal: DomainError) {
    super();
    this.refusal = refusal;
  }
}
