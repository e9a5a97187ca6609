import { CommandError } from '../command-error.ts';

/** The mistake in the value of an option: `--max-calls -1: not a positive whole number; …`. */
export function optionFault(flag: string, value: string, fault: string): CommandError {
  return new CommandError(`${flag} ${value}: ${fault}`);
}
