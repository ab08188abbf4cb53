import { keyedHash } from '../kernel/company-key.ts';
import { mapDeep, Plain, type Sealed } from '../kernel/sealed.ts';
import { type Key, recordKey } from '../table/keys.ts';
import { keyText } from '../table/table.ts';
import type { Command, Definition } from './definition.ts';
import { fromItem } from './stored.ts';
import { keysOf, refFor, type Work } from './work.ts';

/** What a request asks for, as far as it tells what its command will read. */
export interface Foreseen {
  readonly definition: Definition;
  readonly id?: string;
  readonly command: string;
  readonly input: unknown;
}

/**
 * Keys of what a command is going to read (预读), known before it is known whether the actor may run it: who holds a position of the company's own waits for the company's
 * record, and these come with it in the same request to the table. Nothing is decided by them.
 */
export async function foreseenReads(work: Work, { definition, id, command: name, input }: Foreseen): Promise<readonly Key[]> {
  const command = Object.hasOwn(definition.commands, name) ? definition.commands[name] : undefined;
  if (!command) return [];
  const served = definition.serves(input ?? {});
  return [...(await readsOf(work, definition, command, id, input)), ...(served && id === undefined ? servedKey(work, served) : [])];
}

async function readsOf(work: Work, definition: Definition, command: Command, id: string | undefined, input: unknown): Promise<readonly Key[]> {
  const ref = refFor(definition, work.project, id ?? '');
  const item = id === undefined ? undefined : work.items.get(keyText(recordKey(work.desk.company, definition.place, ref)));
  const stored = item && item['kind'] === definition.name ? fromItem(definition, item) : undefined;
  const record = stored && !stored.removed ? stored.record : undefined;
  if (!command.from.includes(record?.state ?? 'new')) return [];
  const { today, actor, project } = work;
  return keysOf(work, command.reads(await looked(work, input), record, { today, actor, project, id: ref.id }));
}

function servedKey({ desk, project }: Work, { kind, id }: { readonly kind: string; readonly id: string }): readonly Key[] {
  const definition = desk.definitions.get(kind);
  return definition ? [recordKey(desk.company, definition.place, refFor(definition, project, id))] : [];
}

/** The input as rules see it, with personal data by its hash alone: nothing of this is stored. */
async function looked(work: Work, input: unknown): Promise<unknown> {
  const plains: Plain[] = [];
  mapDeep(input, (part) => (part instanceof Plain ? void plains.push(part) : undefined));
  if (plains.length === 0) return input;
  const keys = await work.desk.keys();
  const seen = (plain: Plain): Sealed => ({ c: '', k: '', m: plain.mask, h: keyedHash(keys, plain.kind, plain.expose()) });
  return mapDeep(input, (part) => (part instanceof Plain ? seen(part) : undefined));
}
