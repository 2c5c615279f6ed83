import { describe, expect, test } from 'vitest'
import { AS_OF, chat, codes, forbid, model, permit, reason, rule, small, terms, version } from './ruling-kit.ts'

const catalog = small({
  issuers: [
    { id: 'maker', name: 'Maker', channels: { api: ['no'], chat: ['yes'] } },
    { id: 'cloud', name: 'Cloud', hosts: { bedrock: ['no'], vertex: ['yes'] } },
  ],
  terms: [
    terms('yes', [version('1', null, null, [permit()])]),
    terms('no', [version('1', null, null, [forbid({})])]),
    terms('also-no', [version('1', null, null, [forbid({})])]),
    terms('by-door', [version('1', null, null, [forbid({ channel: ['api'] })])]),
    terms('aged', [version('old', null, '2023-12-31', [forbid({})]), version('new', '2024-01-01', null, [])]),
  ],
  models: [
    model(
      'split',
      { api: 'issuer', chat: 'issuer' },
      { named_by: { chat: ['chatty-split'], azure: ['cloudy-split'] } },
    ),
    model('agreed', { api: ['no'], chat: ['also-no'] }),
    model('both', { api: ['no', 'yes'] }),
    model('open', { api: ['no'], weights: ['yes'] }, { open: true, orgs: ['org'] }),
    model('shut', { api: ['by-door'], weights: ['by-door'] }),
    model('aged', { api: ['aged'] }, { released: '2024-02-01' }),
    model('opaque', { api: ['yes'] }, { behind: 'unknown' }),
    model('mixture', { api: ['yes'] }, { parts: ['split', 'open'] }),
    model('free-mixture', { api: ['yes'] }, { parts: ['free'] }),
    model('free', { api: ['yes'] }),
    model('doorless', {}),
  ],
})
const by = (name: string, more: object = {}) => rule({ model: name, role: 'output', ...more }, chat, { catalog })

describe('doors', () => {
  test.each<[model: string, channel: string | undefined, ruling: string]>([
    ['split', 'api', 'forbidden'],
    ['split', 'API', 'forbidden'],
    ['split', 'chat', 'permitted'],
    ['split', undefined, 'undetermined'],
    ['split', 'chat-business', 'undetermined'],
    ['split', 'some-host', 'undetermined'],
    ['chatty-split', 'api', 'undetermined'],
    ['chatty-split', 'chat', 'permitted'],
    ['cloudy-split', 'api', 'forbidden'],
    ['agreed', undefined, 'forbidden'],
    ['both', undefined, 'forbidden'],
    ['open', 'weights', 'permitted'],
    ['open', 'api', 'forbidden'],
    ['open', undefined, 'undetermined'],
    ['open', 'some-host', 'permitted'],
    ['open', 'host', 'permitted'],
    ['open', 'chat', 'undetermined'],
    ['open', 'bedrock', 'forbidden'],
    ['open', 'vertex', 'permitted'],
    ['open', 'some-host ', 'undetermined'],
    ['shut', undefined, 'undetermined'],
    ['shut', 'weights', 'permitted'],
    ['doorless', undefined, 'undetermined'],
  ])('%s at %s is %s', (name, channel, ruling) => {
    expect(by(name, channel === undefined ? {} : { channel }).ruling).toBe(ruling)
  })

  test('the reason names the fact that would decide', () => {
    expect(reason(by('split'), 'candidates-differ')).toMatchObject({
      says: 'the channel decides: api: forbidden, chat: permitted',
      missing: ['channel'],
      fix: 'record the `channel` of this source',
    })
  })

  test('a host whose terms are not known is reported', () => {
    for (const found of [by('open', { channel: 'some-host' }), by('open@some-host', { channel: 'weights' })]) {
      expect(found.ruling).toBe('permitted')
      expect(reason(found, 'unnamed-host')?.says).toContain('some-host')
    }
  })
})

describe('the day of release', () => {
  test.each([
    [undefined, 'permitted'],
    ['2024-03', 'permitted'],
    ['2023/2024', 'permitted'],
    ['2023-06', 'permitted'],
    ['../..', 'permitted'],
  ])('excludes versions that ended before it: %s', (date, ruling) => {
    const found = by('aged', date === undefined ? {} : { date })
    expect(found.ruling).toBe(ruling)
    expect(codes(found).includes('early-date')).toBe(date === '2023-06')
  })

  test('a projected date is as early as the date itself', () => {
    const late = small({
      terms: [
        terms('t', [version('1', '2020-01-01', '2025-12-31', []), version('2', '2026-01-01', null, [forbid({})])]),
      ],
      models: [model('m', { api: ['t'] }, { released: '2024-02-01' })],
    })
    expect(rule({ model: 'm', date: '2021-01-01' }, chat, { catalog: late }).ruling).toBe('undetermined')
    expect(rule({ model: 'm', date: '2024-02-01' }, chat, { catalog: late }).ruling).toBe('permitted')
  })
})

