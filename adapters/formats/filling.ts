import { ProvgateError, type ReadPlan } from '../../src/index.ts'

/** A text for the rows of a columnar file that have none in a column, and how to find these rows. */
export interface Filling {
  readonly column: string
  readonly text: string
  /** Reads the column; the codes that it gives go to `marks`. */
  readonly plan: ReadPlan
  /**
   * Of the rows from number `first` on, those that get the text: 1, the others 0. Asked once for each row of what is
   * written, in order.
   * @throws ProvgateError `input` for a row that can't be read
   */
  marks(first: number, codes: Uint32Array): Uint8Array
}

/** What is said of a row that has no value in a column that can't hold a text. */
export const unfit = (file: string, column: string, row: number): ProvgateError =>
  new ProvgateError(
    'unsupported',
    `\`${file}\` row ${row} has no \`${column}\`, and that column is not of plain text`,
    {
      file,
      row,
      fix: `cast \`${column}\` to text that holds JSON, or take the column out`,
    },
  )
