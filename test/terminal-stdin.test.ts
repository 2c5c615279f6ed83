import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { Zstd } from '@hpcc-js/wasm-zstd'
import { tableFromArrays, tableFromIPC, tableToIPC } from 'apache-arrow'
import { decompress } from 'fzstd'
import { describe, expect, test } from 'vitest'
import { Summary } from '../src/index.ts'
import { CONFIG, call, ERROR, jsonOf, linesOf, run, SAMPLES, scratch, sha256, shell } from './terminal-kit.ts'

const MT = readFileSync(`${SAMPLES}mtbench-model_id.jsonl`)
const folder = scratch({ 'provgate.yaml': CONFIG })
const lines = MT.toString().split(/(?<=\n)/)
/** Rows of the sample that pass: those of two open models. */
const passing = lines.filter((line) =>
  /"model_id": "(?:falcon-40b-instruct|oasst-sft-4-pythia-12b|dolly-v2-12b|mpt-30b-chat)"/.test(line),
)

const zstd = await Zstd.load()

describe('filter -', () => {
  test('passes what may pass as it came, keeps what is held, and has no words on stdout', async () => {
    const ran = await run(['filter', '-', '--quarantine', 'q/held.jsonl', '--summary', 'q/sum.json'], {
      cwd: folder,
      input: MT,
    })
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    const passed = ran.stdout.split(/(?<=\n)/)
    const held = readFileSync(join(folder, 'q/held.jsonl'), 'utf8').split(/(?<=\n)/)
    expect(passed.length).toBeGreaterThan(0)
    expect(passed.every((line) => passing.includes(line))).toBe(true)
    expect(lines.filter((line) => !passed.includes(line))).toEqual(held)
    expect([...passed, ...held].sort()).toEqual([...lines].sort())
    const rows = linesOf(join(folder, 'q/held.jsonl.reasons.jsonl')).map((line) => JSON.parse(line).row)
    expect(rows.map((row) => lines[row - 1])).toEqual(held)
    const summary = Summary.parse(jsonOf(join(folder, 'q/sum.json')))
    expect(summary.rows).toEqual({ in: 900, pass: passed.length, quarantine: held.length, drop: 0, reject: 0 })
    expect(summary.files).toMatchObject([{ name: 'stdin', input: { bytes: MT.length, sha256: sha256(MT) } }])
    expect(statSync(join(folder, 'q/held.jsonl')).mode & 0o777).toBe(0o600)
  })

  test('says when held records are lost', async () => {
    const ran = await run(['filter', '-'], { cwd: folder, input: MT })
    expect(ran.stderr).toMatch(/^\d+ held records were not kept: name a file with --quarantine\n$/)
  })

  test.each([
    ['jsonl.gz', gzipSync, gunzipSync],
    ['jsonl.zst', (bytes: Uint8Array) => zstd.compress(bytes), (bytes: Uint8Array) => Buffer.from(decompress(bytes))],
  ] as const)('%s: packed in, packed out', async (format, packed, unpacked) => {
    const plain = await run(['filter', '-'], { cwd: folder, input: MT })
    const ran = await run(['filter', '-', '--format', format, '--quarantine', `h.${format}`], {
      cwd: folder,
      input: packed(MT),
    })
    expect(unpacked(ran.bytes).toString()).toBe(plain.stdout)
    const held = unpacked(readFileSync(join(folder, `h.${format}`))).toString()
    expect(held.length + plain.stdout.length).toBe(MT.toString().length)
  })

  test('arrow: a stream in, a stream out', async () => {
    const table = tableFromArrays({ text: ['a', 'b', 'c'], license: ['mit', 'cc-by-nc-4.0', 'nonsense'] })
    const input = tableToIPC(table, 'stream')
    const ran = await run(['filter', '-', '--format', 'arrow', '--convention', 'license', '--quarantine', 'h.arrow'], {
      cwd: folder,
      input,
    })
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    const texts = (bytes: Uint8Array) => [...tableFromIPC(bytes).getChild('text')!]
    expect([...texts(ran.bytes), ...texts(readFileSync(join(folder, 'h.arrow')))]).toEqual(['a', 'b', 'c'])
    expect(texts(readFileSync(join(folder, 'h.arrow')))).toContain('c')
  })

  test.each<readonly [what: string, flags: string[], says: RegExp]>([
    ['bzip2', ['--format', 'jsonl.bz2'], /`jsonl\.bz2` is no format .*\n.*jsonl, jsonl\.gz, jsonl\.zst, arrow/],
    ['Parquet, which can not be read through a pipe', ['--format', 'parquet'], /`parquet` is no format of a pipe/],
    ['a word that every object has', ['--format', 'toString'], /`toString` is no format of a pipe/],
    ['a folder', ['--out', 'x'], /--out goes with files/],
    ['whole shards', ['--unit', 'shard'], /`unit: shard` needs files/],
    ['the summary on stdout', ['--json'], /--json would mix/],
    ['to overwrite', ['--overwrite'], /--overwrite goes with files/],
    ['more threads', ['--workers', '2'], /--workers goes with files/],
    ['another input', ['x.jsonl'], /`-` stands alone/],
  ])('refuses %s', async (_what, flags, says) => {
    const ran = await call(['filter', '-', ...flags], { cwd: folder })
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(ERROR) })
    expect(ran.stderr).toMatch(says)
  })

  test.each([['--format'], ['--quarantine'], ['--summary']])('%s goes with stdin only', async (flag) => {
    const ran = await call(['filter', 'x.jsonl', '--out', 'o', flag, 'jsonl'], { cwd: folder })
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringMatching(ERROR) })
  })
})

describe('a damaged stream', () => {
  test.each<readonly [what: string, format: string, input: Uint8Array]>([
    ['that is no gzip', 'jsonl.gz', MT.subarray(0, 500)],
    ['that is no Arrow', 'arrow', MT.subarray(0, 500)],
    ['that is empty', 'arrow', new Uint8Array()],
  ])('%s: an error, and no quarantine', async (_what, format, input) => {
    const ran = await run(['filter', '-', '--format', format, '--quarantine', 'no.jsonl'], { cwd: folder, input })
    expect(ran).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(ERROR) })
    expect(existsSync(join(folder, 'no.jsonl'))).toBe(false)
  })

  test('that is cut off: the error says how much was passed on before', async () => {
    const record = '{"provenance":{"license":"mit","author":"human"}}\n'
    const packed = gzipSync(record.repeat(60_000))
    const ran = await run(['filter', '-', '--format', 'jsonl.gz', '--quarantine', 'no.jsonl'], {
      cwd: folder,
      input: packed.subarray(0, packed.length - 50),
    })
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringMatching(ERROR) })
    expect(ran.stderr).toMatch(/`stdin` ends in the middle of its gzip data; \d+ records were passed on before/)
    expect(existsSync(join(folder, 'no.jsonl'))).toBe(false)
  })

  test('that is a folder', async () => {
    const ran = await shell('$PG filter - < .', { cwd: folder })
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringMatching(/^provgate: stdin is a folder\n {2}fix: /) })
  })
})
