'use client';

import { useTranslations } from 'next-intl';
import type { Device } from 'ringline/browser';

import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { useDates } from '@/hooks/use-dates';

/** One of the devices of a kind, or what the system uses by itself. */
export function DeviceSelect({
  label,
  devices,
  chosenId,
  isMissing,
  onChoose,
}: {
  label: string;
  devices: readonly Device[];
  chosenId: string;
  isMissing: boolean;
  onChoose: (id: string) => void;
}) {
  const t = useTranslations('settings.devices');
  const { number } = useDates();
  return (
    <Field label={label} hint={isMissing ? t('missing') : undefined}>
      {(control) => (
        <Select {...control} value={chosenId} onChange={(event) => onChoose(event.target.value)}>
          <option value="">{t('system')}</option>
          {devices.map(({ id, label: name }, at) => (
            <option key={id} value={id}>
              {name || t('unnamed', { number: number(at + 1) })}
            </option>
          ))}
          {isMissing && <option value={chosenId}>{t('unplugged')}</option>}
        </Select>
      )}
    </Field>
  );
}
