import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Company } from '../kernel/actor.ts';
import { realSeconds } from '../kernel/clock.ts';
import { DomainError } from '../kernel/error.ts';
import { notAnswered } from '../table/conditions.ts';
import { onceKey } from '../table/keys.ts';
import { type Item, rank, type Write } from '../table/table.ts';

/** The `Idempotency-Key` of a request, with the fingerprint of what it was first used for: method, path, person, body. */
export interface Once {
  readonly key: string;
  readonly bind: string;
}

/**
 * The key of something the house asks of itself (一天的排程、一条外发通知): no caller's key holds a slash, so that nobody can send one beforehand and so keep a schedule
 * from starting or a message from going out.
 */
export const houseKey = (...parts: readonly string[]): string => parts.join('/');

/** What a request was answered. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly location?: string | undefined;
  /** Bytes instead of JSON (打印件、压缩包): only reads answer so, since nothing of it is kept for a repeated request. */
  readonly file?: AnswerFile | undefined;
}

/** A file as an answer. */
export interface AnswerFile {
  readonly bytes: Uint8Array;
  /** Media type. */
  readonly type: string;
  /** Under which name it is saved; without one it is only shown. */
  readonly name?: string | undefined;
  /** Shown by a browser rather than saved. */
  readonly inline?: boolean | undefined;
}

/** How long an answer can be asked for again. */
const keptSeconds = 7 * 24 * 3600;

/** The request has been answered before: whoever catches this gives that answer. */
export class Answered extends Error {
  override readonly name = 'Answered';
  readonly answer: Answer;
  constructor(answer: Answer) {
    super();
    this.answer = answer;
  }
}

/**
 * Gives the stored answer of a repeated request.
 *
 * @throws DomainError `idempotency.reused` when the key was used for something else.
 */
export function storedAnswer(once: Once, item: Item | undefined): Answer | undefined {
  if (!item || Number(item['ttl']) < realSeconds()) return undefined;
  if (item['bind'] !== once.bind) throw new DomainError('conflict', 'idempotency.reused');
  const body: unknown = JSON.parse(inflateRawSync(item['body'] as Uint8Array).toString('utf8'));
  return { status: Number(item['status']), body, location: item['location'] as string | undefined };
}

/** The row that makes the request answerable once; part of the same transaction as its effect. Compressed, so that it stays within one write unit pair. */
export function answerWrite(company: Company, once: Once, answer: Answer): Write {
  return {
    put: {
      ...onceKey(company, once.key),
      bind: once.bind,
      status: answer.status,
      body: deflateRawSync(JSON.stringify(answer.body)),
      ...(answer.location ? { location: answer.location } : {}),
      ttl: realSeconds() + keptSeconds,
    },
    condition: notAnswered(realSeconds()),
    rank: rank.idempotency,
    refusal: (held) => {
      const answered = storedAnswer(once, held);
      return answered ? new Answered(answered) : new DomainError('conflict', 'case.busy');
    },
  };
}
