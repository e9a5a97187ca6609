/**
 * A dynamic library that an image's Python has loaded: where its parts lie, so that another process
 * can link it again at the same places. What it wrote to memory is in the image.
 */
export interface LibraryRecord {
  /** Path of its file in the session. */
  path: string;
  memoryBase: number;
  /** Size of its data. */
  memoryBytes: number;
  tableBase: number;
  /** Values of the addresses that the linker gave it, by name of the import. */
  addresses: { memory: Record<string, number>; functions: Record<string, number> };
}

/** All libraries of an image, in the order in which they were loaded. */
export interface LinkRecord {
  libraries: LibraryRecord[];
  /** Length of the function table before the first library was loaded, and after the last. */
  tableStart: number;
  tableEnd: number;
  /** Functions that the linker put into the table: index, library (by number), name of the export. */
  libraryFunctions: [index: number, library: number, name: string][];
  /** The same for functions of the interpreter: index, name. */
  interpreterFunctions: [index: number, name: string][];
}
