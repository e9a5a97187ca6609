import type { ReactElement } from 'react';
import { TopBar } from '../frame/top-bar.tsx';
import { SignIn } from './sign-in.tsx';

/** The address that a link leads to which was used up: the token is asked for. */
export function SignInPage(): ReactElement {
  return (
    <>
      <TopBar status={{ state: 'off' }} />
      <main style={{ flex: 1, display: 'flex' }}>
        <h1 className="sr">Causeway</h1>
        <SignIn leadsTo="/" />
      </main>
    </>
  );
}
