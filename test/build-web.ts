import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** Compiles the scripts of pages, which reports read from the build, before any test runs. */
export default function buildWeb(): void {
  const root = path.join(import.meta.dirname, '..');
  execFileSync('npx', ['--no-install', 'tsc', '-p', 'src/web'], { cwd: root, stdio: 'inherit' });
}
