import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { CONFIG, call, ERROR, ended, linesOf, run, SAMPLES, scratch, shell, start, tree } from './terminal-kit.ts'

const MT = `${SAMPLES}mtbench-model_id.jsonl`
const folder = scratch({
  'provgate.yaml': CONFIG,
  'small.jsonl': '{"provenance":{"license":"mit","author":"human"}}\n',
})
beforeAll(() => {
  const line = `{"provenance":{"model":"gpt-4","role":"output"},"text":"${'x'.repeat(1000)}"}\n`
  writeFileSync(join(folder, 'big.jsonl'), line.repeat(60_000))
})

/** Starts a run into a folder, and waits until it writes the second file. */
async function begun(out: string) {
  const child = start(['filter', 'small.jsonl', 'big.jsonl', '--out', out], { cwd: folder })
  const ran = ended(child)
  const rulings = join(folder, out, 'rulings')
  while (!existsSync(rulings) || !readdirSync(rulings).some((name) => name.startsWith('.big'))) await delay(2)
  return { child, ran }
}

test.each(['--version', '-V'])('%s: the version, and nothing else', async (flag) => {
  expect(await run([flag])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' })
})

describe('exit codes', () => {
  test.each<readonly [what: string, code: number, line: string]>([
    ['done', 0, '$PG scan small.jsonl'],
    ['a failed input', 1, '$PG scan gone.jsonl'],
    ['wrong usage: no command', 2, '$PG'],
    ['findings: nothing passes', 3, `head -1 ${MT} | $PG filter -`],
    ['no finding: that may be', 0, `head -1 ${MT} | $PG filter - --allow-empty`],
    ['no finding: there is nothing', 0, ': | $PG filter -'],
  ])('of the process, %s: %i', async (_what, code, line) => {
    const ran = await shell(line, { cwd: folder })
    expect(ran.code).toBe(code)
    expect(ran.stderr).not.toMatch(/^ {4}at /m)
  })

  test.each<readonly [what: string, code: number, args: string[]]>([
    ['nothing wrong with help', 0, ['help', 'filter']],
    ['wrong usage: another command', 2, ['sacn', 'small.jsonl']],
    ['wrong usage: a word that every object has', 2, ['toString']],
    ['wrong usage: an option', 2, ['scan', '--bogus', 'small.jsonl']],
    ['wrong usage: a ruling', 2, ['scan', 'small.jsonl', '--fail-on', 'forbiden']],
    ['wrong usage: a share', 2, ['scan', 'small.jsonl', '--min-pass', '90']],
    ['wrong usage: an empty share', 2, ['scan', 'small.jsonl', '--min-pass', ' ']],
    ['wrong usage: no threads', 2, ['scan', 'small.jsonl', '--workers', '0']],
    ['findings: a ruling', 3, ['scan', MT, '--fail-on', 'forbidden,undetermined']],
    ['no finding: no row has the ruling', 0, ['scan', 'small.jsonl', '--fail-on', 'forbidden,undetermined']],
    ['findings: a share', 3, ['scan', MT, '--min-pass', '0.9']],
    ['no finding: share reached', 0, ['scan', 'small.jsonl', '--min-pass', '1']],
    ['a failed input, whatever was found', 1, ['scan', MT, 'gone.jsonl', '--min-pass', '1']],
  ])('%s: %i', async (_what, code, args) => {
    const ran = await call(args, { cwd: folder })
    expect(ran.code).toBe(code)
    if (code === 3) expect(ran.stderr).toMatch(/\(--(?:fail-on|min-pass)\)\n$/)
    if (code === 1 || code === 2) expect(ran.stderr).toMatch(ERROR)
  })
})

describe('a signal', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s in a run over files: nothing half-written is to be seen, and the same run can be made again',
    async (name, code) => {
      const { child, ran } = await begun(name)
      child.kill(name)
      expect(await ran).toMatchObject({ code, stdout: '', stderr: `provgate: stopped by ${name}\n` })
      const files = Object.keys(tree(join(folder, name)))
      expect(files).toEqual(['.provgate-run', 'pass/small.jsonl', 'rulings/small.jsonl.parquet'])
      const again = await run(['filter', 'small.jsonl', '--out', name], { cwd: folder })
      expect(again).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(/^starting anew: an earlier run .* did not finish\n$/),
      })
    },
  )

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s while stdin gives nothing: whole lines, and no quarantine', async (name, code) => {
    const child = start(['filter', '-', '--quarantine', `held-${name}.jsonl`], { cwd: folder })
    const ran = ended(child)
    child.stdin!.write(readFileSync(MT))
    await new Promise((resolve) => child.stdout!.once('data', resolve))
    await delay(50)
    child.kill(name)
    const { stdout, ...rest } = await ran
    expect(rest).toMatchObject({ code, stderr: `provgate: stopped by ${name}\n` })
    const input = new Set(linesOf(MT))
    const lines = stdout.split('\n')
    expect(lines.pop()).toBe('')
    expect(lines.length).toBeGreaterThan(0)
    for (const line of lines) expect(input.has(line)).toBe(true)
    expect(readdirSync(folder).filter((file) => file.includes('held'))).toEqual([])
  })

  test('while nobody takes the output', async () => {
    const line = '{"provenance":{"license":"mit","author":"human"}}\n'
    const child = start(['filter', '-'], { cwd: folder })
    child.stdin!.write(line.repeat(100_000))
    const exit = new Promise((resolve) => child.on('exit', resolve))
    child.stdout!.pause()
    await delay(700)
    child.kill('SIGTERM')
    expect(await exit).toBe(143)
    child.stdout!.destroy()
  })
})

