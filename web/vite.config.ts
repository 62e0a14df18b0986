import { defineConfig } from 'vitest/config';

export default defineConfig({
  build: { target: 'es2022', assetsInlineLimit: 0, chunkSizeWarningLimit: 250 },
  test: { include: ['tests/*.test.ts'] },
});
