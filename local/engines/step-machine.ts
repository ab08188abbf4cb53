import type { StateMachineDefinition } from 'aws-local-stepfunctions';
import type { Json } from '../resolver.ts';

/** What the engine's copy of a Task or Wait state no longer says, because we do it ourselves. */
export interface PreparedState {
  name: string;
  resource: string;
  /** Seconds of the travelled clock until States.Timeout. */
  timeoutSeconds?: number;
  heartbeatSeconds?: number;
  /** Set for a Wait state: its duration or instant, of which one is given. */
  wait?: Record<string, Json>;
}

/** A state machine ready for the engine. */
export interface PreparedMachine {
  definition: StateMachineDefinition;
  states: Map<string, PreparedState>;
  timeoutSeconds?: number;
  /** Pauses before retries in ms per state: real time, so they are cut to a blink here. */
  retryPauses: Record<string, number[]>;
}

type State = Record<string, Json>;
type Scope = { States: Record<string, State>; TimeoutSeconds?: number };

/** Longer than any run: the engine's `setTimeout` fires at once beyond 24.8 days, and a task without a limit gets 60 s. */
const NEVER_SECONDS = 2_000_000;
const RETRY_MS = 250;
const WAIT_KEYS = ['Seconds', 'Timestamp', 'SecondsPath', 'TimestampPath'];

function nested(state: State): Scope[] {
  const scopes = [state['ItemProcessor'], state['Iterator'], ...(Array.isArray(state['Branches']) ? state['Branches'] : [])];
  return scopes.filter((scope) => scope !== undefined) as unknown as Scope[];
}

function prepareState(name: string, state: State, machine: PreparedMachine): void {
  if (machine.states.has(name)) throw new Error(`State machine: two states are called ${name}`);
  if (state['TimeoutSecondsPath'] !== undefined) throw new Error(`State machine: ${name} takes its timeout from a path`);
  const seconds = (key: string): number | undefined => (typeof state[key] === 'number' ? state[key] : undefined);
  const timeoutSeconds = seconds('TimeoutSeconds');
  const heartbeatSeconds = seconds('HeartbeatSeconds');
  const wait = state['Type'] === 'Wait' ? Object.fromEntries(WAIT_KEYS.filter((key) => key in state).map((key) => [key, state[key] ?? null])) : undefined;
  machine.states.set(name, {
    name,
    resource: String(state['Resource'] ?? ''),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(heartbeatSeconds === undefined ? {} : { heartbeatSeconds }),
    ...(wait ? { wait } : {}),
  });
  if (wait) {
    for (const key of WAIT_KEYS) delete state[key];
    Object.assign(state, { Type: 'Task', Resource: 'wait', ResultPath: null });
  }
  delete state['HeartbeatSeconds'];
  state['TimeoutSeconds'] = NEVER_SECONDS;
}

function prepareScope(scope: Scope, machine: PreparedMachine): void {
  delete scope.TimeoutSeconds;
  for (const [name, state] of Object.entries(scope.States)) {
    if (state['Type'] === 'Task' || state['Type'] === 'Wait') prepareState(name, state, machine);
    if (Array.isArray(state['Retry'])) machine.retryPauses[name] = state['Retry'].map(() => RETRY_MS);
    for (const inner of nested(state)) prepareScope(inner, machine);
  }
}

/**
 * Prepares a machine for `aws-local-stepfunctions`: remembers each task's resource and limits, takes every limit out
 * of the engine's copy (deadlines are kept on the travelled clock instead), and turns Wait states into tasks of ours.
 */
export function prepareMachine(source: Record<string, Json>): PreparedMachine {
  const definition = structuredClone(source) as unknown as Scope;
  const { TimeoutSeconds } = definition;
  const machine: PreparedMachine = {
    definition: definition as unknown as StateMachineDefinition,
    states: new Map(),
    retryPauses: {},
    ...(TimeoutSeconds === undefined ? {} : { timeoutSeconds: TimeoutSeconds }),
  };
  prepareScope(definition, machine);
  return machine;
}

/** The value at a plain reference path such as `$.until` or `$.a.b`. */
function at(path: Json, input: Json): Json | undefined {
  let value: Json | undefined = input;
  for (const key of String(path).split('.').slice(1)) {
    value = value !== null && typeof value === 'object' && !Array.isArray(value) ? value[key] : undefined;
  }
  return value;
}

/** The instant in ms at which a Wait state ends, from its definition and input. */
export function waitEnd(wait: Record<string, Json>, input: Json, now: number): number {
  const seconds = wait['Seconds'] ?? ('SecondsPath' in wait ? at(wait['SecondsPath'] ?? '', input) : undefined);
  if (seconds !== undefined) return now + Number(seconds) * 1000;
  const instant = wait['Timestamp'] ?? at(wait['TimestampPath'] ?? '', input);
  return Date.parse(String(instant));
}
