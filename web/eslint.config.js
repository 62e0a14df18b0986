import js from '@eslint/js';
import ts from 'typescript-eslint';

export default ts.config(
  { ignores: ['dist/', 'src/api.d.ts'] },
  js.configs.recommended,
  ...ts.configs.strict,
  {
    files: ['audit/*.js', 'build/*.js', 'public/*.js', 'docs/*.js'],
    languageOptions: {
      globals: {
        ...{
          console: 'readonly',
          process: 'readonly',
          window: 'readonly',
          SwaggerUIBundle: 'readonly',
        },
        ...{ AudioWorkletProcessor: 'readonly', registerProcessor: 'readonly' },
      },
    },
  },
);
