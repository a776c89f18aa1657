'use client';

import { Slider } from '@/components/ui/slider';
import { useDates } from '@/hooks/use-dates';

/** From 0 to 1, shown as a percentage. */
export function VolumeSlider({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number;
  onChange: (value: number) => void;
}) {
  const { number } = useDates();
  const shown = number(value, { style: 'percent' });
  return (
    <div className="grid gap-2.5">
      <div className="flex justify-between text-sm">
        <span className="font-medium">{label}</span>
        <span className="text-muted-foreground tabular-nums">{shown}</span>
      </div>
      <Slider
        label={label}
        valueText={shown}
        value={Math.round(value * 100)}
        onChange={(percent) => onChange(percent / 100)}
      />
    </div>
  );
}
