import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { CONFIG, call, ERROR, jsonOf, linesOf, run, SAMPLES, scratch, tree } from './terminal-kit.ts'

const parquet = readFileSync(`${SAMPLES}dpk-license-select-1.parquet`)
const record = '{"provenance":{"license":"mit","author":"human"}}\n'
/** Long enough that its end is far behind its first block. */
const many = gzipSync(record.repeat(40_000))
const folder = scratch({
  'provgate.yaml': CONFIG,
  'good.jsonl': record.repeat(3),
  'empty.parquet': '',
  'empty.arrow': '',
  'empty.jsonl.gz': '',
  'words.parquet': '# not a table\n',
  'words.arrow': '# not a table\n',
  'plain.jsonl.gz': record,
  'cut.parquet': parquet.subarray(0, 1000),
  'cut.jsonl.gz': many.subarray(0, many.length - 100),
  'long.jsonl.gz': Buffer.concat([many, Buffer.from('more')]),
  'data.csv': 'a,b\n',
  'one.json': '{}\n',
  'packed.jsonl.zst': 'x',
  'a:b.jsonl': record,
  'x.jsonl': record,
  'x.jsonl.reasons.jsonl': '{"row":1,"ruling":"r-0000000000000000"}\n',
})
for (const name of ['folder.jsonl', 'none', 'sub', 'tree/x.jsonl']) mkdirSync(join(folder, name), { recursive: true })
writeFileSync(join(folder, 'tree/x.jsonl/y.jsonl'), record)
for (const name of ['Good.jsonl', 'cut.jsonl.gz', 'x.jsonl'])
  writeFileSync(join(folder, 'sub', name), name.endsWith('gz') ? many.subarray(0, many.length - 100) : record)
symlinkSync('nowhere', join(folder, 'dangling.jsonl'))
const before = tree(folder)
const filter = (...inputs: string[]) => call(['filter', ...inputs, '--out', 'bad'], { cwd: folder })

describe('an input that can not be used', () => {
  test.each<readonly [name: string, inputs: string[], code: number, says: RegExp]>([
    ['is missing', ['gone.jsonl'], 1, /`gone\.jsonl` does not exist/],
    ['is a link to nothing', ['dangling.jsonl'], 1, /`dangling\.jsonl` is a link to nothing/],
    ['is a folder without records', ['none'], 1, /`none` holds no file/],
    ['is a folder with the name of a file', ['folder.jsonl'], 1, /`folder\.jsonl` holds no file/],
    ['is a glob that matches nothing', ['*.feather'], 1, /no file matches `\*\.feather`/],
    ['is a device', ['/dev/zero'], 1, /`\/dev\/zero` is a device/],
    ['is an empty Parquet file', ['empty.parquet'], 1, /`empty\.parquet`/],
    ['is an empty Arrow file', ['empty.arrow'], 1, /`empty\.arrow` is empty/],
    ['is an empty gzip file', ['empty.jsonl.gz'], 1, /`empty\.jsonl\.gz`/],
    ['is no Parquet', ['words.parquet'], 1, /`words\.parquet`.* not a parquet file/],
    ['is no Arrow', ['words.arrow'], 1, /`words\.arrow` is not Arrow/],
    ['is no gzip', ['plain.jsonl.gz'], 1, /`plain\.jsonl\.gz` is not valid gzip/],
    ['is a cut Parquet file', ['cut.parquet'], 1, /`cut\.parquet` ends before its end/],
    ['is a cut gzip file', ['cut.jsonl.gz'], 1, /`cut\.jsonl\.gz` ends in the middle/],
    ['has bytes after its gzip data', ['long.jsonl.gz'], 1, /`long\.jsonl\.gz` is not valid gzip/],
    ['is CSV', ['data.csv'], 1, /`data\.csv` is in no format .*\n.*CSV is not read/],
    ['is one JSON document', ['one.json'], 1, /`one\.json` is in no format .*\n.*JSONL/],
    ['is no zstd', ['packed.jsonl.zst'], 1, /`packed\.jsonl\.zst` is not valid Zstandard/],
    ['has a name that can not be written everywhere', ['a:b.jsonl'], 1, /`a:b\.jsonl` has a character/],
    ['is named twice', ['good.jsonl', 'good.jsonl'], 2, /`good\.jsonl` is named twice/],
    ['is named twice in two ways', ['good.jsonl', './good.jsonl'], 2, /would both be written as `good\.jsonl`/],
    ['has a name like another but for case', ['good.jsonl', 'sub/Good.jsonl'], 2, /would both be written/],
    [
      'would be overwritten by the reasons of another',
      ['x.jsonl', 'x.jsonl.reasons.jsonl'],
      2,
      /would both be written/,
    ],
    ['has the name of a folder of another', ['x.jsonl', 'tree'], 2, /`x\.jsonl` would be written where the folder of/],
    ['is no dataset on the hub', ['hf://models/a/b'], 2, /`hf:\/\/models\/a\/b` is not a dataset/],
  ])('%s', async (_name, inputs, code, says) => {
    const ran = await filter(...inputs)
    expect(ran).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(ERROR) })
    expect(ran.stderr).toMatch(says)
    expect(tree(folder)).toEqual(before)
  })

  test('none at all', async () => {
    const ran = await call(['scan'], { cwd: folder })
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(ERROR) })
  })

  test('is told as JSON too, when all failed', async () => {
    const ran = await call(['scan', 'cut.parquet', '--json'], { cwd: folder })
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringMatching(ERROR) })
    expect(JSON.parse(ran.stdout).files).toMatchObject([
      { name: 'cut.parquet', error: expect.stringContaining('footer') },
    ])
  })
})

