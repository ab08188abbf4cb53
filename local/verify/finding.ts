/**
 * Something the verifier saw (核验发现). An `error` means that a promise of the system is broken; a `note` is lawful but wants somebody's eye,
 * such as a record the sweep has put aside.
 */
export interface Finding {
  readonly level: 'error' | 'note';
  /** Stable name of the check, `subject.reason`. */
  readonly check: string;
  /** The item concerned, `pk | sk`. */
  readonly key: string;
  readonly detail: string;
}

/** An item as it lies in the table, decoded to plain values. */
export type RawItem = Readonly<Record<string, unknown>>;

/** How people name an item: `pk | sk`. */
export function nameOf(item: RawItem): string {
  return `${textOf(item['pk'])} | ${textOf(item['sk'])}`;
}

export function broken(check: string, item: RawItem, detail: string): Finding {
  return { level: 'error', check, key: nameOf(item), detail };
}

export function noted(check: string, item: RawItem, detail: string): Finding {
  return { level: 'note', check, key: nameOf(item), detail };
}

/** The value as text; what is no text is shown as JSON, so that rubbish can still be named. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** The value as a map; an empty one when it is none. */
export function mapOf(value: unknown): RawItem {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array) ? (value as RawItem) : {};
}

/** The value as a list; an empty one when it is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
