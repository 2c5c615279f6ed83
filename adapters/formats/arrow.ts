import type { Format } from '../../src/index.ts'
import type { ArrowBatch } from './arrow/batch.ts'
import { openArrow } from './arrow/open.ts'
import { type ArrowHead, arrowWriter, type Container } from './arrow/write.ts'

const arrow = (container: Container): Format<ArrowHead, ArrowBatch> => ({
  id: `arrow-${container}`,
  seeks: false,
  open: (input, limits, signal) => openArrow(container, input, limits, signal),
  write: (head, sink) => arrowWriter(container, head, sink),
})

/** Arrow IPC streams: `.arrows`, the `.arrow` files of Hugging Face `datasets`, and what goes through pipes. */
export const arrowStream: Format<ArrowHead, ArrowBatch> = arrow('stream')

/**
 * Arrow IPC files: `.arrow`, Feather version 2. Read front to back, so that pipes do, and checked against the footer.
 * Files whose messages are in another order (arrow-js and Polars write these) need an input that can seek.
 */
export const arrowFile: Format<ArrowHead, ArrowBatch> = arrow('file')
