import { describe, expect, test } from 'vitest'
import {
  builtinCatalog,
  declare,
  difference,
  indexCatalog,
  prepare,
  type Run,
  remediesOf,
  Settings,
  Source,
  Target,
} from '../src/index.ts'

const catalog = indexCatalog(builtinCatalog)
const target = Target.parse({
  name: 'foo-7b',
  kind: 'chat',
  purpose: 'train',
  distribution: 'open-weights',
  commercial: false,
})
const run: Run = { target, settings: { ...Settings.parse({}), as_of: '2026-11-22' } }
const explain = (sources: readonly object[], by: Run = run) => {
  const judge = prepare(catalog, by)
  return judge.explain({
    kind: 'sources',
    sources: sources.map((one) => judge.project(Source.parse(one))),
    declared: [],
  })
}
const GPT = { role: 'output', model: 'gpt-4o-2024-08-06', channel: 'api', date: '2025-08-10' }
const LLAMA = { role: 'output', model: 'llama-3.1-70b-instruct', channel: 'weights' }

describe('a field of the target, declared otherwise', () => {
  test.each<readonly [change: string, becomes: object]>([
    ['distribution=internal', { distribution: 'internal' }],
    ['kind=chat,reasoning', { kind: ['chat', 'reasoning'] }],
    ['kind=text-classification', { kind: 'text-classification' }],
    ['commercial=true', { commercial: true }],
    ['name=Llama-Foo', { name: 'Llama-Foo' }],
    [' base = a=b ', { base: 'a=b' }],
    ['domicile=DE', { domicile: ['DE'] }],
    ['monthly_active_users=800_000_000', { monthly_active_users: 800_000_000 }],
    ['competes_with.openai=false', { competes_with: { openai: false } }],
    ['competes_with.basis=memo', { competes_with: { basis: 'memo' } }],
    ['competes_with.openai=', { competes_with: undefined }],
    ['name=', { name: undefined }],
  ])('`%s`', (change, becomes) => {
    const next = declare(target, change)
    expect(next).toEqual(expect.objectContaining(JSON.parse(JSON.stringify(becomes))))
    for (const [field, value] of Object.entries(becomes))
      if (value === undefined) expect(next).not.toHaveProperty(field)
    expect(target).toHaveProperty('name', 'foo-7b')
  })

  test.each<readonly [change: string, says: RegExp]>([
    ['distribution', /not FIELD=VALUE/],
    ['=internal', /not FIELD=VALUE/],
    ['colour=red', /`colour` is no field/],
    ['kind.chat=true', /`kind.chat` is no field/],
    ['competes_with=false', /`competes_with` is no field/],
    ['kind=chatbot', /`chatbot` is no `kind`/],
    ['kind=chat,', /is no `kind`/],
    ['commercial=perhaps', /`perhaps` is no `commercial`/],
    ['competes_with.openai=perhaps', /true or false/],
    ['domicile=Germany', /two capital letters/],
    ['monthly_active_users=many', /number/i],
    ['serves=chat', /`kind: reward-model` only/],
    ['__proto__=x', /no field/],
  ])('`%s`: refused', (change, says) => {
    expect(() => declare(target, change)).toThrow(says)
  })
})

test('a difference names what no longer holds and what holds instead, and nothing that stays', () => {
  const stays = { role: 'input', model: 'claude-3-opus', channel: 'api', date: '2025-08-10' }
  const [before, after] = [
    explain([GPT, stays]),
    explain([GPT, stays], { ...run, target: declare(declare(target, 'kind=classification'), 'distribution=internal') }),
  ]
  const found = difference(before, after)
  expect(found.reasons.gone.map(({ code }) => code)).toContain('forbidden-by-clause')
  expect(found.reasons.new.map(({ code }) => code)).toContain('exception-holds')
  const key = ({ code, clause, version, source }: (typeof before.reasons)[number]) =>
    JSON.stringify([code, clause, version, source])
  const gone = new Set(found.reasons.gone.map(key))
  expect(found.reasons.new.filter((reason) => gone.has(key(reason)))).toEqual([])
  expect(difference(before, before).reasons).toEqual({ gone: [], new: [] })
})

describe('the single changes that would free a record', () => {
  const fields = (sources: readonly object[], by: Run = run) =>
    remediesOf(explain(sources, by), catalog, by)?.map(({ kind, field }) => `${kind} ${field}`)

  test.each<readonly [what: string, sources: object[], has: string[], more: Partial<Run>]>([
    ['a permission and another teacher', [GPT], ['permission openai', 'teacher sources/0/model'], {}],
    ['a kind that is excepted', [GPT], ['target kind'], { target: { ...target, distribution: 'internal' } }],
    ['the name that the license asks for', [LLAMA], ['target name', 'target distribution'], {}],
    ['a license', [{ url: 'https://example.com/x' }], ['record sources/0/license'], {}],
    [
      'the account, where a contract binds its holder only',
      [{ ...GPT, account: 'own' }],
      ['record sources/0/account'],
      { settings: { ...run.settings, reach: 'account-holder' } },
    ],
    ['one of two sources', [GPT, { license: 'cc-by-4.0', author: 'human' }], ['permission openai'], {}],
  ])('%s', (_what, sources, has, more) => {
    expect(fields(sources, { ...run, ...more })).toEqual(expect.arrayContaining(has))
  })

  test.each<readonly [what: string, sources: object[]]>([
    ['two sources that are held each by itself', [{ model: 'nobody-knows-1' }, { model: 'nobody-knows-2' }]],
    ['a model that nobody knows', [{ model: 'nobody-knows-1' }]],
  ])('%s: nothing single', (_what, sources) => {
    expect(fields(sources)).toEqual([])
  })

  test('nothing is looked for where it passes, or where nothing is known of the origin', () => {
    expect(fields([{ license: 'cc0-1.0', author: 'human' }])).toBeUndefined()
    const judge = prepare(catalog, run)
    expect(remediesOf(judge.explain({ kind: 'absent' }), catalog, run)).toBeUndefined()
  })

  test('each value frees the record when it is declared so, and the same lines come each time', () => {
    for (const one of [GPT, LLAMA, { ...GPT, model: 'claude-3-opus' }] as object[]) {
      const sources = [one]
      const explanation = explain(sources)
      const remedies = remediesOf(explanation, catalog, run)
      expect(remedies).toEqual(remediesOf(explanation, catalog, run))
      expect(remedies!.length).toBeLessThanOrEqual(8)
      for (const { kind, field, values } of remedies!)
        for (const value of values) {
          const path = field.split('/').at(-1)!
          const freed =
            kind === 'target'
              ? explain(sources, { ...run, target: declare(target, `${field}=${value}`) })
              : kind === 'permission'
                ? explain(sources, { ...run, permissions: [{ grantor: field, reference: 'x' }] })
                : kind === 'teacher'
                  ? explain([{ role: 'output', model: value, channel: 'weights' }])
                  : explain([{ ...one, [path]: value }])
          expect([field, value, freed.action]).toEqual([field, value, 'pass'])
        }
    }
  })
})
