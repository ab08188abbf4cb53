import type { Definition } from '../../lib/cases/definition.ts';
import { jobErrors } from '../../lib/jobs/errors.ts';
import type { ErrorCatalogue } from '../../lib/kernel/error.ts';
import { coreErrors } from '../../lib/kernel/error-catalogue.ts';
import type { ApiDescription } from '../../lib/openapi/describe.ts';
import type { Operation } from '../../lib/openapi/operation.ts';
import { sheetErrors } from '../../lib/spreadsheet/sheet-errors.ts';
import { code, generatedNote, table } from './markdown.ts';
import { positionsText } from './state-diagram.ts';

interface Row {
  readonly route: string;
  readonly operation: Operation;
}

/** All routes by slice, with positions and refusals; rendered from the API's own description. */
export function routePage(api: ApiDescription, definitions: readonly Definition[]): string {
  const rows = Object.entries(api.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): Row => ({ route: `${method.toUpperCase()} ${path}`, operation })),
  );
  return [
    generatedNote,
    '# 接口一览',
    '岗位见 [术语表](../glossary.md)；`RESIDENT` 为该房屋的现住户，`SYSTEM` 为系统。各接口的请求与答复见 `GET /openapi.json`。',
    ...api.tags.flatMap(({ name, description }) =>
      section(
        `${description} ${code(name)}`,
        rows.filter(({ operation }) => operation.tags[0] === name),
        errorsOf(definitions, name),
      ),
    ),
    ...errorSection('导入导出的拒绝', { ...jobErrors, ...sheetErrors }),
    ...errorSection('各业务共有的拒绝', coreErrors),
  ]
    .join('\n\n')
    .concat('\n');
}

function section(title: string, rows: readonly Row[], errors: ErrorCatalogue): readonly string[] {
  const routes = rows.map(({ route, operation }) => [
    code(route),
    operation.summary,
    operation['x-positions'] ? positionsText(operation['x-positions']) : '无需登录',
  ]);
  return [`## ${title}`, table(['接口', '事项', '岗位'], routes), ...errorTable(errors)];
}

const errorsOf = (definitions: readonly Definition[], name: string): ErrorCatalogue => definitions.find((definition) => definition.name === name)?.errors ?? {};

const errorSection = (title: string, errors: ErrorCatalogue): readonly string[] => [`## ${title}`, ...errorTable(errors)];

function errorTable(errors: ErrorCatalogue): readonly string[] {
  const rows = Object.entries(errors).map(([name, { zh, en }]) => [code(name), zh, en]);
  return rows.length > 0 ? [table(['错误编号', '说明', 'English'], rows)] : [];
}