describe('an input that fails beside a good one', () => {
  test('leaves nothing, and the good one is published', async () => {
    const ran = await call(['filter', 'sub', 'good.jsonl', '--out', 'partly'], { cwd: folder })
    // sub/Good.jsonl and good.jsonl would be one file on some systems
    expect(ran.code).toBe(2)
    const again = await run(['filter', 'sub/x.jsonl', 'sub/cut.jsonl.gz', 'good.jsonl', '--out', 'partly'], {
      cwd: folder,
    })
    expect(again).toMatchObject({ code: 1, stderr: expect.stringMatching(ERROR) })
    expect(again.stdout).toMatch(/^cut\.jsonl\.gz +failed +0 +0 +0 +0 +0$/m)
    expect(Object.keys(tree(join(folder, 'partly')))).toEqual([
      'NOTICE.md',
      'ledger.jsonl',
      'pass/good.jsonl',
      'pass/x.jsonl',
      'rulings/good.jsonl.parquet',
      'rulings/x.jsonl.parquet',
      'summary.json',
    ])
    const { rows, files } = jsonOf(join(folder, 'partly', 'summary.json'))
    expect(rows).toMatchObject({ in: 4, pass: 4 })
    expect(files[1]).toMatchObject({ name: 'cut.jsonl.gz', rows: { in: 0 }, outputs: [], error: expect.any(String) })
    const [, ...entries] = linesOf(join(folder, 'partly', 'ledger.jsonl')).map((line) => JSON.parse(line))
    expect(entries.reduce((sum, entry) => sum + entry.rows, 0)).toBe(4)
  })
})

describe('records that can not be read', () => {
  const lines = [
    '{"a":1}',
    '{bad',
    '[1]',
    '"x"',
    '{"provenance":{"model":"gpt-4"},"provenance":{}}',
    '{"provenance":5}',
    'x\xff',
  ]
  test('go to quarantine and are counted as reject; what can be read is ruled on', async () => {
    writeFileSync(join(folder, 'mixed.jsonl'), Buffer.from([...lines, record.trim()].join('\n'), 'latin1'))
    const ran = await run(['filter', 'mixed.jsonl', '--out', 'mixed'], { cwd: folder })
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    const out = join(folder, 'mixed')
    expect(jsonOf(join(out, 'summary.json')).rows).toEqual({ in: 8, pass: 1, quarantine: 3, drop: 0, reject: 4 })
    expect(readFileSync(join(out, 'quarantine/mixed.jsonl'), 'latin1')).toBe(`${lines.join('\n')}\n`)
    expect(linesOf(join(out, 'quarantine/mixed.jsonl.reasons.jsonl')).map((line) => JSON.parse(line).row)).toEqual([
      1, 2, 3, 4, 5, 6, 7,
    ])
    expect(readFileSync(join(out, 'pass/mixed.jsonl'), 'utf8').trim()).toBe(record.trim())
  })

  test('an input without rows is fine', async () => {
    writeFileSync(join(folder, 'nothing.jsonl'), '')
    const ran = await call(['filter', 'nothing.jsonl', '--out', 'nothing'], { cwd: folder })
    expect(ran).toMatchObject({ code: 0, stderr: '' })
    expect(readFileSync(join(folder, 'nothing/pass/nothing.jsonl'), 'utf8')).toBe('')
  })
})
