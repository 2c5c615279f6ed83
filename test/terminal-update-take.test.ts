import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { builtinCatalog } from '../src/index.ts'
import { CONFIG, call, ERROR, ended, jsonOf, MAIN, scratch, tree } from './terminal-kit.ts'
import { BASE, CLOSED, catalog, json, LESS_SEEN, OLDER, OPEN, place, update } from './update-kit.ts'

const row = (model: string, date?: string) =>
  `${JSON.stringify({ provenance: { role: 'output', model, channel: 'api', ...(date && { date }) } })}\n`
const ROWS = `${row('acme-one', '2024-05-01').repeat(3)}${row('acme-one', '2025-05-01').repeat(2)}${row('acme-one')}`

describe('taking it', () => {
  test('--yes writes the bytes over the catalog of the configuration, and runs rule by it', async () => {
    const cwd = place({ 'new.json': OPEN, 'in.jsonl': ROWS })
    const passed = async (out: string) => {
      await call(['filter', 'in.jsonl', '--out', out, '--allow-empty'], { cwd })
      return jsonOf(join(cwd, out, 'summary.json'))
    }
    expect(await passed('before')).toMatchObject({ rows: { pass: 3 }, catalog: { version: '1.0.0' } })
    const ran = await update(cwd, 'new.json', '--yes')
    expect(ran).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^`base\.json` is catalog 1\.1\.0 \([0-9a-f]{12}\)\n$/),
    })
    expect(readFileSync(join(cwd, 'base.json'), 'utf8')).toBe(OPEN)
    expect(await passed('after')).toMatchObject({ rows: { pass: 6 }, catalog: { version: '1.1.0' } })
    const [{ digest }, { to }] = [(await passed('again')).catalog, await json(cwd, 'new.json')]
    expect(digest).toBe(to.digest)
  })

  test('without `catalog` it is written beside the configuration, which stays as it is, and the line is printed', async () => {
    const newer = JSON.stringify({ ...builtinCatalog, version: '99.0.0' })
    const cwd = place({ 'new.json': newer }, CONFIG)
    mkdirSync(join(cwd, 'deep'))
    const ran = await update(join(cwd, 'deep'), '../new.json', '--yes')
    expect(ran.code).toBe(0)
    expect(ran.stderr).toContain(
      'not in use yet: add this line to `../provgate.yaml`\n\n  catalog: provgate.catalog.json\n',
    )
    expect(readFileSync(join(cwd, 'provgate.yaml'), 'utf8')).toBe(CONFIG)
    expect(readFileSync(join(cwd, 'provgate.catalog.json'), 'utf8')).toBe(newer)
    writeFileSync(join(cwd, 'provgate.yaml'), `${CONFIG}catalog: provgate.catalog.json\n`)
    expect(await update(cwd, 'new.json')).toMatchObject({ code: 0, stderr: 'the catalog in use is this one already\n' })
    const list = await call(['catalog', 'list', 'terms', 'openai'], { cwd })
    expect(list.stderr).toMatch(/^catalog 99\.0\.0 \([0-9a-f]{12}\), \d+ terms in \d+ texts, last looked at between /m)
  })

  test('without a configuration it is written into the folder', async () => {
    const cwd = scratch({ 'new.json': JSON.stringify({ ...builtinCatalog, version: '99.0.0' }) })
    const ran = await update(cwd, 'new.json', '--yes')
    expect(ran.stdout).not.toContain('target of the configuration')
    expect(ran.stderr).toMatch(/add this line to `provgate\.yaml`; `provgate init` writes one/)
    expect(Object.keys(tree(cwd))).toEqual(['new.json', 'provgate.catalog.json'])
  })

  test.each<readonly [what: string, text: string | undefined, says: RegExp]>([
    [
      'is not there yet',
      undefined,
      /^`base\.json` is not there yet: compared with the catalog that comes with provgate$/m,
    ],
    ['is damaged', BASE.slice(0, -9), /^`base\.json` is no compiled catalog: it is not JSON: compared with /m],
  ])('a catalog of the configuration that %s is mended, by the built-in one too', async (_what, text, says) => {
    const cwd = place({ 'new.json': JSON.stringify(builtinCatalog) })
    if (text === undefined) rmSync(join(cwd, 'base.json'))
    else writeFileSync(join(cwd, 'base.json'), text)
    expect(await call(['catalog', 'list'], { cwd })).toMatchObject({ code: 2, stderr: expect.stringMatching(ERROR) })
    expect(await update(cwd, 'new.json', '--yes')).toMatchObject({ code: 0, stderr: expect.stringMatching(says) })
    expect((await call(['catalog', 'list'], { cwd })).code).toBe(0)
  })

  test('behind a symbolic link the file is replaced, not the link', async () => {
    const cwd = place({ 'new.json': OPEN, 'real.json': BASE }, `${CONFIG}catalog: link.json\n`)
    symlinkSync('real.json', join(cwd, 'link.json'))
    expect((await update(cwd, 'new.json', '--yes')).code).toBe(0)
    expect(readFileSync(join(cwd, 'real.json'), 'utf8')).toBe(OPEN)
  })

  test.skipIf(process.platform !== 'linux').each([
    ['y', true, /is catalog 1\.1\.0/],
    ['YES', true, /is catalog 1\.1\.0/],
    ['n', false, /nothing was changed/],
    ['', false, /nothing was changed/],
    ['yesterday', false, /nothing was changed/],
    ['\u0004', false, /nothing was changed/],
  ])('on a terminal it asks; the answer %j', async (answer, taken, says) => {
    const cwd = place({ 'new.json': OPEN })
    const child = spawn('script', ['-qec', `${process.execPath} ${MAIN} catalog update new.json`, '/dev/null'], { cwd })
    child.stdin.on('error', () => undefined)
    let said = ''
    child.stdout.on('data', (chunk) => {
      const before = said.includes('[y/N]')
      said += chunk
      if (!before && said.includes('[y/N]')) child.stdin.end(`${answer}\n`)
    })
    const ran = await ended(child)
    expect(ran.code).toBe(0)
    expect(said).toContain('write it to `base.json`? [y/N]')
    expect(said).toMatch(says)
    expect(readFileSync(join(cwd, 'base.json'), 'utf8')).toBe(taken ? OPEN : BASE)
  })
})

