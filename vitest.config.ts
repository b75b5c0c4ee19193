import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/build-web.ts'],
    testTimeout: 60_000,
    maxWorkers: '100%',
  },
});

export default config;
