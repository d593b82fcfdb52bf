import { existsSync } from 'node:fs';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Zod's named import drags every locale into a bundle: five times the bytes (colinhacks/zod#6597). */
const zodByName = {
  selector: 'ImportDeclaration[source.value=/^zod(.mini)?$/] > ImportSpecifier',
  message: 'Write `import * as z`: a named import from zod costs five times the bundle.',
};

/** For what runs in Lambda: docs/decisions/0007-zod-mini-at-run-time.md. */
const zodClassic = {
  selector: "ImportDeclaration[source.value='zod']",
  message: "Write `import * as z from 'zod/mini'`: zod's methods would be loaded at every start of a function.",
};

const zodMini = {
  selector: "ImportDeclaration[source.value='zod/mini']",
  message: "Write `import * as z from 'zod'`: zod/mini is for what runs in Lambda, and has no messages of its own.",
};

const typeAssertion = {
  selector: "TSAsExpression:not([typeAnnotation.typeName.name='const'])",
  message:
    'No `as`: parse with zod, or let the compiler infer. A rare exception carries a reason in its disable comment.',
};

const guessedIds = {
  selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
  message: 'Ids and codes come from node:crypto: Math.random can be guessed.',
};

const restrictedSyntax = ['error', zodByName, typeAssertion, guessedIds];

/** As a regular expression, because a leading `#` would make a gitignore-style pattern a comment. */
const anyOf = (names) => `^(${names.map((name) => name.replaceAll('.', '\\.').replaceAll('*', '.*')).join('|')})$`;

/** One layer's boundary: the files it holds, what it may not import, and why. */
const boundary = (files, patterns) => ({
  files,
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: patterns.map(([names, message, allowTypeImports = false]) => ({
          regex: anyOf(names),
          message,
          allowTypeImports,
        })),
      },
    ],
  },
});

const AWS = ['@aws-sdk/*', '@middy/*', '@aws-lambda-powertools/*'];
const DEPLOY_TIME = ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs', '#lib/*', '#local/*'];
const PARENT = ['../*', '../../*'];

export default defineConfig(
  globalIgnores(['cdk.out', '.local', 'dist', 'node_modules']),
  // A connector: its test checks it where connectors stand.
  globalIgnores(['test/e2e/toy-books']),
  // Without their own packages the types that they use are not there.
  existsSync(`${import.meta.dirname}/test/referees/node_modules`) ? [] : globalIgnores(['test/referees']),
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.mjs', '.ci/*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      'no-restricted-syntax': [...restrictedSyntax, zodMini],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_+$', argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidOperator: true },
      ],
    },
  },
  { files: ['functions/**'], rules: { 'no-restricted-syntax': [...restrictedSyntax, zodClassic] } },
  // Doubles of ERPs stand beside their connectors, but no function loads them.
  {
    files: ['functions/erp/*/double*.ts', 'functions/procore/double.ts'],
    rules: { 'no-restricted-syntax': [...restrictedSyntax, zodMini] },
  },
  boundary(
    ['functions/domain/**'],
    [
      [
        [
          ...AWS,
          '#use-cases/*',
          '#handlers/*',
          '#erp/*',
          '#aws/*',
          '#oidc/*',
          '#procore/*',
          '#web/*',
          '#middleware/*',
          '#env',
          '#runtime',
          ...DEPLOY_TIME,
        ],
        'domain/ is pure: it imports nothing but itself and zod.',
      ],
      [PARENT, 'Import by the map (#domain/...).'],
    ],
  ),
  boundary(
    ['functions/use-cases/**'],
    [
      [
        [
          ...AWS,
          '#handlers/*',
          '#erp/*',
          '#aws/*',
          '#oidc/*',
          '#procore/*',
          '#web/*',
          '#middleware/*',
          '#env',
          '#runtime',
          ...DEPLOY_TIME,
        ],
        'Use cases take ports and return domain values: they import domain/ and each other.',
      ],
      [PARENT, 'Import by the map (#use-cases/...).'],
    ],
  ),
  boundary(
    ['functions/aws/**', 'functions/erp/**', 'functions/oidc/**', 'functions/procore/**', 'functions/web/**'],
    [
      [
        ['#use-cases/*', '#handlers/*', '#middleware/*', '#env', '#runtime', ...DEPLOY_TIME],
        'Adapters implement what domain/ declares and know nobody who calls them.',
        true,
      ],
    ],
  ),
  boundary(
    ['functions/erp/**'],
    [
      [
        [
          '@aws-sdk/*',
          '#aws/*',
          '#web/*',
          '#use-cases/*',
          '#handlers/*',
          '#middleware/*',
          '#env',
          '#runtime',
          ...DEPLOY_TIME,
        ],
        'A connector talks to its ERP only, through what its session is given.',
        true,
      ],
    ],
  ),
  boundary(
    ['functions/middleware/**'],
    [
      [
        ['#aws/*', '#erp/*', '#oidc/*', '#web/*', '#handlers/*', '#env', '#runtime', ...DEPLOY_TIME],
        'Middleware parses and answers; it decides nothing.',
      ],
    ],
  ),
  boundary(
    ['functions/handlers/**'],
    [[['#aws/*', '@aws-sdk/*', ...DEPLOY_TIME], 'Handlers get adapters from runtime.ts, the one composition root.']],
  ),
  boundary(
    ['lib/**', 'bin/app.ts'],
    [
      [
        ['#use-cases/*', '#aws/*', '#oidc/*', '#web/*', '#middleware/*', '#runtime', '#local/*'],
        'lib/ is deploy time: it knows file paths and the type of each environment.',
      ],
      [['#env'], 'Only the type of an environment is known at deploy time.', true],
    ],
  ),
  boundary(
    ['ops/**'],
    [
      [
        ['#handlers/*', '#oidc/*', '#web/*', '#lib/*', 'aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'],
        'Commands do what the use cases do, on the ports of a deployment.',
      ],
      [
        ['#erp/(?!registry.ts$|integration-check.ts$)*'],
        'Commands ask ERPs through their functions. They check settings and credentials with the registered connectors, and need nothing else of them.',
        true,
      ],
    ],
  ),
  {
    // The one file that says how a stage should be: what runs is compared with what would be deployed.
    files: ['ops/doctor/checkout.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': 'off' },
  },
  {
    files: ['lib/**', 'bin/**', 'local/**', 'ops/**', 'simulation/**', 'test/**', 'bench/**'],
    rules: { '@typescript-eslint/no-unsafe-type-assertion': 'off' },
  },
  {
    files: ['test/**'],
    rules: {
      'no-restricted-syntax': ['error', zodByName, zodMini],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  { files: ['**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },
);
