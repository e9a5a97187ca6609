import { Check, Copy } from 'lucide-react';
import { type ReactElement, useEffect, useState } from 'react';
import { IconButton } from './button.tsx';

/** Copies a text to the clipboard and says so for two seconds; where that fails it says that. */
export function CopyButton({ text, label }: { text: string; label: string }): ReactElement {
  const [said, setSaid] = useState<string>();
  useEffect(() => {
    if (said === undefined) return;
    const timer = setTimeout(() => setSaid(undefined), 2000);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied');
    } catch {
      setSaid('The browser did not allow copying');
    }
  };
  return (
    <>
      <IconButton label={said ?? label} onClick={() => void copy()}>
        {said === 'Copied' ? <Check className="icon" /> : <Copy className="icon" />}
      </IconButton>
      <span className="sr" role="status">
        {said}
      </span>
    </>
  );
}
