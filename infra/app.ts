import { assemble } from './assembly.ts';

/**
 * Run by the CDK's command line, and by the local cloud with `WUYUN_SYNTH=local`: then without bundling, for the China partition, where a
 * hard-coded `arn:aws:` shows at once.
 */
const { WUYUN_SYNTH, CDK_DEFAULT_REGION: region, CDK_DEFAULT_ACCOUNT: account } = process.env;
const forLocal = { region: 'cn-north-1', account: '000000000000', bundle: false, validate: false };
assemble(WUYUN_SYNTH === 'local' ? forLocal : { region, account, bundle: true, validate: true }).synth();
