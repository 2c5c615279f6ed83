// AssemblyScript: what packs and unpacks pages. The tables of all take less than eight pages of memory, behind which the
// host lays its bytes out.
export { decode, setup } from './zstd'
export { compress, head, uncompress } from './snappy'
