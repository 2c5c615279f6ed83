import type { ConventionSpec } from '../schemas/convention.ts'
import { NATIVE_FIELD } from './convention-native.ts'
import type { Shape } from './ports.ts'

/** A convention that fits what a file looks like; `likely` when another fits as well, or one column is all there is. */
export interface Detected {
  readonly id: string
  readonly certainty: 'certain' | 'likely'
}

/**
 * Finds the convention of a file. A `provenance` field in every sampled row is certain. Else the highest rank wins,
 * then the most columns, then the first id. A convention is read with the `provenance` field in any case.
 */
export function detectConvention(specs: readonly ConventionSpec[], shape: Shape): Detected | undefined {
  if (shape.rows === 0) return undefined
  const native = shape.columns.get(NATIVE_FIELD)
  const said = native !== undefined && [...native.types].some((type) => type !== 'null')
  if (said && native.rows === shape.rows) return { id: 'native', certainty: 'certain' }

  const fitting = specs
    .flatMap(({ id, detect }) => (detect && fits(detect, shape) ? [{ id, ...detect }] : []))
    .sort((a, b) => b.rank - a.rank || b.columns.length - a.columns.length || (a.id < b.id ? -1 : 1))
  const [best, next] = fitting
  if (!best) return said ? { id: 'native', certainty: 'likely' } : undefined
  const tied = next?.rank === best.rank && next.columns.length === best.columns.length
  return { id: best.id, certainty: tied || best.columns.length === 1 ? 'likely' : 'certain' }
}

function fits(detect: NonNullable<ConventionSpec['detect']>, shape: Shape): boolean {
  return (
    detect.absent.every((name) => !shape.columns.has(name)) &&
    detect.columns.every((name) => shape.columns.get(name)?.rows === shape.rows) &&
    Object.entries(detect.types).every(([name, wanted]) =>
      [...(shape.columns.get(name)?.types ?? [])].every((type) => type === wanted || type === 'null'),
    )
  )
}
