import { useId, type ReactNode } from 'react';

import { Label } from './label';

/** What a field's control is given, so that label, hint and error belong to it. */
export interface FieldControl {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
}

/** A labelled control with a hint, or with what is wrong in the hint's place. */
export function Field({
  label,
  hint,
  error,
  children,
}: {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  children: (control: FieldControl) => ReactNode;
}) {
  const id = useId();
  const said = error ?? hint;
  return (
    <div className="grid gap-1.5">
      <Label htmlFor={id}>{label}</Label>
      {children({
        id,
        'aria-describedby': said ? `${id}-said` : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {said && (
        <p
          id={`${id}-said`}
          role={error ? 'alert' : undefined}
          className={error ? 'text-destructive text-sm' : 'text-muted-foreground text-sm'}
        >
          {said}
        </p>
      )}
    </div>
  );
}
