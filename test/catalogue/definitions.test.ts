import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openings } from '../../lib/cases/routes.ts';
import { standingCommands } from '../../lib/cases/standing.ts';
import type { Sentence } from '../../lib/kernel/error.ts';
import { coreErrors } from '../../lib/kernel/error-catalogue.ts';
import { allDefinitions } from '../support/world.ts';

const root = join(import.meta.dirname, '../..');
const byName = allDefinitions.map((definition) => [definition.name, definition] as const);
const cases = allDefinitions.filter(({ place }) => place === 'case');

/** The text of a slice's files, and of what all registers share. */
function sourceOf({ name, place }: (typeof allDefinitions)[number]): string {
  const files =
    place === 'case'
      ? globSync(`lib/workflows/${name}/*.ts`, { cwd: root })
      : globSync([`lib/registers/${name}/*.ts`, 'lib/registers/*.ts', 'lib/registers/*/sheet.ts'], { cwd: root });
  return files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
}

/** Words of a slice of the form `noun.reason`, but for KPI names, and for the catalogue's own keys. */
function codesIn(source: string, nouns: ReadonlySet<string>): ReadonlySet<string> {
  const found = source.matchAll(/(?<kpi>kpi: )?'(?<code>[a-z][a-z-]*(?:\.[A-Za-z][\w-]*)+)'(?<key>:)?/g);
  const codes = [...found].flatMap(({ groups }) => (groups?.['kpi'] || groups?.['key'] ? [] : [groups?.['code'] ?? '']));
  return new Set(codes.filter((code) => nouns.has(code.split('.')[0] ?? '') && !code.endsWith('.ts')));
}

const nounsOf = (...catalogues: readonly object[]) =>
  new Set(catalogues.flatMap((catalogue) => Object.keys(catalogue)).map((code) => code.split('.')[0] ?? ''));
const blanks = (text: string): readonly string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))].toSorted();

/** Filled with a Chinese title, which an English sentence may do without. */
const titles: readonly string[] = ['role', 'grade'];

/** `slice.timer.stage`: told by the clock, so the words stand apart in the source. */
function isTimersNotice(source: string, type: string): boolean {
  const [, timer, stage, ...more] = type.split('.');
  const usual = source.includes('usualStages(') && ['remind', 'warn', 'breach'].includes(stage ?? '');
  return more.length === 0 && stage !== undefined && source.includes(`'${timer}'`) && (usual || source.includes(`'${stage}'`));
}

describe.each(byName)('the sentences of %s', (name, definition) => {
  const source = sourceOf(definition);
  const used = codesIn(source, nounsOf(coreErrors, definition.errors, definition.notices));
  const sentences: Readonly<Record<string, Sentence>> = { ...definition.errors, ...definition.notices };

  it('exist for every refusal and notice its source names', () => {
    expect([...used].filter((code) => !sentences[code] && !Object.hasOwn(coreErrors, code))).toEqual([]);
  });

  it('are all used', () => {
    const idle = Object.keys(sentences).filter((code) => !used.has(code) && !isTimersNotice(source, code));
    expect(idle).toEqual([]);
  });

  it('are Chinese and English, with the same blanks', () => {
    for (const [code, { zh, en }] of Object.entries(sentences)) {
      expect({ code, han: /\p{Script=Han}/u.test(zh), foreign: /\p{Script=Han}/u.test(en) }).toEqual({ code, han: true, foreign: false });
      expect({ code, blanks: blanks(en) }).toEqual({ code, blanks: blanks(zh).filter((blank) => !titles.includes(blank) || blanks(en).includes(blank)) });
    }
  });

  it(`begin with a noun: ${name} or what all share`, () => {
    const strange = Object.keys(sentences).filter((code) => !/^[a-z][a-z-]*(\.[A-Za-z][A-Za-z-]*)+$/.test(code));
    expect(strange).toEqual([]);
  });
});

