import type { ReactElement } from 'react';
import { keyTable } from '../keys/key-table.ts';
import { setSingleKeys, useSingleKeys } from '../keys/single-keys.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Kbd } from '../ui/kbd.tsx';
import css from './help-dialog.module.css';

function Keys({ keys }: { keys: readonly string[] }): ReactElement {
  return (
    <dd className={`${css.does} ${css.keys}`}>
      {keys.map((chord) => (
        <span key={chord} className={css.chord}>
          {chord.startsWith('Mod') || / to /.test(chord) ? (
            <Kbd>{chord}</Kbd>
          ) : (
            chord.split(' ').map((key) => <Kbd key={key}>{key}</Kbd>)
          )}
        </span>
      ))}
    </dd>
  );
}

/** All keys, and the switch for those that are a single letter. */
export function HelpDialog({ onClose }: { onClose: () => void }): ReactElement {
  const singleKeys = useSingleKeys();
  return (
    <Dialog open onClose={onClose} title="Keys" wide>
      <div className={css.body}>
        <div className={css.columns}>
          {keyTable.map(({ title, rows }) => (
            <section key={title} className={css.group}>
              <h3 className={css.title}>{title}</h3>
              <dl className={css.list}>
                {rows.map(({ keys, does }) => (
                  <div key={does} className={css.row}>
                    <dt>{does}</dt>
                    <Keys keys={keys} />
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
        <label className={css.switch}>
          <input
            type="checkbox"
            checked={singleKeys}
            onChange={(event) => setSingleKeys(event.target.checked)}
          />
          Keys without Ctrl or ⌘
          <span className={css.note}>They never do anything while you type into a field.</span>
        </label>
      </div>
    </Dialog>
  );
}
