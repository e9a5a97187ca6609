import type { IFileSystem } from 'just-bash';

/** Shapes of the library's file system that it does not export by name. */
export type ReadFileOptions = Exclude<Parameters<IFileSystem['readFile']>[1], string | undefined>;
export type WriteFileOptions = Exclude<Parameters<IFileSystem['writeFile']>[2], string | undefined>;
export type FileContent = Parameters<IFileSystem['writeFile']>[1];
export type FsStat = Awaited<ReturnType<IFileSystem['stat']>>;
export type Dirent = Awaited<ReturnType<NonNullable<IFileSystem['readdirWithFileTypes']>>>[number];
export type ByteString = Awaited<ReturnType<NonNullable<IFileSystem['readFileBytes']>>>;
