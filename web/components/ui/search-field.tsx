'use client';

import { Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';

import { Input } from './input';

/** As long as somebody types faster than this, nothing is looked for. */
const settlesMs = 180;

/**
 * A field to search by. It keeps what is typed to itself and tells what to look for once the typing rests,
 * so that a key draws the field and nothing else.
 */
export function SearchField({
  label,
  onSearch,
  className,
}: {
  label: string;
  onSearch: (search: string) => void;
  className?: string;
}) {
  const [text, setText] = useState('');
  const tell = useRef(onSearch);
  useEffect(() => {
    tell.current = onSearch;
  });
  useEffect(() => {
    const timer = setTimeout(() => tell.current(text.trim()), settlesMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div className="relative w-full">
      <Search
        aria-hidden
        className="text-muted-foreground pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2"
      />
      <Input
        type="search"
        dir="auto"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className={className ?? 'pl-9'}
      />
    </div>
  );
}
