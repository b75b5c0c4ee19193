#!/usr/bin/env node
import { BundleScript, type CommandBundle, hasFreshBundle } from './start/command-bundle.ts';

const args = process.argv.slice(2);

/** The modules themselves where there is no bundle of them, and where stacks are to name them. */
const load = async (): Promise<CommandBundle> =>
  hasFreshBundle() && !args.includes('--debug')
    ? new BundleScript().run()
    : await import('./command-line.ts');

const { runCommandLine } = await load();
process.exitCode = await runCommandLine(args);
