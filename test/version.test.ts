import { describe, expect, test } from 'vitest'
import { parseSpan } from '../src/dates.ts'
import { candidatesOf, lastLook, versionSpans } from '../src/version.ts'
import { AS_OF, small, terms, version } from './ruling-kit.ts'

const world = small({
  terms: [
    terms('old', [version('o1', '2020-01-01', '2020-12-31'), version('o2', '2021-01-01', null)]),
    terms(
      'dated',
      [version('b', '2024-01-01', '2024-06-30', [], { aliases: ['bee'] }), version('a', '2023-01-01', '2023-06-30')],
      {
        before: { terms: 'old' },
      },
    ),
    terms('open', [version('x', null, null), version('y', '2024-01-01', null)]),
    terms('closed', [version('c', '2023-01-01', '2023-12-31')], { before: 'none', after: 'none' }),
    terms('back', [version('k', '2023-01-01', '2023-12-31')], { before: { terms: 'old@o1' }, after: { terms: 'old' } }),
    terms('loop', [version('l', '2023-01-01', '2023-12-31')], { before: { terms: 'pool' } }),
    terms('pool', [version('p', '2023-01-01', '2023-12-31')], { before: { terms: 'loop' } }),
    terms('named', [version('1', null, null), version('2', null, null)], { resolve: 'pinned' }),
    terms('ends', [version('e', '2023-01-01', '9999-12-31')]),
  ],
})
const at = (id: string, date: string | undefined, pin?: string): string[] =>
  candidatesOf(world.terms.get(id)!, pin, parseSpan(date) ?? { lo: '', hi: AS_OF }, world).map((found) =>
    found.kind === 'version' ? `${found.terms.id}@${found.version.id}` : `gap ${found.where}`,
  )

describe('what may bind on a day', () => {
  test.each<[terms: string, date: string | undefined, found: string[]]>([
    ['dated', '2023-01-01', ['dated@a']],
    ['dated', '2023-06-30', ['dated@a']],
    ['dated', '2023-07-01', ['gap 2023-07-01 to 2023-12-31']],
    ['dated', '2023-06/2024-01', ['dated@a', 'gap 2023-07-01 to 2023-12-31', 'dated@b']],
    ['dated', '2024-07-01', ['gap after 2024-06-30']],
    ['dated', '2022-12-31', ['old@o2']],
    ['dated', '2020-06/2021-06', ['old@o1', 'old@o2']],
    ['dated', '2019', ['gap before 2020-01-01']],
    [
      'dated',
      undefined,
      [
        'gap before 2020-01-01',
        'old@o1',
        'old@o2',
        'dated@a',
        'gap 2023-07-01 to 2023-12-31',
        'dated@b',
        'gap after 2024-06-30',
      ],
    ],
    ['open', '1999', ['open@x']],
    ['open', '2023-12-31', ['open@x']],
    ['open', '2024-01-01', ['open@y']],
    ['open', undefined, ['open@x', 'open@y']],
    ['closed', '2023-05', ['closed@c']],
    ['closed', '2022', []],
    ['closed', '2024', []],
    ['closed', undefined, ['closed@c']],
    ['back', '2022', ['old@o1']],
    ['back', '2025', ['old@o2']],
    ['back', '2022/2024', ['old@o1', 'back@k', 'old@o2']],
    ['loop', '2022', ['gap terms that name each other']],
    ['ends', '2025', ['ends@e']],
    ['ends', '2022', ['gap before 2023-01-01']],
    ['named', '2022', ['named@1', 'named@2']],
  ])('%s on %s: %j', (id, date, found) => {
    expect(at(id, date)).toEqual(found)
  })

  test('a version that is named binds whatever the date', () => {
    expect(at('dated', '1999', 'b')).toEqual(['dated@b'])
    expect(at('dated', '1999', 'bee')).toEqual(['dated@b'])
    expect(at('named', undefined, '2')).toEqual(['named@2'])
    expect(at('named', undefined, '3')).toEqual(['gap version `3` is not known'])
  })

  test('an open end closes where the next version starts', () => {
    expect(versionSpans(world.terms.get('open')!).map(({ span }) => span)).toEqual([
      { lo: '', hi: '2023-12-31' },
      { lo: '2024-01-01', hi: '~' },
    ])
  })

  test('the newest look at any version counts', () => {
    const { terms: all } = small({
      terms: [
        terms('a', [version('1', null, '2023-12-31', [], { seen: '2025-05-05' }), version('2', '2024-01-01', null)]),
        terms('b', [version('1', null, null)]),
      ],
    })
    expect(lastLook(all.get('a')!)).toBe('2025-05-05')
    expect(lastLook(all.get('b')!)).toBeUndefined()
  })
})
