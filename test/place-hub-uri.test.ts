import { describe, expect, it } from 'vitest'
import { encodePath, parseHubUri } from '../adapters/places/hub-uri.ts'

const GOOD: readonly [uri: string, id: string, revision: string | undefined, path: string, root: string][] = [
  ['org/set', 'org/set', undefined, '', 'org/set'],
  ['org/set/', 'org/set', undefined, '', 'org/set'],
  ['squad', 'squad', undefined, '', 'squad'],
  ['squad@main/data/a.jsonl', 'squad', 'main', 'data/a.jsonl', 'squad@main'],
  ['org/set/data/*.jsonl', 'org/set', undefined, 'data/*.jsonl', 'org/set'],
  ['org/set@v1.0', 'org/set', 'v1.0', '', 'org/set@v1.0'],
  ['org/set@v1.0/a/odd name#1?.jsonl', 'org/set', 'v1.0', 'a/odd name#1?.jsonl', 'org/set@v1.0'],
  ['org/set@refs%2Fpr%2F1/a', 'org/set', 'refs/pr/1', 'a', 'org/set@refs%2Fpr%2F1'],
  ['org/set@refs/pr/12/a/b', 'org/set', 'refs/pr/12', 'a/b', 'org/set@refs/pr/12'],
  ['org/set@refs/convert/parquet', 'org/set', 'refs/convert/parquet', '', 'org/set@refs/convert/parquet'],
  ['org/set@~parquet/default/train/*', 'org/set', '~parquet', 'default/train/*', 'org/set@~parquet'],
  ['org/set/a@b.jsonl', 'org/set', undefined, 'a@b.jsonl', 'org/set'],
  ['o-r.g/s_e.t-1', 'o-r.g/s_e.t-1', undefined, '', 'o-r.g/s_e.t-1'],
]

const BAD = [
  'hf://org/set',
  'hf://models/org/set',
  'https://huggingface.co/datasets/org/set',
  'hf://datasets/',
  'hf://datasets//set',
  'hf://datasets/../set',
  'hf://datasets/org/..',
  'hf://datasets/org/a b',
  'hf://datasets/org/set@',
  'hf://datasets/org/set@/a',
  'hf://datasets/org/set@%E0%A4',
  'hf://datasets/org/set/../../x',
  'hf://datasets/org/set/a//b',
  'hf://datasets/org/set/./a',
  'hf://datasets/org/set?x=1',
  'hf://datasets/org/set#x',
  'hf://datasets/org/set/a\0b',
]

describe('an address on the Hub', () => {
  for (const [uri, id, revision, path, root] of GOOD) {
    it(`${uri} is read`, () => {
      expect(parseHubUri(`hf://datasets/${uri}`)).toEqual({ id, revision, path, root: `hf://datasets/${root}` })
    })
  }
  for (const uri of BAD) {
    it(`${JSON.stringify(uri)} is refused`, () => {
      const fix = expect.stringContaining('hf://datasets/ORG/NAME')
      expect(() => parseHubUri(uri)).toThrow(expect.objectContaining({ code: 'usage', fix }))
    })
  }
  it('has its path encoded segment by segment', () => {
    expect(encodePath('a b/odd name#1?.jsonl')).toBe('a%20b/odd%20name%231%3F.jsonl')
  })
})
