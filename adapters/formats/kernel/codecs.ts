// AssemblyScript: what packs and unpacks pages. The tables of all take less than eight pages of memory, behind which the
// host lays its bytes out.
export { lz4 } from './lz4'
export { atZstd, decode, endedZstd, moreZstd, movedZstd, openZstd, setup } from './zstd'
export { compress, endedSnappy, head, moreSnappy, movedSnappy, openSnappy, uncompress } from './snappy'
