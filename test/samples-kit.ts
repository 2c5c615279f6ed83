import { readdirSync } from 'node:fs'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { jsonOf, SAMPLES } from './terminal-kit.ts'

/** What `counts.json` says of a sample. */
export type Counts = { readonly records: number } & Readonly<Record<string, Record<string, number>>>

export const COUNTS: Readonly<Record<string, Counts>> = jsonOf(`${SAMPLES}counts.json`)
/** Samples that are read as records. */
export const NAMES = readdirSync(SAMPLES).filter((name) => /\.(?:jsonl|parquet)$/.test(name))

/** Where `counts.json` has the models of a sample. */
export const MODELS: Readonly<Record<string, string>> = {
  'alpacaeval-generator.jsonl': 'generator',
  'mtbench-model_id.jsonl': 'model_id',
  'ja-vicuna80-model_id.jsonl': 'model_id',
  'vicuna80-answers.jsonl': 'model_id',
  'vicuna80-models.jsonl': 'model_id',
  'vicuna80-reviewers.jsonl': 'reviewer_id',
  'vicuna80-reviews.jsonl': 'reviewer_id',
  'zeroeval-crux-generator-source.jsonl': 'generator',
  'openinstruct-completions-model.jsonl': 'completions.model',
}

/** A run of rows with one ruling, as `rulings/FILE.parquet` has it. */
export interface Fate {
  readonly first: number
  readonly rows: number
  readonly ruling: string
  readonly action: string
}

export async function fatesOf(path: string): Promise<Fate[]> {
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path), compressors })
  return rows.map(({ first, rows: count, ruling, action }) => ({
    first: Number(first),
    rows: Number(count),
    ruling,
    action,
  }))
}
