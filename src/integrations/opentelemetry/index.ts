export { type ExportOptions, type ExportRunOptions, exportRun } from './export-run.ts';
export { type TraceRunsOptions, traceRuns } from './trace-runs.ts';
