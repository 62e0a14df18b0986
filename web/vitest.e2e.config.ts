import { defineConfig } from 'vitest/config';

// In Chromium, against the service of EARMARK_SERVER_PROGRAM.
export default defineConfig({
  test: {
    include: ['tests/e2e/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