describe('a reader that goes', () => {
  test.each([
    ['filter -', `cat ${MT} ${MT} ${MT} ${MT} | $PG filter -`],
    ['scan', `$PG scan ${SAMPLES}`],
    ['explain', '$PG explain out/ledger.jsonl'],
    ['schema', '$PG schema catalog'],
  ])('%s: ends without a word', async (what, line) => {
    if (what === 'explain') await run(['filter', MT, '--out', 'out'], { cwd: folder })
    const ran = await shell(`${line} | head -c 1 > /dev/null; exit \${PIPESTATUS[-2]}`, { cwd: folder })
    expect(ran.stderr.replace(/^passed over.*\n/, '')).toBe('')
    expect([0, 1]).toContain(ran.code)
  })
})

describe('a full disk', () => {
  test.each([
    ['under stdout of filter -', `cat ${MT} | $PG filter - > /dev/full`, 'stdout'],
    ['under stdout of scan', `$PG scan ${MT} > /dev/full`, 'stdout'],
    ['under a quarantine', `cat ${MT} | $PG filter - --quarantine /dev/full > /dev/null`, '/dev/full'],
    ['under a summary', `cat ${MT} | $PG filter - --quarantine q.jsonl --summary /dev/full > /dev/null`, '/dev/full'],
  ])('%s: told in a line', async (_where, line, file) => {
    const ran = await shell(line, { cwd: folder })
    expect(ran).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(ERROR) })
    expect(ran.stderr).toContain(`\`${file}\`: no space left on device`)
  })
})

describe('a folder for outputs that can not be', () => {
  mkdirSync(join(folder, 'around/in'), { recursive: true })
  writeFileSync(join(folder, 'around/in/x.jsonl'), '')
  test.each<readonly [what: string, code: number, inputs: string[], out: string, says: RegExp]>([
    ['a file', 1, ['big.jsonl'], 'small.jsonl', /can not be used: not a directory/],
    ['below a file', 1, ['big.jsonl'], 'small.jsonl/x', /can not be used: not a directory/],
    ['a device', 1, ['big.jsonl'], '/dev/null', /can not be used: not a directory/],
    ['where nothing can be made', 1, ['big.jsonl'], '/proc/x/y', /can not be used: (no such file|permission denied)/],
    ['the input', 2, ['around'], 'around', /lies inside the input/],
    ['in the input', 2, ['around'], 'around/out', /lies inside the input/],
    ['where a glob would look', 2, ['around/**/*.jsonl'], 'around/in/out', /lies inside the input/],
    ['empty', 2, ['small.jsonl'], '', /needs a folder/],
  ])('%s', async (_what, code, inputs, out, says) => {
    const before = tree(folder)
    const ran = await call(['filter', ...inputs, '--out', out], { cwd: folder })
    expect(ran).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(ERROR) })
    expect(ran.stderr).toMatch(says)
    expect(tree(folder)).toEqual(before)
  })

  test('beside the files of a glob is fine', async () => {
    expect((await call(['filter', 'sma*.jsonl', '--out', 'beside'], { cwd: folder })).code).toBe(0)
  })
})
