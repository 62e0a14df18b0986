// Swagger UI into dist/docs/, without a script in the page.
import { copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const from = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
mkdirSync('dist/docs', { recursive: true });
for (const name of ['swagger-ui.css', 'swagger-ui-bundle.js']) {
  copyFileSync(join(from, name), join('dist/docs', name));
}
for (const name of ['index.html', 'start.js']) {
  copyFileSync(join('docs', name), join('dist/docs', name));
}
