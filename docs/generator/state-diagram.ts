import type { Command, Definition } from '../../lib/cases/definition.ts';
import { standingCommands } from '../../lib/cases/standing.ts';
import { positions, type Role } from '../../lib/kernel/position.ts';
import { code, generatedNote, table } from './markdown.ts';

/** From so many states on, a command is drawn once from "any of these": eight arrows into one state hide the others. */
const crowd = 5;

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** A slice with a life of its own as a page: its states drawn (Mermaid), its commands, its time limits. */
export function statePage(definition: Definition): string {
  const { title, name, terminal, states } = definition;
  const stateRows = states.map((state) => [code(state), titleOf(definition, state), terminal.includes(state) ? '终态' : '']);
  return [
    generatedNote,
    `# ${title} ${code(name)}`,
    '线条表示该事项可能的去向，具体由规则决定；“任一状态”框表示所列状态均可办理。',
    ['```mermaid', ...diagram(definition), '```'].join('\n'),
    '## 状态',
    table(['代码', '状态', ''], stateRows),
    '## 办理事项',
    table(['代码', '事项', '自', '至', '岗位'], commandRows(definition)),
    definition.place === 'case'
      ? `每张单据还可办理：${Object.entries(standingCommands)
          .map(([command, { title: standing }]) => `${standing} ${code(command)}`)
          .join('、')}。`
      : '',
    ...limits(definition),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

const titleOf = ({ stateTitles }: Definition, state: string): string => stateTitles[state] ?? state;

function diagram(definition: Definition): readonly string[] {
  const crowds = crowdsOf(definition);
  const edges = Object.entries(definition.commands).flatMap(([name, command]) => edgesOf(name, command, crowds));
  const labels = Map.groupBy(edges, ({ from, to }) => `${from} --> ${to}`);
  return [
    'stateDiagram-v2',
    ...definition.states.map((state) => `  state "${titleOf(definition, state)}" as ${state}`),
    ...[...crowds].map(
      ([states, id]) =>
        `  state "任一状态：${states
          .split(' ')
          .map((state) => titleOf(definition, state))
          .join('、')}" as ${id}`,
    ),
    ...[...labels].map(([arrow, same]) => `  ${arrow} : ${[...new Set(same.map(({ label }) => label))].join(' / ')}`),
    ...definition.terminal.map((state) => `  ${state} --> [*]`),
  ];
}

/** Sets of many states that some command leaves together, with the name of their box. */
function crowdsOf({ commands }: Definition): ReadonlyMap<string, string> {
  const leaving = Object.values(commands).filter((command) => !command.from.includes('new') && command.from.length >= crowd && goesOn(command).length > 0);
  return new Map([...new Set(leaving.map(({ from }) => from.join(' ')))].map((states, at) => [states, `anyOf${at + 1}`]));
}

/** Where a command leads; one that may leave each state as it is leads to the others only. */
function goesOn({ from, to }: Command): readonly string[] {
  const stays = from.length > 1 && from.every((state) => to.includes(state));
  return stays ? to.filter((state) => !from.includes(state)) : to;
}

/** What creates leads to the first state it names: a register's `put` leaves those that exist where they are. */
function edgesOf(name: string, command: Command, crowds: ReadonlyMap<string, string>): readonly Edge[] {
  const { from, to, title } = command;
  const label = `${title} ${name}`;
  if (from.includes('new')) return (from.length === 1 ? to : to.slice(0, 1)).map((state) => ({ from: '[*]', to: state, label }));
  const box = crowds.get(from.join(' '));
  return (box ? [box] : from).flatMap((source) => goesOn(command).map((state) => ({ from: source, to: state, label })));
}

function commandRows(definition: Definition): readonly (readonly string[])[] {
  const { states, commands } = definition;
  const listed = (some: readonly string[]) =>
    states.every((state) => some.includes(state)) ? '任一状态' : some.map((state) => (state === 'new' ? '新建' : titleOf(definition, state))).join('、');
  return Object.entries(commands).map(([name, { title, from, to, by, internal }]) => [
    code(name),
    title,
    listed(from),
    listed(to),
    internal ? '系统' : positionsText(by),
  ]);
}

/** Positions by their codes. */
export function positionsText(by: readonly Role[]): string {
  if (!positions.every((position) => by.includes(position))) return by.join(' ');
  return ['全部岗位', ...by.filter((role) => role === 'RESIDENT' || role === 'SYSTEM')].join(' ');
}

/** Time limits are functions of a record; what can be said without one is whom they tell what. */
function limits({ name, notices }: Definition): readonly string[] {
  const rows = Object.entries(notices).flatMap(([type, { zh }]) => {
    const [slice, timer, stage] = type.split('.');
    return slice === name && timer && stage ? [[code(timer), code(stage), zh]] : [];
  });
  return rows.length > 0 ? ['## 时限', '催办阶段及其通知：', table(['时限', '阶段', '通知'], rows)] : [];
}
