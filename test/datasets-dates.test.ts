import { describe, expect, test } from 'vitest'
import { prepare, Settings, Target } from '../src/index.ts'
import { index } from './datasets-kit.ts'

const TARGET = { kind: 'classification', purpose: 'train', distribution: 'internal', commercial: true } as const

const explain = (source: object, as_of = '2026-11-25') => {
  const judge = prepare(index, { target: Target.parse(TARGET), settings: { ...Settings.parse({}), as_of } })
  return judge.explain(judge.origin(source))
}

describe('a license that changed', () => {
  const licensesOf = (dataset: string, day: string) =>
    index.datasets
      .get(dataset.toLowerCase())!
      .licenses.filter(({ from, to }) => (from ?? '') <= day && day <= (to ?? '9999'))
      .flatMap(({ license }) => license)
  test.each([
    ['stackexchange', '2011-04-07', 'cc-by-sa-2.5'],
    ['stackexchange', '2011-04-08', 'cc-by-sa-3.0'],
    ['stackexchange', '2018-05-01', 'cc-by-sa-3.0'],
    ['stackexchange', '2018-05-02', 'cc-by-sa-4.0'],
    ['allenai/WildChat', '2024-06-25', 'ai2 impact license - low risk'],
    ['allenai/WildChat', '2024-06-26', 'odc-by'],
    ['allenai/WildChat-1M#prompts', '2024-06-26', 'odc-by'],
    ['tatsu-lab/alpaca', '2023-03-23', 'unknown'],
    ['tatsu-lab/alpaca', '2023-03-24', 'cc-by-nc-4.0'],
    ['allenai/dolma', '2024-04-14', 'other'],
    ['allenai/dolma', '2024-04-15', 'odc-by'],
  ])('%s on %s is under %s', (dataset, day, license) => {
    expect(licensesOf(dataset, day)).toEqual([license])
  })

  const periods = index.catalog.datasets.filter(({ licenses }) => licenses.length > 1)
  test.each(periods.map(({ id, licenses }) => [id, licenses] as const))('%s has one on each day', (_id, licenses) => {
    const days = licenses.flatMap(({ from, to }) => [from, to]).filter((day) => day !== null)
    expect(licenses[0]!.from).toBeNull()
    expect(licenses.at(-1)!.to).toBeNull()
    expect(days).toEqual([...days].sort())
    licenses.slice(1).forEach(({ from }, i) => {
      expect(Date.parse(from!) - Date.parse(licenses[i]!.to!)).toBe(86_400_000)
    })
  })
})

describe('the day of the copy decides', () => {
  const MEANS = [
    // The first label was corrected, and nobody knows it for certain.
    ['tatsu-lab/alpaca', '2023-03-15', 'undetermined'],
    ['tatsu-lab/alpaca', '2023-03-24', 'forbidden'],
    ['tatsu-lab/alpaca', '2023', 'undetermined'],
    ['tatsu-lab/alpaca', undefined, 'undetermined'],
    ['yahma/alpaca-cleaned', '2024', 'forbidden'],
    ['allenai/dolma#wikipedia', '2024-04-14', 'undetermined'],
    ['allenai/dolma#wikipedia', '2024-04-15', 'conditional'],
    ['allenai/dolma#wikipedia', '2024-04', 'undetermined'],
    ['allenai/dolma#wikipedia', undefined, 'undetermined'],
  ] as const
  test.each(MEANS)('%s taken %s: %s', (dataset, collected, ruling) => {
    expect(explain({ dataset, ...(collected && { collected }) }).ruling).toBe(ruling)
  })

  test.each(['2020', '2024-05', '2026-01-01'])('and no other: %s', (date) => {
    expect(explain({ dataset: 'allenai/dolma#wikipedia', date }).ruling).toBe('undetermined')
    expect(explain({ dataset: 'allenai/dolma#wikipedia', date, collected: '2024-05' }).ruling).toBe('conditional')
  })

  test('and the reason names it', () => {
    const { reasons } = explain({ dataset: 'allenai/dolma#wikipedia' })
    expect(reasons.find(({ code }) => code === 'candidates-differ')?.says).toContain('the collected decides')
  })
})

describe('where a change holds for earlier copies too, the day of the run decides', () => {
  test.each([
    ['2024-06-25', 'undetermined'],
    ['2024-06-26', 'conditional'],
    ['2026-11-25', 'conditional'],
  ])('on %s: %s', (asOf, ruling) => {
    for (const more of [{}, { date: '2023-05' }, { collected: '2024-01-01' }])
      expect(explain({ dataset: 'allenai/WildChat#prompts', ...more }, asOf).ruling).toBe(ruling)
  })
})
