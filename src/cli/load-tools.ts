import type { Tool } from '../tools/tool.ts';
import { loadToolsModule } from './load-tools-module.ts';

/** The tools of several modules, in the order given; a tool that two of them export counts once. */
export async function loadTools(modules: readonly string[]): Promise<Tool[]> {
  const tools = new Set<Tool>();
  for (const module of modules) {
    for (const tool of await loadToolsModule(module)) tools.add(tool);
  }
  return [...tools];
}
