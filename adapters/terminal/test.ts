import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { Case, GRADES, type Grade, grade, ProvgateError, prepare } from '../../src/index.ts'
import { reasonOf } from '../places/fault.ts'
import type { Command } from './command.ts'
import { CONFIG_OPTIONS, loadConfig } from './config-file.ts'
import { EXIT } from './exit.ts'
import { shorten, table } from './table.ts'

export const test: Command = {
  name: 'test',
  usage: 'test CASES.jsonl [options]',
  says: 'Rules on test cases, one JSON object a line: id, provenance, target, expected, acceptable. Exit 3 if any ruling is unsafe.',
  options: { config: CONFIG_OPTIONS.config!, json: { type: 'boolean', says: 'every case and the totals as JSON' } },
  async run([file, ...more], values, world) {
    if (file === undefined || more.length > 0)
      throw new ProvgateError('usage', '`provgate test` takes one file of cases', { fix: 'provgate test CASES.jsonl' })
    const { catalog } = await loadConfig(values, world, { optional: true })
    const cases: {
      id: string
      expected: string
      acceptable: string[]
      got: string
      grade: Grade
      obligations: string[]
      why?: string | undefined
      reason: string | undefined
    }[] = []
    for await (const item of readCases(resolve(world.cwd, file), file)) {
      const { id, provenance, target, permissions, curations, settings, expected, acceptable, why } = item
      const judge = prepare(catalog, {
        target,
        permissions,
        curations,
        settings: { ...settings, as_of: settings.as_of ?? world.today },
      })
      const found = judge.explain(judge.origin(provenance))
      const obligations = [...new Set(found.obligations.map(({ duty }) => duty))]
      cases.push({
        id,
        expected,
        acceptable,
        got: found.ruling,
        grade: grade(item, found),
        obligations,
        why,
        reason: found.reasons[0]?.says,
      })
    }
    if (cases.length === 0) throw new ProvgateError('input', `\`${file}\` holds no cases`, { file })
    const totals = { cases: cases.length, exact: 0, acceptable: 0, too_strict: 0, unsafe: 0 }
    for (const { grade: name } of cases) totals[name.replace(' ', '_') as keyof typeof totals] += 1
    if (values.json === true) await world.out(`${JSON.stringify({ cases, totals }, null, 2)}\n`)
    else {
      const off = cases
        .filter((item) => item.grade !== 'exact')
        .sort((a, b) => GRADES.indexOf(b.grade) - GRADES.indexOf(a.grade))
      if (off.length > 0)
        await world.out(
          `${table([['case', 'grade', 'expected', 'got', 'reason'], ...off.map((item) => [item.id, item.grade, [item.expected, ...item.acceptable].join('|'), item.got, shorten(item.reason ?? '', 100)])])}\n\n`,
        )
      await world.out(
        `${totals.cases} cases: ${totals.exact} exact, ${totals.acceptable} acceptable, ${totals.too_strict} too strict, ${totals.unsafe} unsafe\n`,
      )
    }
    return totals.unsafe > 0 ? EXIT.findings : EXIT.done
  },
}

async function* readCases(path: string, label: string): AsyncGenerator<Case> {
  const input = createReadStream(path, 'utf8')
  let row = 0
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line.trim() === '') continue
      row += 1
      let value: unknown
      try {
        value = JSON.parse(line)
      } catch (cause) {
        throw new ProvgateError('input', `\`${label}\` row ${row} is not JSON: ${(cause as Error).message}`, {
          file: label,
          row,
          fix: 'write one JSON object a line',
          cause,
        })
      }
      const parsed = Case.safeParse(value)
      if (!parsed.success) {
        const issue = parsed.error.issues[0]
        throw new ProvgateError('input', `\`${label}\` row ${row}: \`${issue?.path.join('.')}\`: ${issue?.message}`, {
          file: label,
          row,
          fix: 'see `provgate schema target` and `provgate schema provenance`',
        })
      }
      yield parsed.data
    }
  } catch (cause) {
    if (cause instanceof ProvgateError) throw cause
    throw new ProvgateError('input', `\`${label}\` can not be read: ${reasonOf(cause)}`, { file: label, cause })
  }
}
