import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';

/** A running DynamoDB-compatible engine. */
export interface Engine {
  endpoint: string;
  /** Deletes stream records up to and including this sequence number, all but the newest. No-op where AWS trims. */
  trim(tableName: string, sequence: number): void;
  /** Deletes all stream records of a table that is gone: a new one of that name would deliver them again. */
  forgetStream(tableName: string): void;
  stop(): Promise<void>;
}

/** The engine's binary is not installed for this machine. The message tells both ways out. */
export class EngineMissing extends Error {
  override name = 'EngineMissing';
}

function binaryPath(): string {
  const target = `${process.platform}-${process.arch}`;
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`@dynoxide/${target}/package.json`));
    return join(folder, process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide');
  } catch (cause) {
    throw new EngineMissing(
      [
        `本机（${target}）没有本地数据库引擎。两个办法：`,
        `  1. npm install --no-save @dynoxide/${target}`,
        '  2. AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:8000 npm start   （DynamoDB Local 请加 -sharedDb）',
        `No local database engine for ${target}: install that package, or point AWS_ENDPOINT_URL_DYNAMODB to DynamoDB Local.`,
      ].join('\n'),
      { cause },
    );
  }
}

/** A port nobody listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}

/**
 * Waits for the parent on its standard input and kills the engine when the parent is gone, however it went: an orphan
 * would hold the file and the port.
 */
const ORPHAN_PROOF = '"$0" "$@" </dev/null & e=$!; trap "kill $e" TERM INT; read _; kill $e; wait $e';

function launch(args: string[]): ChildProcess {
  const binary = binaryPath();
  if (process.platform === 'win32') return spawn(binary, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  return spawn('sh', ['-c', ORPHAN_PROOF, binary, ...args], { stdio: ['pipe', 'ignore', 'pipe'], detached: true });
}

async function answering(endpoint: string, child: ChildProcess, complaint: () => string): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if (child.exitCode !== null) break;
    const alive = await fetch(endpoint, { signal: AbortSignal.timeout(2_000) }).then(
      () => true,
      () => false,
    );
    if (alive) return;
    await pause(15);
  }
  throw new Error(`The DynamoDB engine did not start: ${complaint()}`);
}

/**
 * Cures the engine's stream of its linear cost: without this index every write asks for the highest sequence number
 * by reading all stream records (measured: 400 writes/s falling to 60 after 20 000; with it 1 600, flat).
 */
function cureStream(file: string): DatabaseSync {
  const inside = new DatabaseSync(file);
  inside.exec('PRAGMA busy_timeout = 5000');
  inside.exec('CREATE INDEX IF NOT EXISTS wuyun_stream ON _stream_records(table_name, CAST(sequence_number AS INTEGER))');
  return inside;
}

/**
 * Starts the engine: in memory for tests (create the table without its stream there, the cure needs a file), else
 * on a file that outlives `kill -9`.
 *
 * @throws EngineMissing when this machine's binary is not installed
 */
export async function startEngine(options: { memory: true } | { file: string; port?: number }): Promise<Engine> {
  const port = ('port' in options ? options.port : undefined) ?? (await freePort());
  const file = 'file' in options ? options.file : undefined;
  const child = launch(['serve', '--host', '127.0.0.1', '--port', String(port), ...(file ? ['--db-path', file] : [])]);
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2_000);
  });
  let stopping = false;
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      if (!stopping) process.stderr.write(`The DynamoDB engine has ended: ${complaint}\n`);
      resolve();
    });
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await answering(endpoint, child, () => complaint);
  const inside = file ? cureStream(file) : undefined;
  return {
    endpoint,
    trim(tableName, sequence) {
      inside
        ?.prepare(
          `DELETE FROM _stream_records WHERE table_name = ? AND CAST(sequence_number AS INTEGER) <= ?
           AND CAST(sequence_number AS INTEGER) < (SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = ?)`,
        )
        .run(tableName, sequence, tableName);
    },
    forgetStream(tableName) {
      inside?.prepare('DELETE FROM _stream_records WHERE table_name = ?').run(tableName);
    },
    async stop() {
      stopping = true;
      inside?.close();
      child.stdin?.end();
      child.kill('SIGTERM');
      await gone;
    },
  };
}
