import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type * as z from 'zod';
import { carryOut } from '../../lib/cases/carry-out.ts';
import type { Definition } from '../../lib/cases/definition.ts';
import type { Desk } from '../../lib/cases/desk.ts';
import type { Answer } from '../../lib/cases/idempotency.ts';
import { parseInput } from '../../lib/cases/parse.ts';
import { commandNamed } from '../../lib/cases/perform.ts';
import { plan } from '../../lib/cases/plan.ts';
import { readHistory, readOne, readParts } from '../../lib/cases/read.ts';
import { matchRoute, type Operation } from '../../lib/cases/routes.ts';
import { standingCommands } from '../../lib/cases/standing.ts';
import { sweep } from '../../lib/cases/sweep.ts';
import { type Caller, walk } from '../../lib/cases/walk.ts';
import { provenCompany } from '../../lib/kernel/actor.ts';
import { DomainError, type ErrorCatalogue } from '../../lib/kernel/error.ts';
import { searchRegister } from '../../lib/lists/register-search.ts';
import { listForCaller } from '../../lib/lists/resident.ts';
import { schedules } from '../../lib/schedules.ts';
import { foundation } from './foundation.ts';
import { type Exchange, httpHandler, jsonBody, listQuery, onceOf, pathId, pathProject, type Reception, splitVersion } from './http.ts';
import { deskFor } from './runtime.ts';

/** The clock's own call: sweep one record (timers function). */
export interface FireEvent {
  readonly wuyun: 'fire';
  readonly company: string;
  readonly project: string;
  readonly kind: string;
  readonly id: string;
}

/** A wake-up for one project (planner function). */
export interface PlanEvent {
  readonly wuyun: 'plan';
  readonly schedule: string;
  readonly company: string;
  readonly project: string;
  readonly at: string;
}

/** A verdict for a case of this function (approval function). */
export interface CarryEvent {
  readonly wuyun: 'carry';
  readonly company: string;
  readonly project: string;
  readonly kind: string;
  readonly approval: string;
}

type Serve = (event: APIGatewayProxyEventV2 | FireEvent | PlanEvent | CarryEvent, context: Context) => Promise<unknown>;

/** What a function adds to the slices' own routes; `undefined` leaves the request to them. */
export type Extra = (exchange: Exchange, definition: Definition, operation: Operation) => Promise<Answer> | undefined;

/** What a function answers above the projects; `undefined` leaves the request to the slices' own routes. */
export type Above = (exchange: Exchange) => Promise<Answer> | undefined;

/** Starts whatever periods of a job are due in a project up to an instant, and answers which. */
export type Starts = Readonly<Record<string, (desk: Desk, project: string, at: string) => Promise<readonly string[]>>>;

/**
 * Makes a slice (or several) a Lambda: its routes over HTTP, and the sweep of its records for the timers.
 *
 * `with` names the definitions its commands may read, order from or open; the registers every walk needs (member, project, unit) are always there.
 */
export function serve(
  slices: readonly Definition[],
  options: {
    readonly with: readonly Definition[];
    readonly extra?: Extra;
    readonly above?: Above;
    readonly reception?: Reception;
    readonly errors?: ErrorCatalogue;
    /** What schedules start in this function, by the schedule's name. */
    readonly starts?: Starts;
  },
): Serve {
  const definitions = [...new Set([...slices, ...options.with, ...foundation])];
  const http = httpHandler(definitions, (exchange) => options.above?.(exchange) ?? answer(slices, exchange, options.extra), options.errors, options.reception);
  return async (event, context) => {
    if (!('wuyun' in event)) return http(event, context);
    switch (event.wuyun) {
      case 'fire':
        return fire(definitions, event);
      case 'carry':
        return carry(definitions, event);
      case 'plan':
        return planFor(slices, definitions, event, options.starts);
    }
  };
}

