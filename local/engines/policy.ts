import type { Statement } from '../cloud-model.ts';
import type { Json } from '../resolver.ts';
import { literally, plainly, wildcardMatch } from './wildcard.ts';

/** One authorisation question: may this principal do this action on this resource, under these facts of the request? */
export interface Question {
  action: string;
  resource: string;
  /** Condition keys of the request. An absent key is absent, an empty list is a key without values. */
  facts: Record<string, string[] | undefined>;
}

type Operator = (patterns: string[], value: string) => boolean;

/** What a policy variable without a value becomes: no request can contain it. */
const UNRESOLVED = '\u0000';

/** Puts the request's facts into a policy's variables; a star in a fact is a character, not a wildcard. */
function substitute(text: string, facts: Question['facts']): string {
  return text.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
    if (name === '*' || name === '?' || name === '$') return literally(name);
    const [value] = facts[name] ?? [];
    return value === undefined ? UNRESOLVED : literally(value);
  });
}

const OPERATORS: Record<string, Operator> = {
  StringEquals: (patterns, value) => patterns.some((pattern) => plainly(pattern) === value),
  StringLike: (patterns, value) => patterns.some((pattern) => wildcardMatch(pattern, value)),
  StringNotEquals: (patterns, value) => !patterns.some((pattern) => plainly(pattern) === value),
  StringNotLike: (patterns, value) => !patterns.some((pattern) => wildcardMatch(pattern, value)),
  ArnLike: (patterns, value) => patterns.some((pattern) => wildcardMatch(pattern, value)),
  Bool: (patterns, value) => patterns.includes(value),
};

const isNegated = (name: string): boolean => name.startsWith('StringNot');

/** Evaluates one line of a Condition block. */
function holds(operator: string, key: string, expected: string[], facts: Question['facts']): boolean {
  const values = facts[key];
  if (operator === 'Null') return expected.includes(String(values === undefined || values.length === 0));
  const [, quantifier, bare = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const test = OPERATORS[bare];
  if (!test) throw new Error(`Policy: the guard does not know the operator ${operator}`);
  const patterns = expected.map((pattern) => substitute(pattern, facts)).filter((pattern) => !pattern.includes(UNRESOLVED));
  if (quantifier === 'ForAllValues') return (values ?? []).every((value) => test(patterns, value));
  if (quantifier === 'ForAnyValue') return (values ?? []).some((value) => test(patterns, value));
  const [value] = values ?? [];
  if (value === undefined) return ifExists !== undefined || isNegated(bare);
  return test(patterns, value);
}

const textsOf = (value: Json): string[] => (Array.isArray(value) ? value.map(String) : [String(value)]);

function applies(statement: Statement, { action, resource, facts }: Question): boolean {
  if (!statement.Action.some((pattern) => wildcardMatch(pattern.toLowerCase(), action.toLowerCase()))) return false;
  const resources = statement.Resource.map((pattern) => substitute(pattern, facts)).filter((pattern) => !pattern.includes(UNRESOLVED));
  if (!resources.some((pattern) => wildcardMatch(pattern, resource))) return false;
  return Object.entries(statement.Condition).every(([operator, block]) =>
    Object.entries(block).every(([key, expected]) => holds(operator, key, textsOf(expected), facts)),
  );
}

/**
 * Decides as IAM does: an applicable Deny wins, else an applicable Allow is needed.
 *
 * Only what our own policy uses is known (StringEquals, StringLike, their negations and set quantifiers, ArnLike, Bool,
 * Null, policy variables); anything else throws, because a guessed operator would prove nothing.
 */
export function allowed(statements: Statement[], question: Question): boolean {
  const applicable = statements.filter((statement) => applies(statement, question));
  return applicable.length > 0 && applicable.every(({ Effect }) => Effect === 'Allow');
}
