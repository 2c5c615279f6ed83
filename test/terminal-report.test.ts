import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { World } from '../adapters/terminal/command.ts'
import { inventoryOf } from '../adapters/terminal/inventory.ts'
import { commandLine } from '../adapters/terminal/next.ts'
import { createProgress } from '../adapters/terminal/progress.ts'
import { reportOf } from '../adapters/terminal/report.ts'
import { shorten, table } from '../adapters/terminal/table.ts'
import type { Summary } from '../src/index.ts'
import { CONFIG, ended, MAIN, run, SAMPLES, scratch, shell } from './terminal-kit.ts'

const ESC = '\u001b'
/** What a terminal takes as: back to the start of the line, and clear it. */
const CLEAR = `\r${ESC}[K`
const rows = { in: 4, pass: 1, quarantine: 1, drop: 1, reject: 1 }
const file = { format: 'jsonl', convention: null, fields: [], rows, input: null, outputs: [] }
const summary = (over: Partial<Summary> = {}): Summary =>
  ({
    unit: 'row',
    rows,
    rulings: { permitted: 1, conditional: 0, undetermined: 2, forbidden: 1 },
    reasons: [1, 2, 3, 4].map((n) => ({
      code: 'absent-provenance',
      says: `reason ${n}`,
      fix: `fix ${n}`,
      rows: 10 - n,
      ruling: 'undetermined',
    })),
    rests: { authorship: 1000, declared: 2, stale: 3 },
    stale: { a: { seen: '2026-01-01', rows: 1 }, b: { seen: '2026-02-01', rows: 2 } },
    base_obligations: [{ duty: 'built-with-notice', terms: 't', version: 'v', clause: 'c', open: false }],
    files: [{ name: 'a.jsonl', ...file }],
    models: {},
    licenses: {},
    datasets: {},
    dates: {},
    terms: {},
    ...over,
  }) as unknown as Summary

describe('the report at the end', () => {
  test('has the files, the rulings, three reasons with their fixes, and what to type next', () => {
    const text = reportOf(summary(), ['provgate init'], { color: false })
    expect(text.split('\n\n')).toEqual([
      'file     convention  rows  pass  quarantine  drop  reject\na.jsonl  none found     4     1           1     1       1',
      'permitted 1   conditional 0   undetermined 2   forbidden 1',
      'commonest reasons why rows are held or dropped\n  9  reason 1\n      fix: fix 1\n  8  reason 2\n      fix: fix 2\n  7  reason 3\n      fix: fix 3',
      '1,000 rows rest on a license alone: they name no author or model',
      '2 rows rest on what a default declares, not on what the record says',
      "3 rows are newer than the catalog's last look at their terms\n  2  b, last looked at on 2026-02-01\n  1  a, last looked at on 2026-01-01",
      "the target's own base brings duties: built-with-notice",
      'next\n  provgate init',
      expect.stringContaining('no legal advice'),
    ])
  })

  test('shows the first 40 of many files, and counts the others', () => {
    const files = Array.from({ length: 45 }, (_, i) => ({ name: `f${i}.jsonl`, ...file }))
    const lines = reportOf(summary({ files }), [], { color: false }).split('\n')
    expect(lines.filter((line) => /^f\d+\.jsonl/.test(line))).toHaveLength(40)
    expect(lines).toContain('… and 5 more files, in the summary')
    expect(lines.find((line) => line.startsWith('all 45 files'))).toMatch(/ 4 +1 +1 +1 +1$/)
    const list = inventoryOf(summary({ files }))
    expect(list).toMatch(/^… and 15 more \(--json has all\)$/m)
  })

  test('tells clean shards from tainted and failed ones', () => {
    const files = [
      { name: 'a', ...file, tainted: true },
      { name: 'b', ...file, tainted: false },
      { name: 'c', ...file, error: 'x' },
    ]
    const text = reportOf(summary({ files, unit: 'shard' }), [], { color: false })
    expect(text).toMatch(/^file +shard +convention /)
    expect(text).toMatch(/^a +tainted +none found /m)
    expect(text).toMatch(/^b +clean +none found /m)
    expect(text).toMatch(/^c +failed /m)
    expect(text).toMatch(/^all 3 files +1 clean, 1 tainted /m)
  })

  test('has colors only when asked', () => {
    const codes = `${ESC}[`
    expect(reportOf(summary(), [], { color: false })).not.toContain(codes)
    expect(reportOf(summary(), [], { color: true })).toContain('forbidden 1')
  })
})

