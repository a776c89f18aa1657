import { join } from 'node:path';

import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // The workspace: `ringline` is linked from beside this folder.
  turbopack: { root: join(import.meta.dirname, '..') },
  outputFileTracingRoot: join(import.meta.dirname, '..'),
  experimental: {
    // What a build that was broken off has cached was seen to outlive the files that it was made of.
    turbopackFileSystemCacheForBuild: false,
  },
};

// Messages are read when the app is built: a page needs no parser for them.
const withMessages = createNextIntlPlugin({
  requestConfig: './i18n/request.ts',
  experimental: {
    messages: { path: './messages', format: 'json', locales: 'infer', precompile: true },
  },
});
export default withMessages(config);
