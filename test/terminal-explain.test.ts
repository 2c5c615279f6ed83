import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { CASES, CONFIG, call, ERROR, linesOf, SAMPLES, scratch } from './terminal-kit.ts'

const MT = `${SAMPLES}mtbench-model_id.jsonl`
const folder = scratch({ 'provgate.yaml': CONFIG })
let id = ''
beforeAll(async () => {
  mkdirSync(join(folder, 'another'))
  writeFileSync(join(folder, 'another/ledger.jsonl'), '{"debit":1}\n')
  await call(['filter', MT, '--out', 'out'], { cwd: folder })
  id = linesOf(join(folder, 'out/ledger.jsonl'))
    .slice(1)
    .map((line) => JSON.parse(line))
    .find(({ sources }) => sources[0].model === 'gpt-4').id
})

describe('explain', () => {
  test('a provenance: the clause with its quoted words, version and link, what made it hold, and how to fix it', async () => {
    const ran = await call(
      ['explain', '--provenance', '{"model":"gpt-4o-2024-08-06","channel":"api","date":"2025-08-10"}'],
      { cwd: folder },
    )
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(ran.stdout).toMatch(/^forbidden → drop {3}r-[0-9a-f]{16}\n/)
    expect(ran.stdout).toMatch(/^ {5}forbidden-by-clause, sources\/0, openai-business-terms@2025-05-31 /m)
    expect(ran.stdout).toMatch(/^ {5}“.+”, 3\.3\(e\)$/m)
    expect(ran.stdout).toMatch(/^ {5}https:\/\/\S+$/m)
    expect(ran.stdout).toMatch(/^ {5}because the target declares .*kind=chat/m)
    expect(ran.stdout).toMatch(/^ {5}fix: /m)
    expect(ran.stdout).toMatch(/no legal advice/)
  })

  test('what is missing is said, with how to fix it', async () => {
    const { stdout } = await call(['explain', '--provenance', '{"model":"gpt-4o"}', '--json'], { cwd: folder })
    const { ruling, reasons } = JSON.parse(stdout)
    expect(ruling).toBe('undetermined')
    expect(
      reasons.some(({ missing, fix }: { missing?: string[]; fix?: string }) => missing?.includes('channel') && fix),
    ).toBe(true)
  })

  test('a row and its ruling id say the same', async () => {
    const [byRow, byId, byLedger] = [
      await call(['explain', `${MT}:1`], { cwd: folder }),
      await call(['explain', id], { cwd: folder }),
      await call(['explain', id, '--ledger', '../out/ledger.jsonl'], { cwd: join(folder, 'another') }),
    ]
    expect(byRow.stdout).toContain(id)
    expect(byId.stdout).toBe(byRow.stdout)
    expect(byLedger.stdout).toBe(byRow.stdout)
  })

  test('a row is named as in the run when that matters for a glob of the configuration', async () => {
    mkdirSync(join(folder, 'data/made'), { recursive: true })
    writeFileSync(join(folder, 'data/made/x.jsonl'), '{"text":"x"}\n')
    writeFileSync(
      join(folder, 'made.yaml'),
      `${CONFIG}defaults: [{ files: "made/**", source: { license: mit, author: human } }]\n`,
    )
    const flags = ['-c', 'made.yaml', '--json']
    const [alone, within] = [
      await call(['explain', 'data/made/x.jsonl:1', ...flags], { cwd: folder }),
      await call(['explain', 'data/made/x.jsonl:1', '--in', 'data', ...flags], { cwd: folder }),
    ]
    expect(JSON.parse(alone.stdout)).toMatchObject({ origin: 'absent' })
    expect(JSON.parse(within.stdout)).toMatchObject({ declared: ['author', 'license'], action: 'pass' })
  })

  test('a file without a target: what is undeclared is unknown', async () => {
    const ran = await call(['explain', `${MT}:1`], { cwd: scratch() })
    expect(ran.code).toBe(0)
    expect(ran.stdout).toMatch(/^undetermined/)
  })

  const GPT = '{"model":"gpt-4o-2024-08-06","channel":"api","date":"2025-08-10"}'
  const ALL = ['--what-if', 'kind=classification', '--what-if', 'distribution=internal']

  test.each<readonly [what: string, args: () => string[]]>([
    ['a ruling id', () => [id]],
    ['a row', () => [`${MT}:1`]],
    ['a provenance', () => ['--provenance', GPT]],
  ])('%s, before and after a change of the target', async (_what, args) => {
    const ran = await call(['explain', ...args(), ...ALL], { cwd: folder })
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(ran.stdout).toMatch(/^before {2}\w+ → \w+ {3}r-[0-9a-f]{16}\nafter {3}\w+ → \w+ {3}r-[0-9a-f]{16}\n/)
    expect(ran.stdout).toContain('  what if: kind=classification, distribution=internal\n')
    expect(ran.stdout).toMatch(/^ {2}reasons that no longer hold$/m)
    expect(ran.stdout).toMatch(/^ {2}reasons that hold instead$/m)
    const { what_if, before, after } = JSON.parse(
      (await call(['explain', ...args(), ...ALL, '--json'], { cwd: folder })).stdout,
    )
    expect(what_if).toEqual(['kind=classification', 'distribution=internal'])
    const plain = JSON.parse((await call(['explain', ...args(), '--json'], { cwd: folder })).stdout)
    expect(before.id).toBe(plain.id)
    expect(after.id).not.toBe(before.id)
  })

  test('a permission that was not valid on another day', async () => {
    writeFileSync(
      join(folder, 'permitted.yaml'),
      `${CONFIG}permissions: [{ grantor: openai, reference: MSA-1, valid: { from: 2026-01-01 } }]\n`,
    )
    const args = ['explain', '--provenance', GPT, '-c', 'permitted.yaml', '--as-of', '2025-12-31', '--json']
    const { before, after, reasons } = JSON.parse((await call(args, { cwd: folder })).stdout)
    expect([before.action, after.action]).toEqual(['pass', 'drop'])
    expect(reasons.gone[0]).toMatchObject({ code: 'permission' })
  })

  test('a held row says which single change would free it; one that passes does not', async () => {
    const args = ['explain', '--provenance', GPT]
    expect((await call(args, { cwd: folder })).stdout).toMatch(
      /^ {2}one change that would let it pass[^\n]*\n(?: {4}[^\n]+ {2}→ (?:permitted|conditional)\n){1,8}/m,
    )
    const none = await call(['explain', '--provenance', '{"model":"nobody-knows-1"}'], { cwd: folder })
    expect(none.stdout).toMatch(/nothing single frees it/)
    const passes = ['explain', '--provenance', '{"license":"cc0-1.0","author":"human"}', '--json']
    expect(JSON.parse((await call(passes, { cwd: folder })).stdout)).not.toHaveProperty('remedies')
  })

  test.each<readonly [what: string, args: string[], code: number, says: RegExp]>([
    ['a change that is none', [`${MT}:1`, '--what-if', 'kind'], 2, /not FIELD=VALUE/],
    ['a change of no field', ['--provenance', '{}', '--what-if', 'x=1'], 2, /no field.*\n.*use one of name, kind/],
    ['a day that is none', ['--provenance', '{}', '--as-of', 'today'], 2, /is no day/],
    ['a change over a ledger', ['out/ledger.jsonl', '--what-if', 'kind=chat'], 2, /not a ledger/],
    ['nothing', [], 2, /one thing/],
    ['two things', ['a:1', 'b:1'], 2, /one thing/],
    ['a thing and a provenance', ['a:1', '--provenance', '{}'], 2, /one thing/],
    ['something else', ['what'], 2, /`what` is neither/],
    ['row 0', [`${MT}:0`], 2, /rows count from 1/],
    ['a row behind the end', [`${MT}:901`], 2, /has 900 rows, and no row 901/],
    ['a row of a folder', [`${SAMPLES}:1`], 2, /is not one file/],
    ['a row of a file that is not there', ['gone.jsonl:1'], 1, /does not exist/],
    ['a row of a file that is not in the input', [`${MT}:1`, '--in', 'another'], 2, /is not one file of the input/],
    ['an id that is nowhere', ['r-0123456789abcdef'], 2, /in no ledger/],
    [
      'an id in a ledger that is not there',
      ['r-0123456789abcdef', '--ledger', 'gone.jsonl'],
      1,
      /`gone\.jsonl` can not be read/,
    ],
    [
      'an id in a file that is no ledger',
      ['r-0123456789abcdef', '--ledger', 'another/ledger.jsonl'],
      1,
      /is no ledger/,
    ],
    ['a provenance that is no JSON', ['--provenance', '{model: x}'], 2, /not JSON.*\n.*quote it/],
    ['a provenance with a field that is not known', ['--provenance', '{"modell": "x"}'], 2, /modell/],
  ])('%s: refused', async (_what, args, code, says) => {
    const ran = await call(['explain', ...args], { cwd: folder })
    expect(ran).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(ERROR) })
    expect(ran.stderr).toMatch(says)
  })
})

