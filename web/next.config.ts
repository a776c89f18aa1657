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
    optimizePackageImports: ['radix-ui'],
    // What a build that was broken off has cached was seen to outlive the files that it was made of.
    turbopackFileSystemCacheForBuild: false,
  },
};

export default createNextIntlPlugin('./i18n/request.ts')(config);
