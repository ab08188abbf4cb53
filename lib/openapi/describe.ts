import type { Definition } from '../cases/definition.ts';
import { approvalOperations } from './approval-operations.ts';
import { billOperations, billSchemas } from './bill-operations.ts';
import { billingOperations, billingSchemas } from './billing-operations.ts';
import { callbackOperations } from './callback-operations.ts';
import { type CompanyRegisters, companyOperations, foundingName, foundingSchema } from './company-operations.ts';
import { parameters, schemaRef, sharedSchemas } from './components.ts';
import { dunningOperations } from './dunning-operations.ts';
import { goLiveOperations } from './go-live-operations.ts';
import { type Paths, refusalResponse, toPaths } from './operation.ts';
import { paymentOperations, paymentSchemas } from './payment-operations.ts';
import { peopleOperations, peopleSchemas } from './people-operations.ts';
import { printOperations, printSchemas } from './print-operations.ts';
import type { Schema } from './schema.ts';
import { sheetProblem, sheetSchemas } from './sheet-operations.ts';
import { sliceOperations } from './slice-operations.ts';
import { answerName, inputName, sheetProblemName, sliceSchemas, standingSchemas } from './slice-schemas.ts';
import { statementOperations } from './statement-operations.ts';
import { statementSchemas } from './statement-schemas.ts';

/** The slices whose API is described. */
export interface House extends CompanyRegisters {
  readonly workflows: readonly Definition[];
  readonly registers: readonly Definition[];
}

/** An OpenAPI 3.1 document, as far as we read it again. */
export interface ApiDescription {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string; readonly license: Schema };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly security: readonly Schema[];
  readonly paths: Paths;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly parameters: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, Schema>>;
    readonly securitySchemes: Readonly<Record<string, Schema>>;
  };
}

/**
 * Whose commands a slice's commands order in the same unit of work: the other record's rules may refuse, so its codes are among the answers. A test reads the slices'
 * sources and fails when this table is behind them.
 */
export const orderedBy: Readonly<Record<string, readonly string[]>> = {
  binding: ['member'],
  'key-loan': ['key-set'],
  party: ['member', 'unit'],
  'key-count': ['key-set'],
  complaint: ['repair'],
  inquiry: ['complaint', 'repair'],
  instalment: ['dunning'],
  correction: ['invoice'],
  opening: ['deposit'],
  vacancy: ['unit'],
};

/** Describes the API of a house. */
export function describeApi(house: House): ApiDescription {
  const slices = [...house.workflows, ...house.registers];
  const all = [house.company, ...(house.channels ? [house.channels] : []), house.project, house.member, ...slices];
  const schemas = allSchemas(house, all);
  const placed = [
    ...companyOperations(house, slices, schemas),
    ...peopleOperations(house.member, bindingOf(house), schemas),
    ...house.workflows.filter(({ name }) => name === 'approval').flatMap((approval) => approvalOperations(approval, schemas)),
    ...house.registers.filter(({ name }) => name === 'opening').flatMap((opening) => goLiveOperations(opening)),
    ...house.workflows.filter(({ name }) => name === 'dunning').flatMap(dunningOperations),
    ...house.workflows.filter(({ name }) => name === 'suspense').flatMap(paymentOperations),
    ...house.workflows.filter(({ name }) => name === 'payment-order').flatMap(callbackOperations),
    ...house.registers.filter(({ name }) => name === 'unit').flatMap((unit) => statementOperations(unit, house.project)),
    ...house.registers.filter(({ name }) => name === 'tariff').flatMap(billingOperations),
    ...house.registers.filter(({ name }) => name === 'unit').flatMap(printOperations),
    ...corrections(house).flatMap(({ unit, correction }) => billOperations(unit, correction)),
    ...slices.flatMap((definition) => sliceOperations(definition, schemas)),
  ];
  const problems = Object.keys(schemas).filter((name) => name.endsWith('Problem') && name !== 'Problem');
  return {
    openapi: '3.1.0',
    info: {
      title: '物云 Wuyun',
      version: '0.1.0',
      description: '物业公司客户服务中心。错误为 application/problem+json，code 稳定不变；时间为 ISO 8601，金额以分为单位。',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags: all.map(({ name, title }) => ({ name, description: title })),
    security: [{ bearer: [] }],
    paths: toPaths(placed),
    components: {
      schemas,
      parameters,
      responses: Object.fromEntries(problems.map((name) => [name, refusalResponse(name)])),
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: '令牌只证明公司和人员；岗位以任职登记为准' } },
    },
  };
}

function allSchemas(house: House, all: readonly Definition[]): Readonly<Record<string, Schema>> {
  const errorsOrderedBy = ({ name }: Definition) => all.filter((other) => orderedBy[name]?.includes(other.name)).map(({ errors }) => errors);
  const ofSlices = Object.assign({}, ...all.map((definition) => sliceSchemas(definition, errorsOrderedBy(definition)))) as Record<string, Schema>;
  const ofSheets = all.filter(({ sheet }) => sheet).map((definition) => [sheetProblemName(definition), sheetProblem(definition, errorsOrderedBy(definition))]);
  // There is one set of channels, and so no list of them.
  if (house.channels) Reflect.deleteProperty(ofSlices, `${answerName(house.channels)}Page`);
  const put = ofSlices[inputName(house.project, 'put')] ?? {};
  return {
    ...sharedSchemas,
    ...sheetSchemas,
    ...standingSchemas(),
    ...ofSlices,
    ...(Object.fromEntries(ofSheets) as Record<string, Schema>),
    [foundingName]: foundingSchema(put, parameters.projectId.schema),
    HouseholdFile: householdFile(house),
    ...statementSchemas,
    ...joined(house.registers.filter(({ name }) => name === 'tariff').map(billingSchemas)),
    ...(house.registers.some(({ name }) => name === 'unit') ? printSchemas() : {}),
    ...joined(corrections(house).map(({ correction, complaint }) => billSchemas(correction, complaint))),
    ...peopleSchemas(house.member, bindingOf(house)),
    ...(house.workflows.some(({ name }) => name === 'suspense') ? paymentSchemas() : {}),
  };
}

const joined = (all: readonly Readonly<Record<string, Schema>>[]) => Object.assign({}, ...all) as Readonly<Record<string, Schema>>;

/** What bills by hand and receipts taken back need to be there; in a house without them there are none. */
function corrections({
  workflows,
  registers,
}: House): readonly { readonly unit: Definition; readonly correction: Definition; readonly complaint: Definition | undefined }[] {
  const [correction, complaint] = ['correction', 'complaint'].map((wanted) => workflows.find(({ name }) => name === wanted));
  const unit = registers.find(({ name }) => name === 'unit');
  return correction && unit ? [{ unit, correction, complaint }] : [];
}

const bindingOf = ({ workflows }: House): Definition | undefined => workflows.find(({ name }) => name === 'binding');

function householdFile({ registers }: House): Schema {
  const known = (name: string) => (registers.some((definition) => definition.name === name) ? schemaRef(name.charAt(0).toUpperCase() + name.slice(1)) : {});
  return {
    title: '一户一档',
    type: 'object',
    properties: { unit: known('unit'), parties: { type: 'array', items: known('party') }, about: schemaRef('CardPage') },
    required: ['unit', 'parties', 'about'],
  };
}