describe('names from records', () => {
  const name = 'a\nb\u001b[31mc\u202ed'
  test('are shown escaped, never obeyed', async () => {
    expect(shorten(name)).toBe('a\\u000ab\\u001b[31mc\\u202ed')
    expect(
      table([
        ['model', 'rows'],
        [name, 1],
      ]).split('\n'),
    ).toHaveLength(2)
    const folder = scratch({ 'provgate.yaml': CONFIG })
    mkdirSync(join(folder, 'odd'))
    const provenance = { model: name, license: `x${name}`, dataset: name, date: '2025-01-01' }
    const record = `${JSON.stringify({ provenance })}\n`
    writeFileSync(join(folder, 'a.jsonl'), record)
    writeFileSync(join(folder, 'odd', `a${ESC}[2Jb.jsonl`), record)
    const ran = await Promise.all([
      run(['scan', 'a.jsonl', '--allow-empty'], { cwd: folder }),
      run(['explain', 'a.jsonl:1'], { cwd: folder }),
      // a name that not every system can hold is refused before anything is written
      run(['filter', 'odd', '--out', 'out'], { cwd: folder }),
    ])
    for (const { stdout, stderr } of ran)
      expect([...stdout, ...stderr].filter((c) => c === ESC || c === '\u202e')).toEqual([])
    expect(ran[0]!.stdout).toContain('a\\u000ab\\u001b[31mc\\u202ed')
    expect(ran[2]).toMatchObject({ code: 1, stderr: expect.stringContaining('a\\u001b[2Jb.jsonl') })
  })

  test('are cut in the middle when they are long', () => {
    expect(shorten('x'.repeat(64))).toHaveLength(64)
    expect(shorten(`${'x'.repeat(1000)}.jsonl`)).toMatch(/^x{32}…x{25}\.jsonl$/)
  })
})