describe('test', () => {
  const gpt = {
    provenance: { model: 'gpt-4o', channel: 'api', date: '2025-08-10' },
    target: { kind: 'chat', purpose: 'train', distribution: 'public' },
  }
  const write = (name: string, cases: readonly object[]) =>
    writeFileSync(join(folder, name), cases.map((item) => `${JSON.stringify(item)}\n`).join(''))

  test('the worked cases: none unsafe', async () => {
    const ran = await call(['test', CASES, '--json'], { cwd: folder })
    const { cases, totals } = JSON.parse(ran.stdout)
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(totals).toMatchObject({ cases: 94, unsafe: 0 })
    expect(totals.exact + totals.acceptable + totals.too_strict).toBe(94)
    expect(cases.map(({ id: name }: { id: string }) => name)).toEqual(linesOf(CASES).map((line) => JSON.parse(line).id))
    for (const item of cases)
      expect(item).toMatchObject({ id: expect.any(String), expected: expect.any(String), got: expect.any(String) })
  })

  test('a row per deviation, the worst first, and the totals; exit 3 on an unsafe one', async () => {
    write('graded.jsonl', [
      { id: 'fine', ...gpt, expected: 'forbidden' },
      { id: 'strict', ...gpt, expected: 'permitted' },
      { id: 'near', ...gpt, expected: 'undetermined', acceptable: ['forbidden'] },
      { id: 'loose', provenance: { license: 'mit', author: 'human' }, target: gpt.target, expected: 'forbidden' },
    ])
    const ran = await call(['test', 'graded.jsonl'], { cwd: folder })
    expect(ran).toMatchObject({ code: 3, stderr: '' })
    const lines = ran.stdout.split('\n')
    expect(lines.slice(0, 4).map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
      ['case', 'grade'],
      ['loose', 'unsafe'],
      ['strict', 'too strict'],
      ['near', 'acceptable'],
    ])
    expect(ran.stdout).toMatch(/^4 cases: 1 exact, 1 acceptable, 1 too strict, 1 unsafe$/m)
    const json = await call(['test', 'graded.jsonl', '--json'], { cwd: folder })
    expect(json.code).toBe(3)
    expect(JSON.parse(json.stdout).totals).toEqual({ cases: 4, exact: 1, acceptable: 1, too_strict: 1, unsafe: 1 })
  })

  test.each<readonly [what: string, text: string, says: RegExp]>([
    ['holds none', '\n', /holds no cases/],
    ['has a row that is no JSON', '{"id":1\n', /row 1 is not JSON/],
    [
      'has a word that is no ruling',
      `${JSON.stringify({ id: 'x', ...gpt, expected: 'maybe' })}\n`,
      /row 1: `expected`/,
    ],
    [
      'has a target that is not known',
      `${JSON.stringify({ id: 'x', ...gpt, target: { kind: 'x' }, expected: 'forbidden' })}\n`,
      /row 1: `target/,
    ],
  ])('a file that %s: refused', async (_what, text, says) => {
    writeFileSync(join(folder, 'cases.jsonl'), text)
    const ran = await call(['test', 'cases.jsonl'], { cwd: folder })
    expect(ran).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(ERROR) })
    expect(ran.stderr).toMatch(says)
  })

  test('a file that is not there', async () => {
    expect(await call(['test', 'gone.jsonl'], { cwd: folder })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(ERROR),
    })
  })
})
