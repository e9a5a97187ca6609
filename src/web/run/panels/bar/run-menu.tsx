import { Ellipsis } from 'lucide-react';
import { lazy, type ReactElement, Suspense, useState } from 'react';
import { IconButton } from '../../../ui/button.tsx';

const OpenMenu = lazy(async () => ({
  default: (await import('./run-menu-items.tsx')).RunMenuItems,
}));

/** The button of what else can be done with a run. The menu itself is fetched when it is first opened. */
export function RunMenu(): ReactElement {
  const [wanted, setWanted] = useState(false);
  const button = (
    <IconButton label="More of this run" aria-haspopup="menu" onClick={() => setWanted(true)}>
      <Ellipsis className="icon" />
    </IconButton>
  );
  return wanted ? (
    <Suspense fallback={button}>
      <OpenMenu />
    </Suspense>
  ) : (
    button
  );
}
