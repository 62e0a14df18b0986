// The app's weight over the wire, which has a bound. The description page is apart.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const BOUND_KB = 250;
const files = readdirSync('dist', { recursive: true, withFileTypes: true })
  .filter((file) => file.isFile())
  .map((file) => join(file.parentPath ?? file.path, file.name))
  .filter((path) => !path.startsWith(join('dist', 'docs')));
const kb = files.reduce((sum, path) => sum + gzipSync(readFileSync(path)).length, 0) / 1024;
console.log(`web app: ${files.length} files, ${kb.toFixed(1)} kB compressed (bound ${BOUND_KB})`);
if (kb > BOUND_KB) {
  process.exit(1);
}
