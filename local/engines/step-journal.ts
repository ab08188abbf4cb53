import type { DatabaseSync } from 'node:sqlite';

/** A stored execution of a state machine. Instants are ms of the travelled clock. */
export interface ExecutionRow {
  arn: string;
  machine: string;
  name: string;
  input: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  output: string | null;
  error: string | null;
  cause: string | null;
  started: number;
  stopped: number | null;
  deadline: number | null;
}

/** A stored step: `open` while its function runs, `waiting` for its token or its time, then `ok` or `failed`. */
export interface StepRow {
  token: string;
  arn: string;
  status: 'open' | 'waiting' | 'ok' | 'failed';
  output: string | null;
  error: string | null;
  cause: string | null;
  deadline: number | null;
  /** 1 for a Wait state, whose deadline is its success. */
  wait: number;
  heartbeat: number | null;
}

/** How a step or an execution ended. */
export type Ending = { output: string } | { error: string; cause: string };

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS execution (
    arn TEXT PRIMARY KEY, machine TEXT, name TEXT, input TEXT, status TEXT, output TEXT, error TEXT, cause TEXT,
    started INTEGER, stopped INTEGER, deadline INTEGER);
  CREATE INDEX IF NOT EXISTS execution_status ON execution(status, deadline);
  CREATE TABLE IF NOT EXISTS step (
    token TEXT PRIMARY KEY, arn TEXT, status TEXT, output TEXT, error TEXT, cause TEXT, deadline INTEGER, wait INTEGER,
    heartbeat INTEGER);
  CREATE INDEX IF NOT EXISTS step_status ON step(status, deadline);
  CREATE INDEX IF NOT EXISTS step_arn ON step(arn);`;

/** The memory of the Step Functions engine: what has been answered before a crash is answered the same after it. */
export type StepJournal = ReturnType<typeof openStepJournal>;

/** Opens the journal in the cloud's state file. Every write is one commit of its own. */
export function openStepJournal(state: DatabaseSync) {
  state.exec(SCHEMA);
  const insertExecution = state.prepare("INSERT INTO execution (arn, machine, name, input, status, started, deadline) VALUES (?, ?, ?, ?, 'RUNNING', ?, ?)");
  const endExecution = state.prepare("UPDATE execution SET status = ?, output = ?, error = ?, cause = ?, stopped = ? WHERE arn = ? AND status = 'RUNNING'");
  const insertStep = state.prepare("INSERT INTO step (token, arn, status, wait) VALUES (?, ?, 'open', ?) ON CONFLICT DO NOTHING");
  const settleStep = state.prepare("UPDATE step SET status = ?, output = ?, error = ?, cause = ? WHERE token = ? AND status IN ('open', 'waiting')");
  const waitStep = state.prepare("UPDATE step SET status = 'waiting', deadline = ?, heartbeat = ? WHERE token = ? AND status = 'open'");
  const due =
    "FROM step JOIN execution ON execution.arn = step.arn WHERE step.status = 'waiting' AND execution.status = 'RUNNING' AND step.deadline IS NOT NULL";

  return {
    execution: (arn: string) => state.prepare('SELECT * FROM execution WHERE arn = ?').get(arn) as unknown as ExecutionRow | undefined,
    running: () => state.prepare("SELECT * FROM execution WHERE status = 'RUNNING' ORDER BY started").all() as unknown as ExecutionRow[],
    start({ arn, machine, name, input, started, deadline }: Pick<ExecutionRow, 'arn' | 'machine' | 'name' | 'input' | 'started' | 'deadline'>) {
      insertExecution.run(arn, machine, name, input, started, deadline);
    },
    /** Ends a running execution. @returns false when it had already ended. */
    end(arn: string, status: ExecutionRow['status'], ending: Partial<{ output: string; error: string; cause: string }>, at: number): boolean {
      const { changes } = endExecution.run(status, ending.output ?? null, ending.error ?? null, ending.cause ?? null, at, arn);
      if (changes === 1) state.prepare('UPDATE step SET output = NULL, cause = NULL WHERE arn = ?').run(arn);
      return changes === 1;
    },
    step: (token: string) => state.prepare('SELECT * FROM step WHERE token = ?').get(token) as unknown as StepRow | undefined,
    open(token: string, arn: string, wait: boolean) {
      insertStep.run(token, arn, wait ? 1 : 0);
    },
    wait(token: string, deadline: number | null, heartbeatMs: number | null) {
      waitStep.run(deadline, heartbeatMs, token);
    },
    /** Settles an unsettled step. @returns false when somebody was first. */
    settle(token: string, ending: Ending): boolean {
      const parts = 'output' in ending ? (['ok', ending.output, null, null] as const) : (['failed', null, ending.error, ending.cause] as const);
      return settleStep.run(...parts, token).changes === 1;
    },
    beat(token: string, deadline: number) {
      state.prepare('UPDATE step SET deadline = ? WHERE token = ?').run(deadline, token);
    },
    /** Waiting steps of running executions whose deadline has come. */
    dueSteps: (now: number) => state.prepare(`SELECT step.* ${due} AND step.deadline <= ?`).all(now) as unknown as StepRow[],
    dueExecutions: (now: number) => state.prepare("SELECT * FROM execution WHERE status = 'RUNNING' AND deadline <= ?").all(now) as unknown as ExecutionRow[],
    /** The next instant at which a deadline comes, or null. */
    nextDeadline(): number | null {
      const step = state.prepare(`SELECT MIN(step.deadline) AS at ${due}`).get() as { at: number | null };
      const machine = state.prepare("SELECT MIN(deadline) AS at FROM execution WHERE status = 'RUNNING'").get() as { at: number | null };
      const instants = [step.at, machine.at].filter((at) => at !== null);
      return instants.length > 0 ? Math.min(...instants) : null;
    },
    clear() {
      state.exec('DELETE FROM step; DELETE FROM execution');
    },
  };
}
