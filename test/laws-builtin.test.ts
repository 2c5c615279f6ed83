import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Source } from '../src/index.ts'
import {
  compact,
  forgetSource,
  forgetTarget,
  heldByForgettingLaw,
  loosens,
  options,
  sources,
  targets,
} from './laws-kit.ts'
import { allowed, codes, rule } from './ruling-kit.ts'

const runs = { numRuns: 250 }
const show = (value: unknown): string => JSON.stringify(value)

describe('over the catalog that comes with provgate', () => {
  test('forgetting a fact of the source never lets a record pass', () => {
    fc.assert(
      fc.property(sources(), targets, options, (source, target, run) => {
        const found = rule(source, target, run)
        if (allowed(found)) return
        for (const less of forgetSource(source)) {
          const forgotten = rule(less, target, run)
          expect(heldByForgettingLaw(found, forgotten), `${show(source)}\n${show(less)}\n${show(target)}`).toBe(true)
        }
      }),
      runs,
    )
  })

  test('forgetting a fact of the target never lets a record pass', () => {
    fc.assert(
      fc.property(sources(), targets, options, (source, target, run) => {
        const found = rule(source, target, run)
        if (allowed(found)) return
        for (const less of forgetTarget(target))
          expect(
            heldByForgettingLaw(found, rule(source, less, run)),
            `${show(source)}\n${show(target)}\n${show(less)}`,
          ).toBe(true)
      }),
      runs,
    )
  })

  test('another source never loosens', () => {
    fc.assert(
      fc.property(sources(), sources(), targets, options, (one, other, target, run) => {
        const both = rule({ sources: [one, other] }, target, run)
        expect(loosens(rule(one, target, run), both)).toBe(false)
        expect(loosens(rule(other, target, run), both)).toBe(false)
      }),
      runs,
    )
  })

  test('another layer of a licensed source never loosens', () => {
    fc.assert(
      fc.property(sources(), sources(), targets, options, (source, more, target, run) => {
        const licensed = { ...source, license: source.license ?? 'cc0-1.0' }
        const before = rule(licensed, target, run)
        const layers = [
          { derived_from: [...(source.derived_from ?? []), more] },
          { license: [licensed.license, more.license ?? 'mit'].flat() },
          // A model that is said to have written it, but not named, is a fact that is missing.
          ...(source.model === undefined && source.author !== 'model' && source.author !== 'mixed'
            ? [{ model: more.model }]
            : []),
          ...(source.dataset === undefined ? [{ dataset: more.dataset }] : []),
          ...(source.platform === undefined ? [{ platform: more.platform }] : []),
          { signals: { ...more.signals, ...source.signals } },
        ]
        for (const layer of layers)
          expect(
            loosens(before, rule(compact({ ...licensed, ...layer }), target, run)),
            show([licensed, layer, target]),
          ).toBe(false)
      }),
      runs,
    )
  })

  test('the order of what a record says changes no byte', () => {
    const turn = (source: Source): Source => ({
      ...Object.fromEntries(Object.entries(source).reverse()),
      ...(Array.isArray(source.license) && { license: source.license.toReversed() }),
      ...(source.features && { features: source.features.toReversed() }),
      ...(source.derived_from && { derived_from: source.derived_from.toReversed().map(turn) }),
    })
    fc.assert(
      fc.property(fc.array(sources(), { minLength: 1, maxLength: 4 }), targets, options, (list, target, run) => {
        const found = rule({ sources: list }, target, run)
        const turned = rule({ sources: list.toReversed().map(turn) }, target, run)
        expect({ ...turned, sources: found.sources }).toEqual(found)
        expect(rule({ sources: [...list, ...list] }, target, run).id).toBe(found.id)
      }),
      { numRuns: 500 },
    )
  })

  test('the same input gives the same bytes', () => {
    fc.assert(
      fc.property(sources(), targets, options, (source, target, run) => {
        expect(show(rule(structuredClone(source), structuredClone(target), run))).toBe(show(rule(source, target, run)))
      }),
      { numRuns: 300 },
    )
  })

  test('every ruling says why, and what passes says on which words', () => {
    fc.assert(
      fc.property(sources(), targets, options, (source, target, run) => {
        const found = rule(source, target, run)
        expect(found.reasons.length, show([source, target])).toBeGreaterThan(0)
        if (found.action !== 'pass')
          expect(
            found.reasons.some(({ fix }) => fix !== undefined),
            show(source),
          ).toBe(true)
        for (const { says } of found.reasons) expect(says).not.toMatch(/\bundefined\b|\[object/)
        if (found.ruling === 'conditional') expect(found.obligations.length).toBeGreaterThan(0)
        if (found.ruling === 'permitted') expect(found.obligations).toEqual([])
        if (found.ruling === 'forbidden') expect(codes(found)).toContain('forbidden-by-clause')
      }),
      runs,
    )
  })
})
