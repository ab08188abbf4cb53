import { execFile } from 'node:child_process';

/** What `npm run verify` says of a data folder, whether it finds something or not. */
export function certificateOf(folder: string, ...flags: readonly string[]): Promise<string> {
  const env = { ...process.env, WUYUN_DATA: folder };
  return new Promise((resolve) => {
    execFile(process.execPath, ['local/verify.ts', ...flags], { env, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
}
