import type { AnyRecord, Context, Definition, Outcome } from '../../lib/cases/definition.ts';
import { parseInput } from '../../lib/cases/parse.ts';
import { DomainError, type ErrorKind, sentence } from '../../lib/kernel/error.ts';
import { mapDeep, Plain, type Sealed } from '../../lib/kernel/sealed.ts';
import { contextOf } from '../support/context.ts';

/** A sealed value as the walk would make it: equal values have equal hashes. */
export function sealedAs(value: string, mask = '***'): Sealed {
  return { c: 'x', k: 'k.s', m: mask, h: `h(${value})` };
}

/** Runs a command of a register as the walk does: parse, seal, apply, and check the record against its own schema. */
export function run<R extends AnyRecord>(
  register: Definition,
  command: string,
  record: R | undefined,
  body: unknown,
  overrides: Partial<Context> = {},
): Outcome<R> {
  const chosen = register.commands[command];
  if (!chosen) throw new Error(`no command ${command}`);
  const input = mapDeep(parseInput(chosen.input, body), (part) => (part instanceof Plain ? sealedAs(part.expose(), part.mask) : undefined));
  const outcome = chosen.apply(record, input, contextOf(overrides)) as Outcome<R>;
  if (!chosen.to.includes(outcome.record.state)) throw new Error(`${command} ended in ${outcome.record.state}`);
  return { ...outcome, record: register.record.parse(JSON.parse(JSON.stringify(outcome.record))) as R };
}

/** How a register refuses, with the sentence the clerk reads; a code without a sentence fails the test. */
export function refusal(register: Definition, attempt: () => unknown): { kind: ErrorKind; code: string; path: string | undefined; says: string } {
  try {
    attempt();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const says = sentence(error.code, error.detail, 'zh', register.errors);
    if (says === error.code || /[{}]/.test(says)) throw new Error(`${error.code} has no sentence: ${says}`);
    return { kind: error.kind, code: error.code, path: error.errors[0]?.path, says };
  }
  throw new Error('it was not refused');
}
