import { type RunOptions, StateMachine } from 'aws-local-stepfunctions';

/** One run of a machine or of one item of a Map; `over` when a sibling's failure has ended the Map around it. */
export interface Scope {
  over: boolean;
}

/** A task's function; the scopes stand from the innermost run outwards. */
export type ScopedTask = (input: never, ...scopes: Scope[]) => unknown;

type Run = StateMachine['run'];
type Tasks = Record<string, ScopedTask>;

/**
 * Tells tasks whether the run around them is over.
 *
 * The engine starts the next item of a Map although the one before has just failed the Map, and aborts it a moment
 * later: a rejected approval would open its second stage and notify people. It aborts by the function that `run`
 * returned, for a nested run too, so that is where we listen.
 */
function scoped(run: Run): Run {
  return function (this: StateMachine, input, options) {
    const scope: Scope = { over: false };
    const tasks = (options?.overrides?.taskResourceLocalHandlers ?? {}) as Tasks;
    const bound = Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, (value: never, ...outer: Scope[]) => task(value, scope, ...outer)]));
    const overrides = { ...options?.overrides, taskResourceLocalHandlers: bound } as NonNullable<RunOptions['overrides']>;
    const execution = run.call(this, input, { ...options, overrides });
    return {
      ...execution,
      abort() {
        scope.over = true;
        execution.abort();
      },
    };
  };
}

let listening = false;

/** Puts {@link scoped} around the engine's `run`, once per process: nested runs are made inside the engine. */
export function scopeRuns(): void {
  if (listening) return;
  listening = true;
  const { prototype } = StateMachine;
  prototype.run = scoped(prototype.run);
}
