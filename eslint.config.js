import tseslint from 'typescript-eslint';

/**
 * What needs types to be seen, and what is ours alone. Formatting and everything a parser sees is Biome's.
 */

const messages = {
  clock: 'Time enters a rule through its context: use context.now.',
  chance: 'A rule is a function of its input: ids and chance come from the context.',
  environment: 'A rule knows no environment: what varies is policy, and policy is on the record.',
  money: 'Money is fen in a branded type; its arithmetic is in lib/kernel/money.ts.',
  scan: 'Nobody scans the table: an index or a key must answer.',
  batch: 'A batch write knows no condition: use a transaction.',
};

const clock = [
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: messages.clock },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: messages.clock },
  { selector: "CallExpression[callee.object.name='performance'][callee.property.name='now']", message: messages.clock },
  { selector: "MemberExpression[object.property.name='Now'][object.object.name='Temporal']", message: messages.clock },
];
const chance = [
  { selector: "MemberExpression[object.name='Math'][property.name='random']", message: messages.chance },
  { selector: 'CallExpression[callee.name=/^(randomUUID|randomBytes|randomInt)$/]', message: messages.chance },
  { selector: 'MemberExpression[property.name=/^(randomUUID|getRandomValues)$/]', message: messages.chance },
];
const environment = [{ selector: "MemberExpression[object.name='process'][property.name='env']", message: messages.environment }];
const everywhere = [
  { selector: "ImportSpecifier[imported.name='ScanCommand']", message: messages.scan },
  { selector: "ImportSpecifier[imported.name='BatchWriteCommand'], ImportSpecifier[imported.name='BatchWriteItemCommand']", message: messages.batch },
];
const money = [{ selector: 'BinaryExpression[operator=/^[-+*/%]$/] > MemberExpression[property.name=/Fen$/]', message: messages.money }];

/** Lines are counted without comments: a doc comment must never be what is saved on. */
const lines = (perFile, perFunction) => ({
  'max-lines': ['error', { max: perFile, skipComments: true, skipBlankLines: true }],
  'max-lines-per-function': ['error', { max: perFunction, skipComments: true, skipBlankLines: true }],
});

export default tseslint.config(
  { ignores: ['node_modules/', 'cdk.out/', '.wuyun/', 'coverage/', 'web/dist/', '**/*.{js,cjs,mjs}'] },
  {
    files: ['**/*.ts'],
    languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@typescript-eslint': tseslint.plugin },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-for-in-array': 'error',
      '@typescript-eslint/no-deprecated': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/require-array-sort-compare': ['error', { ignoreStringArrays: true }],
      '@typescript-eslint/restrict-plus-operands': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { allowDefaultCaseForExhaustiveSwitch: false, considerDefaultExhaustiveForUnions: false, requireDefaultForNonUnion: true },
      ],
      'no-restricted-syntax': ['error', ...everywhere],
    },
  },
  {
    files: ['lib/**/*.ts', 'functions/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'error',
      '@typescript-eslint/no-unsafe-call': 'error',
      '@typescript-eslint/no-unsafe-member-access': 'error',
      '@typescript-eslint/no-unsafe-return': 'error',
      'no-restricted-syntax': ['error', ...everywhere, ...money],
      ...lines(250, 60),
    },
  },
  {
    // The walk may make an id or a nonce; it reads no clock but the house's and no environment.
    files: ['lib/cases/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere, ...money, ...clock, ...environment] },
  },
  {
    // Rules: pure over record, input and context.
    files: ['lib/workflows/**/*.ts', 'lib/registers/**/*.ts', 'lib/ledger/**/*.ts', 'lib/kpi/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere, ...money, ...clock, ...chance, ...environment] },
  },
  {
    files: ['lib/kernel/money.ts'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere] },
  },
  {
    files: ['infra/**/*.ts', 'local/**/*.ts', 'bench/**/*.ts', 'events/**/*.ts'],
    rules: lines(250, 60),
  },
);
