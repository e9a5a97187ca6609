import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The dashboard is served under a strict content security policy: no inline script, no inline
// style, nothing from elsewhere.
export default defineConfig({
  plugins: [react()],
  base: '/',
  logLevel: 'warn',
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
  },
});
