#!/usr/bin/env node
import { packageVersion } from '../version.ts'

// Scripts ask for the version often: it needs nothing else.
if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V'))
  process.stdout.write(`${await packageVersion()}\n`)
else await (await import('./process.ts')).runProcess()