describe('an older catalog', () => {
  test.each([
    ['by its version', OLDER],
    ['by its newest look', LESS_SEEN],
    ['by what comes before a version', catalog({ version: '1.0.0-rc.1' })],
  ])('%s: what changes is printed, and it is refused', async (_what, text) => {
    const cwd = place({ 'new.json': text })
    const ran = await update(cwd, 'new.json')
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringMatching(ERROR) })
    expect(ran.stdout).toMatch(/^A DOWNGRADE/m)
    expect(ran.stderr).toMatch(/`new\.json` is older than the catalog in use\n.*--yes/)
    expect(readFileSync(join(cwd, 'base.json'), 'utf8')).toBe(BASE)
    const forced = await update(cwd, 'new.json', '--yes')
    expect(forced).toMatchObject({ code: 0, stderr: expect.stringMatching(/, a downgrade$/m) })
    expect(readFileSync(join(cwd, 'base.json'), 'utf8')).toBe(text)
  })

  test.each([
    ['1.0.0', '1.0.1', false],
    ['1.0.9', '1.0.10', false],
    ['1.0.0-rc.9', '1.0.0-rc.10', false],
    ['1.0.0-rc.1', '1.0.0', false],
    ['2.0.0', '10.0.0', false],
    ['10.0.0', '2.0.0', true],
    ['1.0.0', '1.0.0-beta', true],
    ['1.0.0+a', '1.0.0+b', false],
    ['2026-11', '2026-10', false],
  ])('%s in use, %s given', async (used, given, older) => {
    const cwd = place({ 'base.json': catalog({ version: used }), 'new.json': catalog({ version: given }) })
    expect(await json(cwd, 'new.json')).toMatchObject({ older })
  })

  test('a run by a catalog that is older than the built-in one says so', async () => {
    const cwd = place({ 'base.json': catalog({ version: '0.0.1' }), 'in.jsonl': ROWS })
    const ran = await call(['scan', 'in.jsonl', '--allow-empty'], { cwd })
    expect(ran.stderr).toMatch(/^catalog `base\.json` \(0\.0\.1\) is older than the one that comes with provgate \(/)
  })
})

