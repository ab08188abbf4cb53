import type { Definition } from '../../lib/cases/definition.ts';
import { standingCommands } from '../../lib/cases/standing.ts';
import { positionTitles, type Role } from '../../lib/kernel/position.ts';
import { answerSchema, inputSchema } from '../../lib/openapi/schema.ts';
import { code, table, words } from './markdown.ts';

const begin = '<!-- generated:begin -->';
const end = '<!-- generated:end -->';

const positionNames: Readonly<Record<Role, string>> = {
  FRONT: 'front desk',
  CSM: 'customer service manager',
  CASHIER: 'cashier',
  PM: 'project manager',
  ENG: 'engineering',
  ENGM: 'engineering manager',
  GATE: 'gate guard',
  WH: 'storekeeper',
  HR: 'personnel',
  ARCH: 'archivist',
  'HQ-PROJ': 'headquarters, projects',
  'HQ-FIN': 'headquarters, finance',
  'HQ-ADM': 'headquarters, administration',
  'HQ-SUP': 'headquarters, supervision',
  GM: 'general manager',
  RESIDENT: 'resident of the unit',
  SYSTEM: 'the clock',
};

const head = ['English', '中文', '代码'];
const row = (name: string, title: string): readonly string[] => [words(name), title, code(name)];

/** The glossary with its generated part renewed; what people wrote around it stays. @throws Error when the markers are gone */
export function glossaryPage(current: string, definitions: readonly Definition[]): string {
  const [from, to] = [current.indexOf(begin), current.indexOf(end)];
  if (from < 0 || to < from) throw new Error('docs/glossary.md has lost its markers');
  return [current.slice(0, from) + begin, generatedPart(definitions), current.slice(to)].join('\n\n');
}

function generatedPart(definitions: readonly Definition[]): string {
  const roles = { ...positionTitles, RESIDENT: '住户', SYSTEM: '系统' };
  return [
    '## 岗位',
    table(
      head,
      (Object.keys(positionNames) as Role[]).map((role) => [positionNames[role], roles[role], code(role)]),
    ),
    '## 每张单据都能办理的事项',
    table(
      head,
      Object.entries(standingCommands).map(([name, { title }]) => row(name, title)),
    ),
    ...definitions.flatMap(sliceTerms),
  ].join('\n\n');
}

function sliceTerms(definition: Definition): readonly string[] {
  const { name, title, states, stateTitles, commands } = definition;
  const stateRows = states.length > 1 ? states.map((state) => row(state, stateTitles[state] ?? state)) : [];
  const commandRows = Object.entries(commands).map(([command, { title: said }]) => row(command, said));
  const word = [...vocabularies(definition)].map(([said, titles]) => [
    said,
    Object.entries(titles)
      .map(([value, shown]) => `${shown} ${code(value)}`)
      .join('、'),
  ]);
  return [
    `## ${title}（${words(name)}，${code(name)}）`,
    ...(stateRows.length > 0 ? ['状态', table(head, stateRows)] : []),
    '事项',
    table(head, commandRows),
    ...(word.length > 0 ? ['词表', table(['字段', '取值'], word)] : []),
  ];
}

/** Closed lists of values with their Chinese words, by the field's title, out of the record and the commands' inputs. */
function vocabularies({ record, commands }: Definition): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const found = new Map<string, Readonly<Record<string, string>>>();
  const visit = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return;
    if ('x-titles' in schema && 'title' in schema) found.set(String(schema.title), schema['x-titles'] as Readonly<Record<string, string>>);
    for (const part of Object.values(schema)) visit(part);
  };
  visit(answerSchema(record));
  for (const { input } of Object.values(commands)) visit(inputSchema(input));
  return found;
}