describe('commands to type next', () => {
  test.each([
    [['a-b_c/d.jsonl:1'], 'a-b_c/d.jsonl:1'],
    [['two words'], "'two words'"],
    [["it's"], "'it'\\''s'"],
    [['*.jsonl', '$HOME', ''], "'*.jsonl' '$HOME' ''"],
    [["a\u001bb'\\"], "$'a\\u001bb\\'\\\\'"],
  ])('%j are quoted for a shell', async (words, line) => {
    expect(commandLine(...words)).toBe(line)
    const said = await shell(`printf '%s\\0' ${line}`, { env: { LC_ALL: 'C.UTF-8' } })
    expect(said.stdout.split('\0').slice(0, -1)).toEqual(words)
  })

  test('work when typed: after a scan, and after the filter that it names', async () => {
    const folder = scratch({ 'target file.yaml': CONFIG })
    mkdirSync(join(folder, 'my data'))
    writeFileSync(join(folder, 'my data', 'mt.jsonl'), readFileSync(`${SAMPLES}mtbench-model_id.jsonl`))
    mkdirSync(join(folder, 'out'))
    const follow = async (text: string): Promise<string[]> => {
      const [, next = ''] = /\nnext\n([\s\S]*?)\n\n/.exec(text) ?? []
      const lines = next.split('\n').map((line) => line.trim())
      expect(lines).toHaveLength(2)
      const outputs: string[] = []
      for (const line of lines) {
        const ran = await shell(line.replace(/^provgate/, '$PG'), { cwd: folder })
        expect([line, ran.code, ran.stderr]).toEqual([line, 0, ''])
        outputs.push(ran.stdout)
      }
      return outputs
    }
    const scan = await run(['scan', 'my data', '-c', 'target file.yaml'], { cwd: folder })
    const [filtered = '', why] = await follow(scan.stdout)
    expect(why).toMatch(/^undetermined → quarantine/)
    const [explained, notice] = await follow(filtered)
    expect(explained).toBe(why)
    expect(notice).toMatch(/^# Notice/)
  })

  test('without a target, the first is to write one', async () => {
    const ran = await run(['scan', `${SAMPLES}mtbench-model_id.jsonl`, '--allow-empty'], { cwd: scratch() })
    expect(ran.stderr).toMatch(/^no target is declared/)
    expect(ran.stdout).toMatch(/\nnext\n {2}provgate init\n/)
  })
})

describe('progress', () => {
  const world = (over: object) => {
    const shown: string[] = []
    return {
      shown,
      world: {
        interactive: true,
        columns: 80,
        log: undefined,
        status: (text: string) => shown.push(text),
        ...over,
      } as unknown as World,
    }
  }

  test('is one line with counts, a rate and the file, no wider than the terminal', () => {
    const { shown, world: terminal } = world({})
    const progress = createProgress(terminal, 3)!
    progress.tell('a\u001b.jsonl', { in: 1000, pass: 400, quarantine: 300, drop: 200, reject: 100 })
    const [line = ''] = shown
    expect(line.startsWith(CLEAR)).toBe(true)
    expect(line).toMatch(/1,000 rows, [\d,]+ rows\/s, pass 400, held 400, dropped 200 {2}file 1 of 3/)
    expect(line.length - CLEAR.length).toBeLessThanOrEqual(79)
    progress.clear()
    expect(shown.at(-1)).toBe(CLEAR)
  })

  test('begins at once, in a process however young', () => {
    const { shown, world: terminal } = world({})
    vi.spyOn(performance, 'now').mockReturnValue(50)
    createProgress(terminal)!.tell('a.jsonl', { in: 1, pass: 1, quarantine: 0, drop: 0, reject: 0 })
    expect(shown.length).toBe(1)
    vi.restoreAllMocks()
  })

  test('is silent on a pipe and beside a log', async () => {
    expect(createProgress(world({ interactive: false }).world)).toBeUndefined()
    expect(createProgress(world({ log: {} }).world)).toBeUndefined()
  })

  test.skipIf(process.platform !== 'linux')(
    'stands on a terminal; colors are there, and away with NO_COLOR or in a pipe',
    async () => {
      const folder = scratch({ 'provgate.yaml': CONFIG })
      const file = `${SAMPLES}mtbench-model_id.jsonl`
      const typed = (line: string) =>
        ended(spawn('script', ['-qec', line, '/dev/null'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }))
      // Node takes CI for a reason to leave colors out; a terminal is one all the same.
      const pg = `CI=true ${process.execPath} ${MAIN} scan ${file}`
      const [colors, plain, piped] = await Promise.all([typed(pg), typed(`NO_COLOR=1 ${pg}`), typed(`${pg} | cat`)])
      expect(colors!.stdout.split(CLEAR)[1]).toMatch(/^[\d,]+ rows, [\d,]+ rows\/s/)
      expect(colors!.stdout).toContain(`${ESC}[33mundetermined`)
      for (const ran of [plain, piped]) expect(ran!.stdout).not.toContain(`${ESC}[33m`)
    },
  )
})

describe('the log', () => {
  test('is JSON lines on stderr when asked for: start, each file with its counts, end', async () => {
    const folder = scratch({ 'provgate.yaml': CONFIG, 'bad.jsonl.gz': 'x' })
    const ran = await run(['scan', `${SAMPLES}vicuna80-models.jsonl`, 'bad.jsonl.gz'], {
      cwd: folder,
      env: { PROVGATE_LOG: 'info' },
    })
    const logged = ran.stderr
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line))
    expect(logged).toMatchObject([
      { level: 30, msg: 'run started', files: 2, run: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { level: 30, msg: 'file done', file: 'vicuna80-models.jsonl', convention: 'vicuna-models', rows: { in: 7 } },
      { level: 50, msg: 'file failed', file: 'bad.jsonl.gz', error: expect.stringContaining('gzip') },
      { level: 30, msg: 'run finished', rows: { in: 7 } },
    ])
    const errors = await run(['scan', `${SAMPLES}vicuna80-models.jsonl`, 'bad.jsonl.gz'], {
      cwd: folder,
      env: { PROVGATE_LOG: 'error' },
    })
    expect(errors.stderr.split('\n').filter((line) => line.startsWith('{'))).toHaveLength(1)
  })

  test('is silent by default', async () => {
    const ran = await run(['scan', `${SAMPLES}vicuna80-models.jsonl`, '--allow-empty', '--target', '{}'], {
      cwd: scratch(),
    })
    expect(ran).toMatchObject({ code: 0, stderr: '' })
  })
})
