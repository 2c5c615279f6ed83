import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { builtinCatalog, indexCatalog } from '../src/index.ts'
import { agreementOf, describe, documentOf } from './agreement-report.ts'
import { AuditFile } from './audit.ts'

/** `npm run agreement -- FILE [--json] [--docs FILE]`: how far the catalog agrees with an audit of datasets, and where not. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, docs: { type: 'string' } },
})
const [file] = positionals
if (file === undefined || positionals.length > 1) {
  console.error('usage: npm run agreement -- FILE [--json] [--docs FILE]')
  process.exitCode = 2
} else {
  try {
    const audit = AuditFile.parse(JSON.parse(await readFile(file, 'utf8')))
    const agreement = agreementOf(audit, indexCatalog(builtinCatalog))
    if (values.docs !== undefined) await writeFile(values.docs, documentOf(agreement))
    process.stdout.write(values.json ? `${JSON.stringify(agreement, null, 2)}\n` : describe(agreement))
  } catch (error) {
    console.error(`\`${file}\` can not be compared: ${(error as Error).message.split('\n').slice(0, 8).join(' ')}`)
    process.exitCode = 1
  }
}
