import type { Json } from '../resolver.ts';
import { literally, wildcardMatch } from './wildcard.ts';

type Matcher = (value: Json | undefined) => boolean;

const isRecord = (value: Json | undefined): value is Record<string, Json> => value !== null && typeof value === 'object' && !Array.isArray(value);

const COMPARE: Record<string, (left: number, right: number) => boolean> = {
  '=': (left, right) => left === right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

function numeric(rule: Json): Matcher {
  const parts = Array.isArray(rule) ? rule : [];
  return (value) => {
    if (typeof value !== 'number') return false;
    for (let at = 0; at < parts.length; at += 2) {
      if (!COMPARE[String(parts[at])]?.(value, Number(parts[at + 1]))) return false;
    }
    return true;
  };
}

function anythingBut(rule: Json): Matcher {
  if (isRecord(rule)) {
    const inner = matcher(rule);
    return (value) => value !== undefined && !inner(value);
  }
  const excluded = Array.isArray(rule) ? rule : [rule];
  return (value) => value !== undefined && !excluded.includes(value);
}

/** One content filter of AWS's pattern language, such as `{ prefix: 'repair.' }`. */
function matcher(rule: Record<string, Json>): Matcher {
  const [[kind, operand] = ['', null], ...more] = Object.entries(rule);
  if (more.length > 0) throw new Error(`Event pattern: one filter at a time, found ${JSON.stringify(rule)}`);
  switch (kind) {
    case 'exists':
      return (value) => (value !== undefined) === operand;
    case 'prefix':
      return (value) => typeof value === 'string' && value.startsWith(String(operand));
    case 'suffix':
      return (value) => typeof value === 'string' && value.endsWith(String(operand));
    case 'equals-ignore-case':
      return (value) => typeof value === 'string' && value.toLowerCase() === String(operand).toLowerCase();
    case 'wildcard':
      return (value) => typeof value === 'string' && wildcardMatch(literally(String(operand)).replaceAll(literally('*'), '*'), value);
    case 'anything-but':
      return anythingBut(operand);
    case 'numeric':
      return numeric(operand);
    default:
      throw new Error(`Event pattern: the local cloud does not know ${kind}`);
  }
}

/** Filters see leaves only: to AWS an inner object does not exist where a filter stands. */
function matchesLeaf(rules: Json[], value: Json | undefined): boolean {
  const candidates = (Array.isArray(value) && value.length > 0 ? value : [value]).map((candidate) => (isRecord(candidate) ? undefined : candidate));
  return rules.some((rule) => {
    const test = isRecord(rule) ? matcher(rule) : (candidate: Json | undefined) => candidate === rule;
    return candidates.some(test);
  });
}

/**
 * Whether an event fits an EventBridge pattern or a Lambda filter, which speak the same language: nested objects
 * descend (into each element of a list), lists are alternatives, objects in a list are content filters, `$or` joins whole patterns.
 *
 * @throws on a content filter the local cloud does not know, rather than deliver what AWS would not
 */
export function matches(pattern: Record<string, Json>, event: Json | undefined): boolean {
  return Object.entries(pattern).every(([key, rule]) => {
    if (key === '$or' && Array.isArray(rule)) return rule.some((branch) => isRecord(branch) && matches(branch, event));
    const value = isRecord(event) ? event[key] : undefined;
    if (Array.isArray(rule)) return matchesLeaf(rule, value);
    return isRecord(rule) && (Array.isArray(value) ? value.some((element) => matches(rule, element)) : matches(rule, value));
  });
}
