/** Files as a place: found, opened, and written so that only whole ones are ever seen. */
export { createFile, type FileSink, removeFile } from './create.ts'
export { expandFiles } from './expand.ts'
export { openFile, type SeekableSource } from './open.ts'
export { isPartial } from './partial.ts'
export { isInside, safeJoin } from './path.ts'
