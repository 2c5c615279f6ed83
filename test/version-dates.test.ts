import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DateSpan } from '../schemas/provenance.ts'
import { END, formatSpan, overlaps, parseSpan, START, shiftDay } from '../src/dates.ts'

describe('dates', () => {
  test.each([
    ['2025-08-10', '2025-08-10', '2025-08-10'],
    ['2025-08', '2025-08-01', '2025-08-31'],
    ['2024-02', '2024-02-01', '2024-02-29'],
    ['2023-02', '2023-02-01', '2023-02-28'],
    ['2000-02', '2000-02-01', '2000-02-29'],
    ['1900-02', '1900-02-01', '1900-02-28'],
    ['0050-02', '0050-02-01', '0050-02-28'],
    ['0000-02', '0000-02-01', '0000-02-29'],
    ['2025', '2025-01-01', '2025-12-31'],
    ['9999', '9999-01-01', '9999-12-31'],
    ['2024/2025', '2024-01-01', '2025-12-31'],
    ['2024-02/2024-02-10', '2024-02-01', '2024-02-10'],
    ['2024-03/..', '2024-03-01', END],
    ['../2024-03', START, '2024-03-31'],
    ['../..', START, END],
  ])('%s is %s to %s', (text, lo, hi) => {
    expect(DateSpan.parse(text)).toBe(text)
    expect(parseSpan(text)).toEqual({ lo, hi })
  })

  test.each([
    undefined,
    '',
    '2025-13',
    '2025-00',
    '2025-1',
    '25',
    '2025-08-32',
    '2025-08-00',
    '2025-08-10T00:00:00Z',
    '2025/2024',
    '2025-06/2025-05',
    '..',
    '/',
    '2025/',
    '/2025',
    '2025//2026',
    '2024/2025/2026',
    ' 2025',
    '2025 ',
    '２０２５',
    'yesterday',
  ])('%j says nothing', (text) => {
    expect(parseSpan(text)).toBeUndefined()
  })

  test.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2023-02-28', 1, '2023-03-01'],
    ['2024-03-01', -1, '2024-02-29'],
    ['2025-01-01', -1, '2024-12-31'],
    ['0001-01-01', -1, '0000-12-31'],
    ['0099-12-31', 1, '0100-01-01'],
    ['0000-01-01', -1, START],
    ['9999-12-31', 1, END],
    [START, 1, START],
    [END, -1, END],
  ])('%s and %i days is %s', (day, days, result) => {
    expect(shiftDay(day, days)).toBe(result)
  })

  test('intervals that share a day overlap', () => {
    const span = (text: string) => parseSpan(text)!
    expect(overlaps(span('2024'), span('2024-12-31/..'))).toBe(true)
    expect(overlaps(span('2024'), span('2025/..'))).toBe(false)
    expect(overlaps(span('../2023'), span('2024'))).toBe(false)
    expect(overlaps(span('../..'), span('1999'))).toBe(true)
  })

  test('a span as text is read as the same span', () => {
    const day = fc
      .date({ min: new Date('0100-01-01'), max: new Date('9998-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10))
    fc.assert(
      fc.property(fc.option(day), fc.option(day), (a, b) => {
        const lo = a ?? START
        const hi = b ?? END
        fc.pre(lo <= hi)
        expect(parseSpan(formatSpan({ lo, hi }))).toEqual({ lo, hi })
      }),
    )
  })
})
