import { expect, test } from 'vitest'
import type { Source } from '../schemas/provenance.ts'
import type { Target } from '../schemas/target.ts'
import { rule } from './ruling-kit.ts'

export type Signals = NonNullable<Source['signals']>
type Says = 'reserved' | 'open' | 'free'

/** Commercial training of a chat model in the European Union, for which a reservation forbids what has no license. */
export const TARGET: Target = {
  kind: 'chat',
  purpose: 'train',
  distribution: 'hosted',
  commercial: true,
  domicile: ['EU'],
}

/** A source under a license that permits everything. */
export const licensed = (signals: Signals): Source => ({ role: 'output', author: 'human', license: 'cc0-1.0', signals })

/**
 * What signals come to: alone, a reservation forbids; beside a license that permits everything, what takes nothing away
 * passes.
 */
function says(signals: Signals): Says {
  const alone = rule({ role: 'output', signals }, TARGET)
  const beside = rule(licensed(signals), TARGET)
  if (alone.ruling === 'forbidden') {
    expect(beside.ruling).toBe('undetermined')
    expect(beside.reasons.map(({ code }) => code)).toContain('signal-against-license')
    return 'reserved'
  }
  expect(alone.ruling).toBe('undetermined')
  expect(['permitted', 'undetermined']).toContain(beside.ruling)
  return beside.ruling === 'permitted' ? 'free' : 'open'
}

/** A row for each value of one signal. */
export const under = (name: string, rows: readonly [value: string | number | boolean, says: Says][]): void =>
  void test.each(rows)(`\`${name}\`: %j is %s`, (value, expected) => {
    expect(says({ [name]: value })).toBe(expected)
  })

/** A row for each set of signals. */
export const together = (rows: readonly [signals: Signals, says: Says][]): void =>
  void test.each(rows)('%j is %s', (signals, expected) => {
    expect(says(signals)).toBe(expected)
  })