describe('refused, and nothing is changed', () => {
  const newer = JSON.parse(OPEN)
  const dangling = { ...newer, issuers: [{ id: 'acme', name: 'Acme', channels: { api: ['nowhere'] } }] }
  test.each<readonly [what: string, text: string, says: RegExp]>([
    ['no JSON', OPEN.slice(0, -9), /is no compiled catalog: it is not JSON/],
    ['no UTF-8', '', /is no compiled catalog: it is not UTF-8/],
    ['no catalog', '{}', /`version`/],
    ['a list', '[]', /is no compiled catalog/],
    ['a value of another type', JSON.stringify({ ...newer, models: 3 }), /`models`/],
    [
      'a field that is not known',
      JSON.stringify({ ...newer, regions: [] }),
      /has `regions`.*newer provgate made it\n.*update provgate/,
    ],
    [
      'a field of a clause that is not known',
      OPEN.replace('"clauses":[]', '"clauses":[{"id":"x","effect":"permit","says":"x","weight":1}]'),
      /`terms\.0\.versions\.0\.clauses\.0` has `weight`.*newer provgate/,
    ],
    [
      'a field of a union that is not known',
      JSON.stringify({ ...newer, models: [{ ...newer.models[0], reviewed: { by: 'a', on: '2026-01-01', how: 'x' } }] }),
      /has `how`|newer one made it/,
    ],
    ['terms that are not there', JSON.stringify(dangling), /does not hold together: .*`nowhere`/],
  ])('%s', async (what, text, says) => {
    const cwd = place({ 'in.jsonl': ROWS })
    writeFileSync(join(cwd, 'new.json'), what === 'no UTF-8' ? Buffer.from([0x22, 0xff, 0x22]) : text)
    const before = tree(cwd)
    const ran = await update(cwd, 'new.json', '--yes')
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(ERROR) })
    expect(ran.stderr).toMatch(says)
    // A configuration that names it is refused for the same reason, and so is `impact`.
    writeFileSync(join(cwd, 'bad.yaml'), `${CONFIG}catalog: new.json\n`)
    const scan = await call(['scan', 'in.jsonl', '-c', 'bad.yaml'], { cwd })
    expect(scan).toMatchObject({ code: 2, stdout: '', stderr: ran.stderr })
    rmSync(join(cwd, 'bad.yaml'))
    expect(tree(cwd)).toEqual(before)
  })

  test.each<readonly [what: string, args: string[], code: number, says: RegExp]>([
    ['no file', [], 2, /takes one catalog/],
    ['two files', ['new.json', 'base.json'], 2, /takes one catalog/],
    ['a file that is not there', ['gone.json'], 2, /`gone\.json` can not be read: no such file/],
    ['a folder', ['folder'], 2, /`folder` can not be read: it is a folder\n.*`catalogs`/],
    ['a configuration that is not there', ['new.json', '-c', 'gone.yaml'], 2, /`gone\.yaml` can not be read/],
    ['a ledger that is not there', ['new.json', '--ledger', 'gone.jsonl'], 1, /`gone\.jsonl` can not be read/],
    ['a file that is no ledger', ['new.json', '--ledger', 'base.json'], 1, /`base\.json` is no ledger/],
  ])('%s', async (_what, args, code, says) => {
    const cwd = place({ 'new.json': OPEN })
    mkdirSync(join(cwd, 'folder'))
    const before = tree(cwd)
    const ran = await update(cwd, ...args, '--yes')
    expect(ran).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(ERROR) })
    expect(ran.stderr).toMatch(says)
    expect(tree(cwd)).toEqual(before)
  })

  test('a place that can not be written to', async () => {
    const cwd = place({ 'new.json': JSON.stringify({ ...builtinCatalog, version: '99.0.0' }) }, CONFIG)
    mkdirSync(join(cwd, 'provgate.catalog.json'))
    const before = tree(cwd)
    const ran = await update(cwd, 'new.json', '--yes')
    expect(ran).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^provgate: can not write .*provgate\.catalog\.json/),
    })
    expect(tree(cwd)).toEqual(before)
    expect(existsSync(join(cwd, 'provgate.catalog.json'))).toBe(true)
  })

  test('a catalog over which the folders of the configuration do not hold any more', async () => {
    const cwd = place(
      { 'new.json': OPEN.replaceAll('acme-terms', 'new-terms') },
      `${CONFIG}catalog: base.json\ncatalogs: [mine]\n`,
    )
    mkdirSync(join(cwd, 'mine'))
    writeFileSync(join(cwd, 'mine/licenses.yaml'), 'licenses:\n  - { text: acme-license, terms: [acme-terms] }\n')
    const ran = await update(cwd, 'new.json', '--yes')
    expect(ran).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/mine\/licenses\.yaml.*`acme-terms`/),
    })
    expect(readFileSync(join(cwd, 'base.json'), 'utf8')).toBe(BASE)
  })
})

