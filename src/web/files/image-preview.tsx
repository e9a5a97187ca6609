import { type ReactElement, useEffect, useState } from 'react';
import { visibleText } from '../text/hidden-characters.ts';
import css from './image-preview.module.css';

export interface ImagePreviewProps {
  bytes: Uint8Array<ArrayBuffer>;
  /** As the bytes say, never as the file's name does. */
  mediaType: string;
  name: string;
}

/** An image drawn from bytes that are here, so that drawing it asks nothing of anybody. */
export function ImagePreview({ bytes, mediaType, name }: ImagePreviewProps): ReactElement {
  const [address, setAddress] = useState<string>();
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes], { type: mediaType }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, mediaType]);
  if (broken) return <p className={css.broken}>The browser cannot draw this image.</p>;
  return (
    <div className={css.image}>
      {address !== undefined && (
        <img src={address} alt={visibleText(name.slice(0, 200))} onError={() => setBroken(true)} />
      )}
    </div>
  );
}
