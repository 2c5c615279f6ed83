import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { builtinCatalog, digestOf, type ShiftGroup } from '../src/index.ts'
import { CONFIG, call, tree } from './terminal-kit.ts'
import { BASE, CLOSED, catalog, FORBID, json, OPEN, place, SEEN, update, WORDS } from './update-kit.ts'

describe('what changes', () => {
  test.each<readonly [what: string, text: string, says: readonly RegExp[]]>([
    ['nothing', BASE, [/^no words change$/m, /^rulings that change, .*: none/m, /^the same +catalog 1\.0\.0 /m]],
    [
      'a newer look only',
      SEEN,
      [
        /^new +catalog 1\.0\.0 \([0-9a-f]{12}\), 1 terms in 2 texts, last looked at on 2026-11-01$/m,
        /^1 terms were looked at later/m,
        /1 terms were looked at or reviewed anew, and say the same/,
        /target of the configuration: none/,
      ],
    ],
    [
      'a review only',
      BASE.replace('"open":false', '"open":false,"reviewed":{"by":"legal","on":"2026-11-01"}'),
      [/^no words change$/m],
    ],
    [
      'words only',
      WORDS,
      [/^~ terms acme-terms/m, /our sentence\n +- No chat models\.\n +\+ No models that chat\./, /: none \(/],
    ],
    [
      'a clause that is gone',
      OPEN,
      [
        /- no-chat \(forbid\): No chat models\.\n +“not develop chat models”, 3\.2/,
        /^ {2}looser: .*of which \d+ did not pass and would$/m,
        /forbidden → permitted, .*outputs of acme through api, on 2025-01-01.*: acme-one$/m,
        /^ {2}stricter: none$/m,
      ],
    ],
    [
      'a clause that forbids more',
      CLOSED,
      [
        /no-chat: condition/,
        /^ {2}looser: none$/m,
        /permitted → forbidden, 2: outputs of acme through api, on 2025-01-01 for train classification/,
      ],
    ],
    [
      'a new text',
      BASE.replace('"to":null', '"to":"2025-12-31"').replace(
        ']}],"models"',
        `,{"id":"2026","from":"2026-01-01","to":null,"date_basis":"stated","seen":"2026-10-01","read":"full","clauses":[]}]}],"models"`,
      ),
      [/version 2025\n +~ +to: - → 2025-12-31/, /\+ version 2026: a new text; beside 2025/, /on 2026-01-01/],
    ],
    ['a model', catalog({ models: ['acme-one', 'acme-two'] }), [/^\+ models added \(1\): acme-two$/m]],
    [
      'terms',
      BASE.replaceAll('acme-terms', 'other-terms'),
      [/^- terms acme-terms \(Acme terms\): gone$/m, /^\+ terms other-terms.*: added$/m, /a first text/],
    ],
  ])('%s', async (_what, text, says) => {
    const cwd = place({ 'new.json': text })
    const before = tree(cwd)
    const ran = await update(cwd, 'new.json')
    expect(ran.code).toBe(0)
    expect(ran.stdout).toMatch(/^in use +catalog 1\.0\.0 /)
    for (const one of says) expect(ran.stdout).toMatch(one)
    expect(ran.stdout).toMatch(/no legal advice/)
    expect(ran.stderr).toMatch(
      text === BASE ? /in use is this one already/ : /^nothing was changed; --yes writes it to `base\.json`$/m,
    )
    expect(tree(cwd)).toEqual(before)
  })

  test('words that no ruling reads: topics, sources and exceptions', async () => {
    const except = [{ says: 'Classifiers.', when: { kind: ['classification'] }, quote: 'save classifiers' }]
    const topics = { ownership: { says: 'The customer owns them.', quote: 'Customer owns all Output', ref: '4' } }
    const one = catalog({ clauses: [{ ...FORBID, except }] })
    const two = catalog({ clauses: [{ ...FORBID, except: [{ ...except[0], quote: 'but classifiers' }] }] })
    const { stdout } = await update(
      place({
        'base.json': one,
        'new.json': two.replace('"id":"2025",', `"id":"2025","topics":${JSON.stringify(topics)},`),
      }),
      'new.json',
    )
    expect(stdout).toContain('sources or exceptions quoted anew: no-chat')
    expect(stdout).toContain('who owns the outputs: - → The customer owns them. “Customer owns all Output” 4')
  })

  test('a clause by another name is said to be the same', async () => {
    const cwd = place({ 'new.json': catalog({ clauses: [{ ...FORBID, id: 'no-chatting' }] }) })
    expect((await update(cwd, 'new.json')).stdout).toContain('no-chat is now no-chatting, and means the same')
  })

  test.each([OPEN, CLOSED, WORDS, SEEN])('the other way round, what was looser is stricter: %#', async (text) => {
    const there = await json(place({ 'new.json': text }), 'new.json')
    const back = await json(place({ 'base.json': text, 'new.json': BASE }), 'new.json')
    const key = ({ from, to, looser, cells, names }: ShiftGroup, turned: boolean) =>
      JSON.stringify([turned ? [to, from, !looser] : [from, to, looser], cells, names])
    const keys = (report: typeof there, turned: boolean) =>
      report.rulings.grid.groups.map((one: ShiftGroup) => key(one, turned)).sort()
    expect(keys(back, true)).toEqual(keys(there, false))
    expect(back.words.terms.length).toBe(there.words.terms.length)
  })

  test('between catalogs of full size it fits 100 and 160 columns', async () => {
    const older = structuredClone(builtinCatalog)
    older.models = older.models.slice(0, -5)
    for (const { versions } of older.terms.slice(0, 9)) versions.at(-1)!.clauses.shift()
    const cwd = place({ 'base.json': JSON.stringify(older), 'new.json': JSON.stringify(builtinCatalog) })
    for (const width of [100, 160]) {
      const args = ['catalog', 'update', 'new.json']
      const { code, stdout } = await call(args, { cwd, env: { COLUMNS: String(width) } })
      expect(code).toBe(0)
      const lines = stdout.split('\n').filter((line) => !line.startsWith('provgate is no legal advice'))
      expect(lines.length).toBeGreaterThan(20)
      expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(width)
    }
  })

  test('a change of one text is seen on its days, although outputs without a date stay undetermined', async () => {
    const unclear = catalog({ clauses: [{ ...FORBID, reading: 'contested' }] })
    const { rulings } = await json(place({ 'new.json': unclear }), 'new.json')
    expect(rulings.own.groups).toEqual([
      expect.objectContaining({
        from: 'forbidden',
        to: 'undetermined',
        looser: true,
        side: false,
        days: ['2025-01-01'],
      }),
    ])
  })

  test('permissions of the configuration count for its own target only', async () => {
    const config = `${CONFIG}catalog: base.json\npermissions: [{ grantor: acme, reference: MSA-1 }]\n`
    const { rulings } = await json(place({ 'new.json': OPEN }, config), 'new.json')
    expect(rulings.grid.groups).not.toEqual([])
    expect(rulings.own.groups.filter(({ side }: { side: boolean }) => side)).toEqual([])
  })

  test('entries that the folders of the configuration override stay, and are named', async () => {
    const cwd = place({ 'new.json': OPEN }, `${CONFIG}catalog: base.json\ncatalogs: [mine]\n`)
    mkdirSync(join(cwd, 'mine/terms'), { recursive: true })
    writeFileSync(
      join(cwd, 'mine/terms/acme.yaml'),
      `issuer: acme\nterms:\n  - { id: acme-terms, name: Mine, kind: service, resolve: single, silence: permits, versions: [{ id: x, from: null, to: null, date_basis: none, seen: null, read: full, clauses: [] }] }\n`,
    )
    const { words, rulings } = await json(cwd, 'new.json')
    expect(words).toMatchObject({ overridden: { terms: ['acme-terms'] } })
    expect(rulings.own.groups).toEqual([])
    expect((await update(cwd, 'new.json')).stdout).toContain(
      'override these terms, so that they stay as they are: acme-terms',
    )
  })

  test('--json has it all, and asks nothing', async () => {
    const found = await json(place({ 'new.json': OPEN }), 'new.json')
    expect(found).toMatchObject({
      update: 'provgate/1',
      same: false,
      older: false,
      takes: { file: 'base.json', line: null },
      from: { version: '1.0.0', terms: 1, texts: 2, newest: '2026-10-01' },
      to: { version: '1.1.0', digest: digestOf(JSON.parse(OPEN)) },
      looks: { later: 0, earlier: 0 },
      words: { terms: [{ terms: 'acme-terms', texts: [{ version: '2025', clauses: { gone: [{ id: 'no-chat' }] } }] }] },
      ledgers: [],
    })
    expect(found.rulings.grid.targets).toHaveLength(4)
    expect(found.rulings.own.targets[0]).toMatchObject({ name: 'foo-7b' })
    expect((await json(place({ 'new.json': OPEN }), 'base.json')).takes).toBeNull()
  })
})
