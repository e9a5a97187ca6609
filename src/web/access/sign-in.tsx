import { type FormEvent, type ReactElement, useId, useState } from 'react';
import { AnswerError } from '../api/answer-error.ts';
import { postJson } from '../api/ask-server.ts';
import { Button } from '../ui/button.tsx';
import css from './sign-in.module.css';

/** Asks for the server's token, in place of what needs it. `leadsTo` is opened then; default: this page. */
export function SignIn({ leadsTo }: { leadsTo?: string }): ReactElement {
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const problemId = useId();
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const token = new FormData(event.currentTarget).get('token');
    setBusy(true);
    setProblem(undefined);
    try {
      await postJson('/api/session', { token: String(token).trim() });
      // Everything that was refused so far is asked for again.
      if (leadsTo === undefined) location.reload();
      else location.replace(leadsTo);
    } catch (error) {
      setBusy(false);
      const refused = error instanceof AnswerError && error.status === 401;
      setProblem(refused ? 'That is not the token of this server' : (error as Error).message);
    }
  };
  return (
    <form className={css.form} onSubmit={(event) => void submit(event)}>
      <h2 className={css.title}>Sign in</h2>
      <p className={css.note}>
        The server printed a link and a token when it started. Open the link, or enter the token.
      </p>
      <label className={css.label}>
        Token
        <input
          className={`mono ${css.input}`}
          name="token"
          type="password"
          autoComplete="current-password"
          required
          aria-describedby={problem ? problemId : undefined}
          aria-invalid={problem ? true : undefined}
        />
      </label>
      {problem ? (
        <p id={problemId} className={css.bad} role="alert">
          {problem}
        </p>
      ) : null}
      <Button type="submit" tone="primary" disabled={isBusy}>
        Sign in
      </Button>
    </form>
  );
}
