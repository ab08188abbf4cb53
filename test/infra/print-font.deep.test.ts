import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App, Stack } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { describe, expect, it } from 'vitest';
import { bundlingWith, projectRoot } from '../../infra/bundle/bundling.ts';

const font = 'node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf';

/** Bundles an entry as the house does, with files beside it. @returns the folder that would be uploaded */
async function bundled(outdir: string, entry: string, files: readonly string[]): Promise<string> {
  const app = new App({ outdir, builtinCloudFormationValidation: false });
  const stack = new Stack(app, 'Print');
  const props = { entry, projectRoot, depsLockFilePath: join(projectRoot, 'package-lock.json'), runtime: Runtime.NODEJS_24_X };
  new NodejsFunction(stack, 'Function', { ...props, bundling: bundlingWith(files) });
  const { template } = app.synth().getStackByName('Print');
  const [asset = ''] = JSON.stringify(template).match(/[0-9a-f]{64}(?=\.zip)/) ?? [];
  return join(outdir, `asset.${asset}`);
}

describe('the bundle that prints', () => {
  it('has the font beside it, finds it there and draws Chinese with nothing of this machine', async () => {
    const outdir = await mkdtemp(join(tmpdir(), 'wuyun-print-'));
    try {
      const folder = await bundled(outdir, join(import.meta.dirname, 'fixtures', 'prints.ts'), [font]);
      expect((await readdir(folder)).toSorted()).toEqual(['NotoSansSC_400Regular.ttf', 'index.mjs']);
      const script = `const { handler } = await import(${JSON.stringify(join(folder, 'index.mjs'))}); console.log(await handler());`;
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env: {}, cwd: folder });
      const [pages = '', fonts = '', bytes = ''] = stdout.trim().split(' ');
      expect([pages, fonts]).toEqual(['1', '1']);
      expect(Number(bytes)).toBeGreaterThan(5_000);
      process.stdout.write(`print bundle ${Math.ceil((await stat(join(folder, 'index.mjs'))).size / 1024)} KB\n`);
    } finally {
      await rm(outdir, { recursive: true, force: true });
    }
  });
});
