import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { PEERS } from './format-kit.ts'
import { VARIANTS } from './format-rows.ts'
import { CONFIG, call, ERROR, run, SAMPLES, scratch } from './terminal-kit.ts'

const SOURCE = '{"model":"gpt-4o","channel":"api"}'
const FIELD = `"provenance":${SOURCE}`
const stamped = async (text: string | Uint8Array, name = 'a.jsonl', out = 'b.jsonl') => {
  const cwd = scratch({ [name]: text })
  const ran = await call(['stamp', name, '--source', SOURCE, '--out', out], { cwd })
  return { ran, cwd, bytes: existsSync(join(cwd, out)) ? readFileSync(join(cwd, out)) : undefined }
}

describe('provgate stamp', () => {
  test.each<[string, string, string, string]>([
    ['a record', '{"a":1}\n', `{"a":1,${FIELD}}\n`, 'stamped 1 record; 0'],
    ['records with spaces', '{ "a" : 1 } \n{}\n{ }\n', `{ "a" : 1 ,${FIELD}} \n{${FIELD}}\n{ ${FIELD}}\n`, 'stamped 3'],
    ['CRLF and a missing last newline', '{"a":1}\r\n{"b":"}"}', `{"a":1,${FIELD}}\r\n{"b":"}",${FIELD}}`, 'stamped 2'],
    ['blank lines', '\n{"a":1}\n\n', `{"a":1,${FIELD}}\n`, 'stamped 1'],
    [
      'records that say it already',
      '{"provenance":{"license":"mit"}}\n{"a":{"provenance":1}}\n',
      `{"provenance":{"license":"mit"}}\n{"a":{"provenance":1},${FIELD}}\n`,
      'stamped 1 record; 1',
    ],
    ['nothing', '', '', 'stamped 0'],
  ])('writes %s with the source, and else the same bytes', async (_name, text, expected, says) => {
    const { ran, bytes } = await stamped(text)
    expect(ran.code).toBe(0)
    expect(ran.stdout).toBe('')
    expect(ran.stderr).toContain(says)
    expect(bytes?.toString()).toBe(expected)
  })

  test('reads and writes gzip, and stdin to stdout', async () => {
    const { bytes } = await stamped(gzipSync('{"a":1}\n'), 'a.jsonl.gz', 'b.jsonl.gz')
    expect(gunzipSync(bytes!).toString()).toBe(`{"a":1,${FIELD}}\n`)
    const piped = await run(['stamp', '-', '--source', SOURCE], { input: '{"a":1}\n' })
    expect(piped.stdout).toBe(`{"a":1,${FIELD}}\n`)
  })

  test('a file can be stamped in its place, and is then ruled on as said', async () => {
    const cwd = scratch({ 'provgate.yaml': CONFIG })
    const file = `${SAMPLES}codealpaca-2k-no-provenance.jsonl`
    expect((await call(['stamp', file, '--source', SOURCE, '--out', 'a.jsonl'], { cwd })).stderr).toContain('2017')
    const again = await call(['stamp', 'a.jsonl', '--source', '{"license":"mit"}', '--out', 'a.jsonl'], { cwd })
    expect(again.stderr).toContain('stamped 0 records; 2017 had')
    const scan = await call(['scan', 'a.jsonl', '--json', '--allow-empty'], { cwd })
    expect(JSON.parse(scan.stdout).models['gpt-4o'].rows).toBe(2017)
  })

  test.each<[string, string[], Record<string, string>, number, RegExp]>([
    ['a line that is no record', ['a.jsonl'], { 'a.jsonl': '{"a":1}\nno\n' }, 1, /`a\.jsonl` row 2 can not be stamped/],
    ['a provenance that is null', ['a.jsonl'], { 'a.jsonl': '{"provenance":null}\n' }, 1, /row 1 .*twice/],
    ['a file that is not there', ['gone.jsonl'], {}, 1, /`gone\.jsonl` does not exist/],
    [
      'another format than it was',
      [`${SAMPLES}dpk-code-license-a.parquet`],
      {},
      2,
      /`out\.jsonl` is in another format/,
    ],
    ['two files', ['a.jsonl', 'b.jsonl'], {}, 2, /takes one file/],
  ])('refuses %s, and leaves nothing', async (_name, files, given, code, message) => {
    const cwd = scratch(given)
    const ran = await call(['stamp', ...files, '--source', SOURCE, '--out', 'out.jsonl'], { cwd })
    expect(ran.code).toBe(code)
    expect(ran.stderr).toMatch(message)
    expect(ran.stderr).not.toMatch(/^ {4}at /m)
    expect(existsSync(join(cwd, 'out.jsonl'))).toBe(false)
  })

  test.each<[string, string[]]>([
    ['no source', []],
    ['a source that is no JSON', ['--source', '{model: x}']],
    ['a source with a misspelled field', ['--source', '{"modle":"x"}']],
    ['an empty source', ['--source', '{}']],
  ])('with %s it is a wrong use', async (_name, flags) => {
    const ran = await call(['stamp', 'a.jsonl', ...flags], { cwd: scratch({ 'a.jsonl': '{}\n' }) })
    expect(ran.code).toBe(2)
    expect(ran.stderr).toMatch(ERROR)
  })

  const columnar = PEERS.filter(({ schema }) => schema).map((peer) => [peer.name, peer] as const)
  const variant = (name: string) => VARIANTS.find((each) => each.name === name)!.rows

  test.each(columnar)('%s gains a column, also in its place, and is then ruled on as said', async (_name, peer) => {
    const rows = variant('columns')
    const input = peer.write(rows, 'columns', 16)
    const cwd = scratch({ 'provgate.yaml': CONFIG, [peer.file]: input })
    const stamp = () => call(['stamp', peer.file, '--source', SOURCE, '--out', peer.file], { cwd })
    expect(await stamp()).toMatchObject({
      code: 0,
      stdout: '',
      stderr: `stamped ${rows.length} records; 0 had a provenance already\n`,
    })
    const once = readFileSync(join(cwd, peer.file))
    const read = async (bytes: Uint8Array) => JSON.parse(JSON.stringify(await peer.read(bytes)))
    expect(await read(once)).toEqual((await read(input)).map((row: object) => ({ ...row, provenance: SOURCE })))
    const piped = await run(['stamp', peer.file, '--source', '{"license":"mit"}'], { cwd })
    expect(Buffer.compare(piped.bytes, once)).toBe(0)
    expect(piped.stderr).toContain(`stamped 0 records; ${rows.length} had`)
    const scan = await call(['scan', peer.file, '--json', '--allow-empty'], { cwd })
    expect(JSON.parse(scan.stdout).models['gpt-4o'].rows).toBe(rows.length)
  })

  test.each(columnar)('%s with text in some rows keeps it', async (_name, peer) => {
    const rows = variant('text')
    const cwd = scratch({ [peer.file]: peer.write(rows, 'text', 16) })
    const ran = await call(['stamp', peer.file, '--source', SOURCE, '--out', `out-${peer.file}`], { cwd })
    const provenance = rows.map((row) => row.provenance || SOURCE)
    expect(ran.stderr).toContain(`stamped ${provenance.filter((text) => text === SOURCE).length} records;`)
    const found = (await peer.read(readFileSync(join(cwd, `out-${peer.file}`)))) as { provenance: unknown }[]
    expect(found.map((row) => row.provenance)).toEqual(provenance)
  })

  test.each(columnar)('%s with structs, or damage, is refused and leaves nothing', async (_name, peer) => {
    const input = peer.write(variant('struct'), 'struct', 16)
    const row = variant('struct').findIndex(({ provenance }) => (provenance ?? null) === null) + 1
    for (const [bytes, message] of [
      [
        input,
        new RegExp(`row ${row} has no .provenance., and that column is not of plain text\n {2}fix: cast .provenance.`),
      ],
      [input.slice(0, -30), /^provgate: `in\./],
      [input.slice(0, 0), /^provgate: `in\./],
    ] as const) {
      const cwd = scratch({ [peer.file]: bytes })
      const ran = await call(['stamp', peer.file, '--source', SOURCE, '--out', `out-${peer.file}`], { cwd })
      expect(ran.code).toBe(1)
      expect(ran.stderr).toMatch(message)
      expect(readdirSync(cwd)).toEqual([peer.file])
    }
  })
})
