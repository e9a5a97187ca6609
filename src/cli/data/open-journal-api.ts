import type { ApiClient } from '../api/api-client.ts';

export function openJournalApi(folder: string): Promise<ApiClient> {
  throw new Error(folder);
}
