import { describe, expect, test } from 'vitest'
import { and, atMostUnknown, fold, not, or, type Tri } from '../src/logic.ts'

const U = undefined
const all: Tri[] = [true, U, false]

describe("Kleene's three values", () => {
  test.each<[Tri, Tri, Tri, Tri]>([
    [true, true, true, true],
    [true, U, U, true],
    [true, false, false, true],
    [U, U, U, U],
    [U, false, false, U],
    [false, false, false, false],
  ])('%s with %s: and %s, or %s', (a, b, both, either) => {
    expect([and(a, b), and(b, a)]).toEqual([both, both])
    expect([or(a, b), or(b, a)]).toEqual([either, either])
  })

  test.each<[Tri, Tri, Tri]>([
    [true, false, U],
    [U, U, U],
    [false, true, false],
  ])('%s: not %s, at most %s', (a, inverse, most) => {
    expect(not(a)).toBe(inverse)
    expect(atMostUnknown(a)).toBe(most)
  })

  test('any of nothing is false, all of nothing is true', () => {
    expect(fold([], 'any')).toBe(false)
    expect(fold([], 'all')).toBe(true)
    expect(fold([false, U, true], 'any')).toBe(true)
    expect(fold([true, U, true], 'all')).toBe(U)
  })

  test('what is known does not change when the unknown becomes known', () => {
    for (const a of all)
      for (const b of all)
        for (const op of [and, or]) {
          const before = op(a, b)
          if (before === undefined) continue
          for (const known of [true, false]) expect(op(a ?? known, b ?? known)).toBe(before)
        }
  })
})