function planFor(slices: readonly Definition[], definitions: readonly Definition[], event: PlanEvent, starts: Starts = {}): Promise<unknown> {
  const schedule = schedules.find(({ name }) => name === event.schedule);
  const definition = slices.find(({ name }) => name === schedule?.job);
  const desk = deskFor(provenCompany(event.company), definitions);
  const start = schedule && 'runs' in schedule ? starts[schedule.name] : undefined;
  if (start) return start(desk, event.project, event.at);
  if (!schedule || 'runs' in schedule || !definition) throw new Error(`this function does not serve the schedule ${event.schedule}`);
  return plan(desk, definition, schedule, event.project, event.at);
}

function carry(definitions: readonly Definition[], { company, project, kind, approval }: CarryEvent): Promise<unknown> {
  return carryOut(deskFor(provenCompany(company), definitions), served(definitions, kind), { project, approval });
}

function fire(definitions: readonly Definition[], { company, project, kind, id }: FireEvent): Promise<unknown> {
  return sweep(deskFor(provenCompany(company), definitions), served(definitions, kind), { project, kind, id });
}

function served(definitions: readonly Definition[], kind: string): Definition {
  const definition = definitions.find(({ name }) => name === kind);
  if (!definition) throw new Error(`this function does not serve ${kind}`);
  return definition;
}

async function answer(slices: readonly Definition[], exchange: Exchange, extra: Extra | undefined): Promise<Answer> {
  const [, project, collection, ...rest] = exchange.segments;
  const definition = slices.find((slice) => slice.collection === collection);
  if (!definition) throw new DomainError('not-found', 'access.not-found');
  const caller = { person: exchange.identity.person, project: pathProject(project) };
  const operation = matchRoute(definition, exchange.method, rest);
  return extra?.(exchange, definition, operation) ?? answerOperation(exchange, definition, caller, operation);
}

async function answerOperation(exchange: Exchange, definition: Definition, caller: Caller, operation: Operation): Promise<Answer> {
  const { desk } = exchange;
  switch (operation.op) {
    case 'open':
      return runCommand(exchange, definition, caller, operation.command);
    case 'command':
      return runCommand(exchange, definition, caller, operation.command, pathId(operation.id));
    case 'read':
      return { status: 200, body: await readOne(desk, definition, caller, pathId(operation.id)) };
    case 'history':
      return { status: 200, body: await readHistory(desk, definition, caller, pathId(operation.id), listQuery(exchange)) };
    case 'parts':
      return { status: 200, body: await readParts(desk, definition, caller, pathId(operation.id), listQuery(exchange)) };
    case 'list': {
      const list = definition.place === 'case' ? listForCaller : searchRegister;
      return { status: 200, body: await list(desk, definition, caller, { ...listQuery(exchange), q: exchange.query['q'] }) };
    }
    case 'import':
    case 'export':
    case 'read-import':
    case 'revert-import':
    case 'read-export':
      throw new DomainError('not-found', 'access.not-found');
  }
}

/**
 * Parses the body by the command's own schema and walks. Nobody has seen a version of what he opens; and what only the clock and other records do is no command to people.
 */
export async function runCommand(exchange: Exchange, definition: Definition, caller: Caller, command: string, id?: string): Promise<Answer> {
  const body = jsonBody(exchange);
  const { input, version } = id === undefined ? { input: body, version: undefined } : splitVersion(body);
  const schema = schemaFor(definition, command, id);
  const once = await onceOf(exchange);
  return walk(exchange.desk, { ...caller, definition, command, input: parseInput(schema, input), version, once, ...(id === undefined ? {} : { id }) });
}

function schemaFor(definition: Definition, name: string, id: string | undefined): z.ZodType {
  const standing = definition.place === 'case' && id !== undefined && Object.hasOwn(standingCommands, name) ? standingCommands[name] : undefined;
  if (standing) return standing.input;
  const command = commandNamed(definition, name);
  if (command.internal) throw new DomainError('not-found', 'case.unknown-command', { command: name });
  return command.input;
}