describe('ledgers', () => {
  test.each([
    ['looser', OPEN, { gained: 3, lost: 0 }],
    ['stricter', CLOSED, { gained: 0, lost: 0 }],
    [
      'a text that forbids from the start',
      BASE.replace(
        '"clauses":[]',
        `"clauses":${JSON.stringify(JSON.parse(CLOSED).terms[0].versions[1].clauses)}`,
      ).replace('1.0.0', '1.1.0'),
      { gained: 0, lost: 3 },
    ],
  ])('%s: the counts are those of `impact`', async (_what, text, counts) => {
    const cwd = place({ 'new.json': text, 'in.jsonl': ROWS, 'new.yaml': `${CONFIG}catalog: new.json\n` })
    await call(['filter', 'in.jsonl', '--out', 'out', '--allow-empty'], { cwd })
    const ledger = 'out/ledger.jsonl'
    const [found] = (await json(cwd, 'new.json', '--ledger', ledger)).ledgers
    expect(found).toMatchObject({ name: ledger, exact: true, impact: { rows: { in: 6, ...counts } } })
    const args = ['impact', '--from', 'base.json', ledger, '-c', 'new.yaml', '--json']
    const { rows, provenances, rulings, reasons, changes } = JSON.parse((await call(args, { cwd })).stdout)
    expect(found.impact).toMatchObject({ rows, provenances, rulings, reasons, changes })
    const { stdout } = await update(cwd, 'new.json', '--ledger', ledger)
    const { lost, gained, unchanged } = rows
    expect(stdout).toMatch(new RegExp(`^out/ledger\\.jsonl +6 +${lost} +0 +${gained} +0 +${unchanged}$`, 'm'))
  })

  test('several, one of them by another catalog: said', async () => {
    const cwd = place({
      'new.json': OPEN,
      'in.jsonl': ROWS,
      'other.yaml': `${CONFIG}catalog: other.json\n`,
      'other.json': CLOSED,
    })
    for (const [out, config] of [
      ['a', 'provgate.yaml'],
      ['b', 'other.yaml'],
    ] as const)
      await call(['filter', 'in.jsonl', '--out', out, '-c', config, '--allow-empty'], { cwd })
    const { stdout } = await update(cwd, 'new.json', '--ledger', 'a/ledger.jsonl', '--ledger', 'b/ledger.jsonl')
    expect(stdout).toMatch(/^a\/ledger\.jsonl +6 /m)
    expect(stdout).toMatch(/b\/ledger\.jsonl: made by another catalog \(1\.1\.0, [0-9a-f]{12}\)/)
    expect(stdout).not.toMatch(/a\/ledger\.jsonl: made by/)
  })
})
