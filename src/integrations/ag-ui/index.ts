export type { AgUiEvent } from './ag-ui-event.ts';
export { AgUiMapper, type AgUiOptions } from './ag-ui-mapper.ts';
