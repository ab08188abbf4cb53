import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type CloudModel, readModel } from './cloud-model.ts';
import type { Template } from './resolver.ts';

/** Root of the project: entry files in the template are relative to it. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const CACHE = join(ROOT, 'node_modules', '.cache', 'wuyun');

/** What the template depends on: the infrastructure, the catalogue with the workflows it lists, and the versions. */
const SOURCES = ['infra', 'lib', 'package-lock.json', 'cdk.json'];

async function filesUnder(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => null);
  if (!entries) return [path];
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Hash over path and content of every source of the template: the name under which it is cached. */
async function sourcesHash(): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  for (const source of SOURCES) {
    for (const file of (await filesUnder(join(ROOT, source))).sort()) {
      hash.update(file.slice(ROOT.length)).update(await readFile(file).catch(() => ''));
    }
  }
  return hash.digest('hex').slice(0, 32);
}

/** Synthesizes the CDK app in a child process, without bundling: only the template is wanted, not the code assets. */
async function synthesize(): Promise<Template> {
  await mkdir(CACHE, { recursive: true });
  const out = await mkdtemp(join(CACHE, 'synth-'));
  try {
    await promisify(execFile)(process.execPath, [join(ROOT, 'infra', 'app.ts')], {
      cwd: ROOT,
      maxBuffer: 16 * 1024 * 1024,
      env: {
        ...process.env,
        CDK_OUTDIR: out,
        WUYUN_SYNTH: 'local',
        NODE_COMPILE_CACHE: join(CACHE, 'compiled'),
        JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION: '1',
      },
    });
    for (const name of (await readdir(out)).filter((file) => file.endsWith('.template.json'))) {
      const template = JSON.parse(await readFile(join(out, name), 'utf8')) as Template;
      if (Object.values(template.Resources ?? {}).some(({ Type }) => Type === 'AWS::ApiGatewayV2::Route')) return template;
    }
    throw new Error('infra/app.ts synthesized no stack with routes');
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

/**
 * The synthesized template as a model of the cloud, from the cache when nothing it depends on has changed
 * (cold 1 to 2 s, cached 20 ms). Safe to call from several processes at once: the cache file appears by rename.
 */
export async function loadModel(): Promise<CloudModel> {
  const file = join(CACHE, `template-${await sourcesHash()}.json`);
  const cached = await readFile(file, 'utf8').catch(() => null);
  if (cached !== null) return readModel(JSON.parse(cached) as Template);
  const template = await synthesize();
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, JSON.stringify(template));
  await rename(temporary, file);
  return readModel(template);
}
