import { describe, expect, test } from 'vitest'
import { unresolvedText } from '../adapters/terminal/unresolved.ts'
import type { Unresolved } from '../src/index.ts'
import { CONFIG, run, scratch } from './terminal-kit.ts'

describe('names that did not resolve', () => {
  const entry = (name: string, more: Partial<Unresolved> = {}): Unresolved => ({
    field: 'model',
    name,
    standing: 'unknown',
    rows: 2,
    why: ['nobody has this name'],
    close: [],
    ...more,
  })

  test('stand in a block for each kind, with rows, reasons, what is close and how to mend it', () => {
    const text = unresolvedText([
      entry('gtp-4', { rows: 1234, close: ['gpt-4'] }),
      entry('a\nb', { rows: 1, why: ['one', 'two', 'three'] }),
      entry('moa', { standing: 'part' }),
      entry('unknown', { field: 'license', standing: 'nothing' }),
    ])
    expect(text.split('\n\n').map((block) => block.split('\n').slice(0, -1))).toEqual([
      [
        'names that did not resolve',
        '  model `gtp-4`, 1,234 rows: nobody has this name; close: `gpt-4`',
        '  model `a\\u000ab`, 1 row: one; two (and 1 more)',
      ],
      [
        'names that resolve, with something behind them that is not known',
        '  model `moa`, 2 rows: nobody has this name',
      ],
      ['words that name nothing', '  license `unknown`, 2 rows: nobody has this name'],
      [],
    ])
    expect(text.match(/^ {6}fix: /gm)).toHaveLength(3)
    expect(unresolvedText([])).toBe('')
  })

  test('are bounded for each field, so that many of one do not hide the others', () => {
    const many = Array.from({ length: 40 }, (_, i) => entry(`set-${i}`, { field: 'dataset' }))
    const lines = unresolvedText([...many, entry('gtp-4')]).split('\n')
    expect(lines.filter((line) => line.startsWith('  dataset'))).toHaveLength(12)
    expect(lines).toContain('  model `gtp-4`, 2 rows: nobody has this name')
    expect(lines).toContain('  … and 28 more datasets (--json has all)')
  })

  test('are in what scan prints, and all of them in its JSON', async () => {
    const row = (provenance: object) => `${JSON.stringify({ provenance })}\n`
    const folder = scratch({
      'provgate.yaml': CONFIG,
      'a.jsonl': [
        row({ model: 'gtp-4o' }),
        row({ model: 'gtp-4o', license: 'mit' }),
        row({ model: 'human' }),
        row({ model: 'TheBloke/Llama-2-7B-GGUF' }),
        row({ license: 'mit', platform: 'my-forum', signals: { 'no-such-signal': 1 } }),
        row({ license: 'mit', derived_from: [{ platform: 'my-forum', license: 'my-license' }] }),
      ].join(''),
    })
    const [text, json] = await Promise.all([
      run(['scan', 'a.jsonl', '--allow-empty'], { cwd: folder }),
      run(['scan', 'a.jsonl', '--allow-empty', '--json'], { cwd: folder }),
    ])
    expect(text.stdout).toContain('  model `gtp-4o`, 2 rows: no model of the catalog has this name; close: `gpt-4o`')
    expect(text.stdout).toContain('  platform `my-forum`, 2 rows: ')
    const { unresolved } = JSON.parse(json.stdout) as { unresolved: Unresolved[] }
    expect(unresolved.map(({ field, name, standing, rows: count }) => [field, name, standing, count])).toEqual([
      ['model', 'gtp-4o', 'unknown', 2],
      ['platform', 'my-forum', 'unknown', 2],
      ['model', 'TheBloke/Llama-2-7B-GGUF', 'part', 1],
      ['model', 'human', 'nothing', 1],
      ['license', 'my-license', 'unknown', 1],
      ['signal', 'no-such-signal', 'unknown', 1],
    ])
  })
})
