import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemble } from '../infra/assembly.ts';

/** A function's code as it would be uploaded. */
export interface Bundle {
  /** Entry file from the project's root. */
  readonly entry: string;
  /** The bundled module, importable as long as the folder stands. */
  readonly file: string;
  readonly bytes: number;
}

/** What the template says of a function, as far as it is read here. */
interface FunctionResource {
  readonly Type: string;
  readonly Metadata?: { readonly 'wuyun:entry'?: string };
  readonly Properties?: { readonly Code?: { readonly S3Key?: unknown } };
}

/**
 * Bundles every function just as a deployment does and hands the bundles to `use`; the folder is removed afterwards.
 *
 * It takes half a second a function, so it belongs into the benchmark and the deep tests.
 */
export async function withBundles<T>(use: (bundles: readonly Bundle[]) => Promise<T>): Promise<T> {
  const outdir = await mkdtemp(join(tmpdir(), 'wuyun-bundles-'));
  try {
    const { template } = assemble({ region: 'cn-north-1', account: '000000000000', bundle: true, validate: false, outdir }).synth().getStackByName('Wuyun');
    const { Resources: resources } = template as { Resources: Record<string, FunctionResource> };
    const made = Object.values(resources).flatMap((resource) => bundleOf(outdir, resource));
    return await use(await Promise.all(made));
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

function bundleOf(outdir: string, { Metadata, Properties }: FunctionResource): Promise<Bundle>[] {
  const entry = Metadata?.['wuyun:entry'];
  const asset = Properties?.Code?.S3Key;
  if (entry === undefined || typeof asset !== 'string') return [];
  return [measure(entry, join(outdir, `asset.${asset.replace('.zip', '')}`))];
}

async function measure(entry: string, folder: string): Promise<Bundle> {
  // What lies beside the module is read when it is needed and costs no start.
  const modules = (await readdir(folder)).filter((name) => /\.(mjs|js|cjs)$/.test(name));
  const sizes = await Promise.all(modules.map(async (name) => (await stat(join(folder, name))).size));
  return { entry, file: join(folder, 'index.mjs'), bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
