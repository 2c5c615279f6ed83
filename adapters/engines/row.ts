import { compileConvention, createPlan, type Explanation, NATIVE, ProvgateError } from '../../src/index.ts'
import type { Shard } from '../places/shard.ts'
import type { RunContext } from './context.ts'
import { openInput } from './input.ts'

/** Reads an input up to one row (from 1) and explains what a run would decide of it. */
export async function explainRow(shard: Shard, row: number, context: RunContext): Promise<Explanation> {
  const input = await openInput(shard, context.signal)
  try {
    const opened = await input.format.open(input.source, context.limits, context.signal)
    try {
      const convention = context.convention(shard.name, opened.shape) ?? compileConvention(NATIVE)
      const { judge, table, limits, reference } = context
      const defaults = context.defaults(shard.name)
      const plan = createPlan({ convention, judge, table, defaults, limits, reference })
      let rows = 0
      for await (const { first, codes } of opened.batches(plan)) {
        rows = first + codes.length - 1
        if (row <= rows) return judge.explain(table.get(codes[row - first]!))
      }
      throw new ProvgateError('usage', `\`${shard.label}\` has ${rows} rows, and no row ${row}`, {
        file: shard.label,
        row,
        fix: 'rows count from 1',
      })
    } finally {
      await opened.close()
    }
  } finally {
    await input.close()
  }
}
