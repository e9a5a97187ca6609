/** Where somebody left the list, so that going back finds it as it was. */
export const scrollMemory: { offset: number; selectedKey: string | undefined } = {
  offset: 0,
  selectedKey: undefined,
};
