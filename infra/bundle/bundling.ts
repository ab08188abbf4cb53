import { join } from 'node:path';
import { type BundlingOptions, Charset, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

/** The project's root: entries and the lock file are found from here, whatever the working directory. */
export const projectRoot = join(import.meta.dirname, '..', '..');

/** Files that take the place of parts of the SDK which no function of ours can need. */
const standIns = join(projectRoot, 'infra/bundle');

/**
 * How every function is bundled: one minified ES module with the SDK inside.
 *
 * The runtime's own SDK is CommonJS, of an unknown version and slower to load than the few commands we use, so `bundleAwsSDK` is on; its default is off.
 * `require` is made under a private name, because a bundled dependency may bind the short ones.
 */
export const bundling: BundlingOptions = {
  format: OutputFormat.ESM,
  mainFields: ['module', 'main'],
  minify: true,
  // Half of our text is Chinese: three bytes a character, six when escaped.
  charset: Charset.UTF8,
  bundleAwsSDK: true,
  banner: "import{createRequire as __wuyunRequire}from'node:module';const require=__wuyunRequire(import.meta.url);",
  esbuildArgs: {
    '--legal-comments': 'none',
    '--alias:@aws-sdk/credential-provider-node': join(standIns, 'env-credentials.ts'),
    '--alias:@aws-sdk/middleware-endpoint-discovery': join(standIns, 'no-endpoint-discovery.ts'),
    '--alias:@smithy/core/event-streams': join(standIns, 'no-event-streams.ts'),
    '--alias:brotli/decompress.js': join(standIns, 'no-woff2.ts'),
  },
};

/**
 * The same with files laid beside the module, by their path from the project's root: what is read when it is needed, such as a font of ten megabytes, would make every start of the
 * function slower if it were bundled.
 */
export function bundlingWith(files: readonly string[]): BundlingOptions {
  if (files.length === 0) return bundling;
  const none = (): string[] => [];
  const copied = (from: string, to: string): string[] => files.map((file) => `cp "${from}/${file}" "${to}/"`);
  return { ...bundling, commandHooks: { beforeBundling: none, beforeInstall: none, afterBundling: copied } };
}