describe('names of several models', () => {
  test.each([
    ['free+split', 'undetermined'],
    ['free+agreed', 'forbidden'],
    ['free + agreed', 'forbidden'],
    ['free+free', 'permitted'],
    ['free+nobody', 'undetermined'],
    ['free+', 'undetermined'],
    ['+', 'undetermined'],
    ['mixture', 'undetermined'],
    ['free-mixture', 'permitted'],
    ['opaque', 'undetermined'],
    ['open-variant', 'undetermined'],
    ['org/open', 'undetermined'],
    ['stranger/open', 'undetermined'],
  ])('%s is %s', (name, ruling) => {
    expect(by(name).ruling).toBe(ruling)
  })

  test.each([
    ['opaque', 'api', 'unknown-behind'],
    ['stranger/open', 'weights', 'unlisted-variant'],
    ['open-variant', 'weights', 'unlisted-variant'],
    ['nobody', 'api', 'unknown-model'],
    ['doorless', 'api', 'not-read'],
  ])('%s through %s: %s', (name, channel, code) => {
    const found = by(name, { channel })
    expect(found.ruling).toBe('undetermined')
    expect(codes(found)).toContain(code)
  })

  test('the account of its maker, and accounts that are listed, may stand before it', () => {
    for (const name of ['org/open', 'maker/open', 'org--open'])
      expect(by(name, { channel: 'weights' }).ruling).toBe('permitted')
  })
})

describe('days that can not be', () => {
  test('a row from after the run is read by its date', () => {
    expect(by('aged', { date: '2027-01-01' }).ruling).toBe('permitted')
    expect(AS_OF < '2027').toBe(true)
  })

  test('an interval that began before the run ends with it', () => {
    const future = small({
      terms: [terms('t', [version('1', null, '2026-12-31', []), version('2', '2027-01-01', null, [forbid({})])])],
      models: [model('m', { api: ['t'] })],
    })
    expect(rule({ model: 'm', date: '2026-01/..' }, chat, { catalog: future }).ruling).toBe('permitted')
    expect(rule({ model: 'm', date: '2027-02' }, chat, { catalog: future }).ruling).toBe('forbidden')
    expect(rule({ model: 'm' }, chat, { catalog: future, settings: { as_of: '2027-01-01' } }).ruling).toBe(
      'undetermined',
    )
  })

  test('a day on which nothing could be made under the terms is an error', () => {
    const closed = small({
      terms: [
        terms(
          't',
          [version('1', '2023-01-01', '2023-12-31', []), version('2', '2024-01-01', '2024-12-31', [forbid({})])],
          { before: 'none', after: 'none' },
        ),
      ],
      models: [model('m', { api: ['t'] })],
    })
    for (const date of ['2022', '2025'])
      expect(rule({ model: 'm', date }, chat, { catalog: closed }).ruling).toBe('undetermined')
    expect(rule({ model: 'm', date: '2022/2023' }, chat, { catalog: closed }).ruling).toBe('permitted')
    const only = (clauses: Parameters<typeof version>[3]) =>
      small({
        terms: [terms('t', [version('1', '2023-01-01', '2023-12-31', clauses)], { before: 'none', after: 'none' })],
        models: [model('m', { api: ['t'] })],
      })
    expect(rule({ model: 'm', date: '2022' }, chat, { catalog: only([]) }).ruling).toBe('permitted')
    expect(rule({ model: 'm', date: '2022' }, chat, { catalog: only([forbid({})]) }).ruling).toBe('forbidden')
  })
})

describe('days whose words nobody read', () => {
  const gap = (...clauses: Parameters<typeof version>[3][]) =>
    small({
      terms: [
        terms(
          't',
          clauses.map((list, i) =>
            version(`${i}`, i === 0 ? null : `202${i}-01-01`, i === clauses.length - 1 ? null : `202${i}-06-30`, list),
          ),
        ),
      ],
      models: [model('m', { api: ['t'] })],
    })
  const no = [forbid({})]
  const unread = [forbid({}, { evidence: 'unread' })]
  test.each<[versions: ReturnType<typeof gap>, date: string | undefined, ruling: string]>([
    [gap(no, no), undefined, 'forbidden'],
    [gap(no, no), '2020-07/2020-12', 'undetermined'],
    [gap(no, no), '2020/2021', 'undetermined'],
    [gap(no, no), '2020-01/2020-06', 'forbidden'],
    [gap(no, unread), undefined, 'undetermined'],
    [gap(no, []), undefined, 'undetermined'],
    [gap([], []), undefined, 'undetermined'],
    [gap([], []), '2021-05', 'permitted'],
  ])('%#', (catalog, date, ruling) => {
    expect(rule({ model: 'm', ...(date && { date }) }, chat, { catalog }).ruling).toBe(ruling)
  })
})
