import { type KeyboardEvent, type ReactElement, useId, useState } from 'react';
import type { AttentionRequest } from '../../../../timeline/timeline.ts';
import { UntrustedText } from '../../../text/untrusted-text.tsx';
import { Button } from '../../../ui/button.tsx';
import { Kbd } from '../../../ui/kbd.tsx';
import css from './needs-you.module.css';
import { useClosing } from './use-closing.ts';
import { Waiting } from './waiting.tsx';

/** Longest answer that the server takes, in characters. */
const LONGEST = 100_000;

/** An agent's question: answer it, or acknowledge that somebody is on it. */
export function QuestionCard({ request }: { request: AttentionRequest }): ReactElement {
  const { sending, failure, close } = useClosing(request.id);
  const [answer, setAnswer] = useState('');
  const field = useId();
  const empty = answer.trim() === '';
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey) && !empty) {
      event.preventDefault();
      void close(answer);
    }
    const typing = event.target instanceof HTMLTextAreaElement;
    if (event.key === 'a' && !typing && !event.metaKey && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      void close();
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the card work wherever focus is in it
    <div className={css.card} onKeyDown={press}>
      <h2 className={css.question}>
        <UntrustedText text={request.reason ?? ''} lines limit={2000} />
      </h2>
      <p className={css.facts}>
        {request.raisedAt !== undefined && <Waiting since={request.raisedAt} />}
      </p>
      <label className="sr" htmlFor={field}>
        Answer
      </label>
      <textarea
        id={field}
        className={css.answer}
        placeholder="Answer"
        rows={3}
        maxLength={LONGEST}
        value={answer}
        onChange={(event) => setAnswer(event.target.value)}
      />
      {failure !== undefined && (
        <p className={css.failure} role="alert">
          {failure}
        </p>
      )}
      <div className={css.actions}>
        <Button tone="primary" disabled={sending || empty} onClick={() => void close(answer)}>
          {sending ? 'Sending' : 'Send answer'} <Kbd>Mod ↵</Kbd>
        </Button>
        <Button
          disabled={sending}
          title="Seen: the request is closed without an answer"
          onClick={() => void close()}
        >
          Acknowledge <Kbd>A</Kbd>
        </Button>
      </div>
    </div>
  );
}
