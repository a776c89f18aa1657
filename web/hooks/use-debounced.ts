'use client';

import { useEffect, useState } from 'react';

/** The value once it has stayed the same for that long: for searching while somebody types. */
export function useDebounced<Value>(value: Value, delayMs = 180): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delayMs);
    return () => clearTimeout(timer);
  }, [value, delayMs]);
  return settled;
}
