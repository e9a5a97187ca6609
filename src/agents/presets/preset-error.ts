/** Stable codes of what goes wrong with a preset. */
export type PresetErrorCode = 'preset_unknown' | 'preset_not_installed' | 'preset_without_channel';

/** A preset cannot be used; the message has the fix. */
export class PresetError extends Error {
  override readonly name = 'PresetError';
  readonly code: PresetErrorCode;

  constructor(code: PresetErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
