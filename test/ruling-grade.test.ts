import { describe, expect, test } from 'vitest'
import { Case, type Grade, grade, type Ruling, type RulingName } from '../src/index.ts'

const item = (expected: RulingName, acceptable: RulingName[] = [], obligations: string[] = []): Case =>
  Case.parse({ id: 'x', provenance: {}, target: {}, expected, acceptable, obligations })
const ruling = (name: RulingName, ...duties: string[]): Ruling =>
  ({
    ruling: name,
    obligations: duties.map((duty) => ({ duty, terms: 't', version: 'v', clause: 'c', open: false })),
  }) as Ruling

describe('how a ruling compares with what is expected', () => {
  test.each<[expected: Case, found: Ruling, grade: Grade]>([
    [item('forbidden'), ruling('forbidden'), 'exact'],
    [item('forbidden'), ruling('undetermined'), 'unsafe'],
    [item('forbidden', ['undetermined']), ruling('undetermined'), 'acceptable'],
    [item('forbidden', ['undetermined']), ruling('conditional'), 'unsafe'],
    [item('permitted'), ruling('undetermined'), 'too strict'],
    [item('permitted'), ruling('conditional'), 'too strict'],
    [item('permitted', ['conditional']), ruling('conditional'), 'acceptable'],
    [item('undetermined', ['forbidden']), ruling('forbidden'), 'acceptable'],
    [item('conditional', ['undetermined'], ['name-prefix']), ruling('conditional', 'name-prefix'), 'exact'],
    [item('conditional', ['undetermined'], ['name-prefix']), ruling('conditional', 'attribution'), 'unsafe'],
    [item('conditional', ['undetermined'], ['name-prefix']), ruling('undetermined'), 'acceptable'],
    [item('undetermined', [], ['name-prefix']), ruling('undetermined'), 'acceptable'],
  ])('%#', (expected, found, result) => {
    expect(grade(expected, found)).toBe(result)
  })
})
