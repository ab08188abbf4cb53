/**
 * Who may import whom. A rule's comment says what goes wrong without it.
 *
 * A slice is a folder of lib/workflows or lib/registers.
 */

const slice = '^lib/(workflows|registers)/([^/]+)/';
const npm = '(^|/)node_modules/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two modules that need each other are one, or a third is missing. Types may point back: they are gone at run time.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphans',
      comment: 'A module nobody imports and that is no entry is dead.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          '^functions/[^/]+\\.ts$',
          '^infra/(app|bundle/[^/]+)\\.ts$',
          '^(bench|local|bin)/[^/]+\\.ts$',
          '\\.(test|config)\\.(ts|js)$',
          '^test/infra/fixtures/',
          '\\.d\\.ts$',
          '^eslint',
          '^\\.dependency',
        ],
      },
      to: {},
    },
    {
      name: 'nothing-unresolved',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'lib-stands-alone',
      comment: 'The business runs in a function, a test and a script alike; it knows none of them.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(functions|infra|local|web|bench|test|bin)/' },
    },
    {
      name: 'lib-knows-no-framework',
      comment: 'middy belongs to the edge, the CDK to the infrastructure, fastify to the local cloud.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: `${npm}(@middy|aws-cdk-lib|constructs|cdk-nag|fastify|@aws-lambda-powertools)/` },
    },
    {
      name: 'only-table-speaks-dynamodb',
      comment: 'One module owns keys, conditions and retries; a second one would have its own idea of them.',
      severity: 'error',
      from: { path: '^(lib|functions)/', pathNot: '^lib/table/' },
      to: { path: `${npm}@aws-sdk/[^/]*dynamodb` },
    },
    {
      name: 'kernel-is-the-bottom',
      comment: 'Words everybody shares depend on nothing of the house.',
      severity: 'error',
      from: { path: '^lib/kernel/' },
      to: { path: '^(lib|events)/', pathNot: '^lib/kernel/' },
    },
    {
      name: 'table-knows-no-business',
      comment: 'The table stores records; what they mean is above it.',
      severity: 'error',
      from: { path: '^lib/table/' },
      to: { path: '^lib/', pathNot: '^lib/(table|kernel)/' },
    },
    {
      name: 'slice-knows-no-table',
      comment: 'A rule that reads or writes by itself is outside the one transaction of its command.',
      severity: 'error',
      from: { path: '^lib/(workflows|registers|ledger|kpi)/' },
      to: { path: '^lib/(table|jobs|catalogue)' },
    },
    {
      name: 'slice-knows-others-by-contract',
      comment: "Another slice's contract is what it promises; everything else it may change tomorrow.",
      severity: 'error',
      from: { path: slice },
      to: { path: slice, pathNot: ['^lib/$1/$2/', '/contract\\.ts$'] },
    },
    {
      name: 'walk-knows-no-slice',
      comment: 'What holds for one workflow only belongs into its definition; else the fifteenth one changes the walk.',
      severity: 'error',
      from: { path: '^lib/(cases|jobs)/' },
      to: { path: '^lib/(workflows|kpi|catalogue)', pathNot: '/contract\\.ts$' },
    },
    {
      name: 'rules-do-no-io',
      comment: 'A rule that awaits is no rule: it would decide on what it saw a moment ago.',
      severity: 'error',
      from: { path: '^lib/(workflows|registers|kpi)/' },
      to: { path: [`${npm}@aws-sdk/`, '^(node:)?(fs|fs/promises|http|https|net|child_process|timers|timers/promises)$'] },
    },
    {
      name: 'infra-derives-from-the-catalogue',
      comment: 'The template follows from names and schedules, never from rules.',
      severity: 'error',
      from: { path: '^infra/' },
      to: { path: '^(lib|functions|local|events|test)/', pathNot: '^lib/catalogue\\.ts$' },
    },
    {
      name: 'functions-do-not-know-the-house-around-them',
      comment: 'What runs here must run in Lambda.',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(infra|local|test|bench)/' },
    },
    {
      name: 'web-sees-contracts-only',
      comment: 'The console shows and asks; it decides nothing.',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(lib/table|functions|infra|local)/' },
    },
    {
      name: 'shipped-code-uses-shipped-packages',
      comment: 'A function that imports a development package works here and nowhere else.',
      severity: 'error',
      from: { path: '^(lib|functions|events)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'], pathNot: `${npm}@types/` },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^(cdk\\.out|\\.wuyun|coverage)/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], mainFields: ['module', 'main', 'types'] },
    skipAnalysisNotInRules: true,
  },
};
