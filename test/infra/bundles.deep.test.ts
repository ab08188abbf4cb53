import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App, Stack } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { afterAll, describe, expect, it } from 'vitest';
import { withBundles } from '../../bench/bundles.ts';
import { bundling, projectRoot } from '../../infra/bundle/bundling.ts';

/**
 * A ratchet, in KB: the goal is 400 and the benchmark prints the distance. Of a walk's bundle the SDK with its three clients is 250, zod 100, our own text 165.
 * Raise a number only with a reason; reading and writing spreadsheets is one, describing the whole API is another, having every slice at hand beside the bucket's client a third.
 */
const ceilingKb: Readonly<Record<string, number>> = {
  'functions/registers.ts': 970,
  'functions/jobs.ts': 980,
  'functions/company.ts': 1060,
  'functions/document.ts': 1210,
  'functions/people.ts': 960,
  // The PDF library and the bucket's client, for papers and packs.
  'functions/print.ts': 1600,
  'functions/shift-change.ts': 920,
};
const usualCeilingKb = 800;

/** What Lambda gives a function, and nothing of this machine. */
const environment = { AWS_REGION: 'cn-north-1', AWS_ACCESS_KEY_ID: 'KEY', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' };

/** Imports a bundle in a process of its own and answers what the script prints. */
async function inLambda(file: string, script: string, more: Record<string, string> = {}): Promise<string> {
  const code = `const { handler } = await import(${JSON.stringify(file)}); ${script}`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { env: { ...environment, ...more } });
  return stdout;
}

describe('the bundles of the functions', () => {
  it('load, export a handler, are small enough to start fast, and carry one way to credentials instead of seven', async () => {
    await withBundles(async (bundles) => {
      expect(bundles.length).toBeGreaterThan(8);
      const tooLarge = bundles.filter(({ entry, bytes }) => bytes > (ceilingKb[entry] ?? usualCeilingKb) * 1024);
      for (const { file } of bundles) {
        expect(await readFile(file, 'utf8')).not.toMatch(/sso_start_url|credential_process/);
        expect(await inLambda(file, 'console.log(typeof handler)')).toBe('function\n');
      }
      expect(tooLarge.map(({ entry, bytes }) => `${entry} ${Math.ceil(bytes / 1024)} KB`)).toEqual([]);
    });
  });
});

/** Answers like DynamoDB, Lambda, S3 and STS, as far as one call each goes. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers['x-amz-target']) response.end('{"Item":{"pk":{"S":"a"},"n":{"N":"5"}}}');
  else if (request.url?.startsWith('/2015-03-31/')) response.end('{"ok":1}');
  else if (request.method === 'POST')
    response.writeHead(403).end('<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>');
  else response.end('text');
}

describe('the bundled SDK', () => {
  const signatures: string[] = [];
  const server = createServer((request, response) => {
    signatures.push(`${String(request.headers.authorization).slice(17, 31)} ${String(request.headers['x-amz-security-token'])}`);
    answer(request, response);
  });
  afterAll(() => server.close());

  it('works without the parts that are left out, signing with what the environment holds', async () => {
    const outdir = await mkdtemp(join(tmpdir(), 'wuyun-sdk-'));
    const app = new App({ outdir, builtinCloudFormationValidation: false });
    const entry = join(import.meta.dirname, 'fixtures', 'every-client.ts');
    const stack = new Stack(app, 'Sdk');
    new NodejsFunction(stack, 'Function', {
      entry,
      bundling,
      projectRoot,
      depsLockFilePath: join(projectRoot, 'package-lock.json'),
      runtime: Runtime.NODEJS_24_X,
    });
    const { template } = app.synth().getStackByName('Sdk');
    const [asset = ''] = JSON.stringify(template).match(/[0-9a-f]{64}(?=\.zip)/) ?? [];
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const seen = await inLambda(join(outdir, `asset.${asset}`, 'index.mjs'), 'console.log(JSON.stringify(await handler()))', { AWS_ENDPOINT_URL });
    await rm(outdir, { recursive: true, force: true });
    expect(JSON.parse(seen)).toEqual({ item: { pk: 'a', n: 5 }, answer: '{"ok":1}', file: 'text', refusal: 'AccessDenied' });
    expect(signatures).toEqual(Array.from({ length: 5 }, () => 'Credential=KEY token'));
  });
});
