import {
  Component,
  type CSSProperties,
  type ErrorInfo,
  type ReactElement,
  type ReactNode,
} from 'react';
import { visibleText } from '../../text/hidden-characters.ts';
import { UntrustedText } from '../../text/untrusted-text.tsx';
import { Button } from '../../ui/button.tsx';
import css from './region.module.css';

interface RegionProps {
  /** What it shows, for a screen reader and for the message when it breaks. */
  label: string;
  className?: string | undefined;
  style?: CSSProperties;
  /** What the other regions show stays when this one breaks. */
  children: ReactNode;
}

/** One region of the page. When it fails it says so in its own place, and the others live on. */
export class Region extends Component<RegionProps, { error?: Error; where?: string }> {
  override state: { error?: Error; where?: string } = {};

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(_error: unknown, info: ErrorInfo): void {
    this.setState({ where: info.componentStack ?? '' });
  }

  override render(): ReactElement {
    const { label, className, style } = this.props;
    const { error } = this.state;
    return (
      <section className={className} style={style} aria-label={label}>
        {error === undefined ? this.props.children : this.#broken(error)}
      </section>
    );
  }

  #broken(error: Error): ReactElement {
    const { label } = this.props;
    const details = `${label}: ${error.name}: ${error.message}\n${error.stack ?? ''}\n${this.state.where ?? ''}`;
    return (
      <div className={css.broken} role="alert">
        <p>
          <strong>{label} could not be shown.</strong> The rest of the page goes on; the journal has
          everything.
        </p>
        <p className="mono">
          <UntrustedText text={`${error.name}: ${error.message}`} limit={300} />
        </p>
        <div className={css.actions}>
          <Button onClick={() => this.setState({ error: undefined } as never)}>Show again</Button>
          <Button
            onClick={() =>
              void navigator.clipboard.writeText(visibleText(details, { lines: true }))
            }
          >
            Copy details
          </Button>
        </div>
      </div>
    );
  }
}
