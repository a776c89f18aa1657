'use client';

import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';

import { Label } from '@/components/ui/label';
import { Select } from '@/components/ui/select';
import { columnUses, type Choices, type ColumnUse } from '@/lib/contacts/import-columns';
import type { ImportFile, SpareColumn } from '@/lib/contacts/import-file';

/** The columns that the names at the top don't explain: what they are the user may say. */
export function ImportColumns({
  file: { hasNames, spareColumns, choices },
  onChoose,
}: {
  file: ImportFile;
  onChoose: (choices: Choices) => void;
}) {
  const t = useTranslations('contacts.import');
  // What is open stays so while one chooses.
  const [isOpen, setIsOpen] = useState(!hasNames);
  const left = spareColumns.filter(({ column }) => !choices.has(column));

  const take = (column: number, use: ColumnUse | undefined) => {
    const next = new Map(choices);
    if (use) next.set(column, use);
    else next.delete(column);
    onChoose(next);
  };

  return (
    <details
      open={isOpen}
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
      className="rounded-xl border"
    >
      <summary className="text-muted-foreground cursor-pointer rounded-xl px-3.5 py-2.5 text-sm pointer-coarse:py-3">
        {left.length === 0
          ? t('allUsed')
          : t('ignored', { columns: left.map(({ name }) => name || t('noTitle')).join(', ') })}
      </summary>
      <div className="grid gap-3 border-t px-3.5 py-3">
        <p role={hasNames ? undefined : 'alert'} className="text-sm">
          {t(hasNames ? 'chooseColumns' : 'chooseName')}
        </p>
        <ul className="grid max-h-[30dvh] gap-3 overflow-auto p-0.5">
          {spareColumns.map((spare) => (
            <Column
              key={spare.column}
              spare={spare}
              use={choices.get(spare.column)}
              onUse={(use) => take(spare.column, use)}
            />
          ))}
        </ul>
      </div>
    </details>
  );
}

function Column({
  spare: { name, sample },
  use,
  onUse,
}: {
  spare: SpareColumn;
  use: ColumnUse | undefined;
  onUse: (use: ColumnUse | undefined) => void;
}) {
  const t = useTranslations('contacts');
  const id = useId();
  return (
    <li className="grid items-center gap-x-4 gap-y-1.5 sm:grid-cols-2">
      <div className="min-w-0">
        <Label htmlFor={id} dir="auto">
          {name || t('import.noTitle')}
        </Label>
        <p id={`${id}-sample`} dir="auto" className="text-muted-foreground truncate text-xs">
          {t('import.for', { sample })}
        </p>
      </div>
      <Select
        id={id}
        aria-describedby={`${id}-sample`}
        value={use ?? ''}
        onChange={({ target }) => onUse(columnUses.find((each) => each === target.value))}
      >
        <option value="">{t('import.leaveOut')}</option>
        {columnUses.map((each) => (
          <option key={each} value={each}>
            {each === 'wholeName' ? t('import.wholeName') : t(`form.fields.${each}`)}
          </option>
        ))}
      </Select>
    </li>
  );
}
