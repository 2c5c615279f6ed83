import { describe, expect, test } from 'vitest'
import { rule } from './ruling-kit.ts'

const target = { kind: 'chat', purpose: 'train', distribution: 'hosted', commercial: true } as const
const by = (dataset: string, license?: string) =>
  rule({ role: 'output', dataset, ...(license === undefined ? {} : { license }) }, target)

describe('the name of a dataset, as the wild writes it', () => {
  test.each([
    'tatsu-lab/alpaca',
    'Tatsu-Lab/Alpaca',
    'tatsu-lab--alpaca',
    'datasets--tatsu-lab--alpaca',
    'datasets/tatsu-lab/alpaca',
    'hf://datasets/tatsu-lab/alpaca',
    'hf://datasets/tatsu-lab/alpaca@main/data/train.parquet',
    'https://huggingface.co/datasets/tatsu-lab/alpaca',
    'https://huggingface.co/datasets/tatsu-lab/alpaca/viewer',
    'https://www.huggingface.co/datasets/tatsu-lab/alpaca?row=1',
    'huggingface.co/datasets/tatsu-lab/alpaca/',
    'https://github.com/tatsu-lab/stanford_alpaca.git',
    'tatsu-lab/alpaca@main',
    'tatsu-lab/alpaca:train',
  ])('%s is that of the registry, whatever its label', (name) => {
    expect(by(name, 'apache-2.0').ruling).toBe('forbidden')
  })

  test.each([
    ['alpaca', 'an id without its owner'],
    ['Alpaca', 'in any case'],
    ['open_orca', 'and whatever parts its words'],
    ['tatsu-lab/alpaca#train', 'a part that is not listed'],
    ['HuggingFaceTB/smoltalk#no-such-part', 'a part beside those that are'],
  ])('%s may be of it: %s', (name) => {
    const found = by(name, 'apache-2.0')
    expect(found.ruling).toBe('undetermined')
    expect(JSON.stringify(found.reasons)).toContain('the dataset decides')
  })

  test.each(['my/alpaca', 'math', 'alpaca-notes', 'x/tatsu-lab/alpaca', 'https://example.org/tatsu-lab/alpaca'])(
    '%s is another: the record decides',
    (name) => {
      expect(by(name, 'apache-2.0').ruling).toBe('conditional')
      expect(by(name).ruling).toBe('undetermined')
    },
  )

  test('what may be of a dataset whose terms allow it is not held for that', () => {
    expect(by('gsm8k', 'mit').ruling).toBe('conditional')
  })
})
