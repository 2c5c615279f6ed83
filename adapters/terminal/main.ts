#!/usr/bin/env node
import { packageVersion } from '../version.ts'

const version = await packageVersion()
// Scripts ask for the version often: it needs nothing else.
if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V'))
  process.stdout.write(`${version}\n`)
else await (await import('./process.ts')).runProcess(version)