it('the sentences all share are all used', () => {
  const files = globSync(['lib/**/*.ts', 'functions/**/*.ts'], { cwd: root, exclude: ['lib/kernel/error-catalogue.ts'] });
  const source = files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
  expect(Object.keys(coreErrors).filter((code) => !source.includes(`'${code}'`))).toEqual([]);
});

describe.each(byName)('the states of %s', (_, definition) => {
  const { states, terminal, commands, stateTitles, place } = definition;
  const all = Object.values(commands);

  it('are declared wherever a command names them, and titled in Chinese', () => {
    const named = all.flatMap(({ from, to }) => [...from, ...to]).filter((state) => state !== 'new');
    expect(named.filter((state) => !states.includes(state))).toEqual([]);
    for (const state of states) expect(stateTitles[state]).toMatch(/\p{Script=Han}/u);
  });

  it('have a way in, and a way out unless they end the case', () => {
    expect(states.filter((state) => !all.some(({ to }) => to.includes(state)))).toEqual([]);
    const stuck = states.filter(
      (state) => !terminal.includes(state) && !all.some(({ from, to }) => from.includes(state) && (place !== 'case' || to.length > 0)),
    );
    expect(stuck).toEqual([]);
  });

  it('are the states of its record, no more and no fewer', () => {
    const { oneOf = [], anyOf = [], ...single } = z.toJSONSchema(definition.record, { io: 'input', unrepresentable: 'any' });
    const variants = [...oneOf, ...anyOf, single] as { properties?: { state?: { const?: string; enum?: string[] } } }[];
    const known = variants.flatMap(({ properties }) => properties?.state?.enum ?? (properties?.state?.const ? [properties.state.const] : []));
    expect([...new Set(known)].toSorted()).toEqual([...states].toSorted());
  });
});

describe.each(cases.map((definition) => [definition.name, definition] as const))('the workflow %s', (_, definition) => {
  it('ends somewhere, from everywhere', () => {
    const { states, terminal, commands } = definition;
    const ends = new Set(terminal);
    for (let before = -1; before < ends.size; ) {
      before = ends.size;
      for (const { from, to } of Object.values(commands)) if (to.some((state) => ends.has(state))) for (const state of from) ends.add(state);
    }
    expect(states.filter((state) => !ends.has(state))).toEqual([]);
    expect(terminal.length).toBeGreaterThan(0);
  });

  it('has no command of its own under the name of a standing one, and one to open it', () => {
    expect(Object.keys(definition.commands).filter((command) => Object.hasOwn(standingCommands, command))).toEqual([]);
    // A case that only serves others may be opened by them alone.
    const opening = Object.values(definition.commands).filter(({ from }) => from.includes('new'));
    expect((definition.logged ? openings(definition) : opening).length).toBeGreaterThan(0);
  });
});

describe.each(byName)('the commands of %s', (_, { commands, contract }) => {
  it.each(Object.entries(commands))('%s has a Chinese title, somebody who may, and an input that can be described', (__, command) => {
    expect(command.title).toMatch(/\p{Script=Han}/u);
    expect(command.by.length).toBeGreaterThan(0);
    expect(z.toJSONSchema(command.input, { io: 'input', unrepresentable: 'any' })).toHaveProperty('type', 'object');
  });

  it('are those the contract promises', () => {
    expect(Object.keys(contract.commands).filter((command) => !Object.hasOwn(commands, command))).toEqual([]);
  });

  it('that have no route are for the clock alone, and those for the clock alone have none', () => {
    const odd = Object.entries(commands).filter(([, { internal, by }]) => internal !== by.every((role) => role === 'SYSTEM'));
    expect(odd.map(([command]) => command)).toEqual([]);
  });
});

it('no two slices share a name, a collection or the letters of their numbers', () => {
  for (const key of ['name', 'collection', 'numberPrefix'] as const) {
    const values = allDefinitions.flatMap((definition) => definition[key] ?? []);
    expect(values.filter((value, at) => values.indexOf(value) !== at)).toEqual([]);
  }
});
