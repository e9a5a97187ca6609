import type { ReactElement } from 'react';

export function App(): ReactElement {
  return <p>Causeway</p>;
}
