// Its own module, so that the parser is fetched only when there is a program to show.
export { highlightPython } from './highlight-python.ts';
export { statementLines } from './statement-lines.ts';
