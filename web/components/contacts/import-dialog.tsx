'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FileUp, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId, useRef, useState, type DragEvent } from 'react';

import { useSession } from '@/components/session-provider';
import { Button } from '@/components/ui/button';
import { Dialog, DialogDescription, DialogTitle } from '@/components/ui/dialog';
import { toast } from '@/components/ui/toaster';
import { useDates } from '@/hooks/use-dates';
import { ApiError, must } from '@/lib/api/client';
import { keys } from '@/lib/api/queries';
import { cn } from '@/lib/cn';
import { isContactField, refusalOf } from '@/lib/contacts/fields';
import {
  choose,
  csvOf,
  ImportFileError,
  isGood,
  mostRows,
  readImportFile,
  type FileProblem,
  type ImportFile,
} from '@/lib/contacts/import-file';
import { ImportColumns } from './import-columns';
import { ImportPreview } from './import-preview';

/** A CSV file becomes contacts: first it is shown, and what is wrong with it, then it is sent. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations('contacts.import');
  return (
    <Dialog className="max-w-3xl" onClose={onClose}>
      <DialogTitle>{t('title')}</DialogTitle>
      <DialogDescription>{t('text')}</DialogDescription>
      <Import onDone={onClose} />
    </Dialog>
  );
}

function Import({ onDone }: { onDone: () => void }) {
  const t = useTranslations('contacts.import');
  const { number } = useDates();
  const [file, setFile] = useState<ImportFile | null>(null);
  const [problem, setProblem] = useState<FileProblem | null>(null);

  const read = async (chosen: File | undefined) => {
    if (!chosen) return;
    setProblem(null);
    try {
      setFile(await readImportFile(chosen));
    } catch (reason) {
      setFile(null);
      setProblem(reason instanceof ImportFileError ? reason.problem : 'unreadable');
    }
  };

  if (file) return <Checked file={file} onChange={setFile} onDone={onDone} />;
  return (
    <>
      <DropZone onFile={(chosen) => void read(chosen)} />
      {problem && (
        <p
          role="alert"
          className="bg-destructive-soft text-destructive-soft-foreground flex gap-2.5 rounded-lg px-3.5 py-2.5 text-sm"
        >
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {t(`fileProblems.${problem}`, { most: number(mostRows) })}
        </p>
      )}
    </>
  );
}

function DropZone({ onFile }: { onFile: (file: File | undefined) => void }) {
  const t = useTranslations('contacts.import');
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const drag = (over: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setIsOver(over);
  };
  return (
    <div
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={(event) => {
        drag(false)(event);
        onFile(event.dataTransfer.files[0]);
      }}
      className={cn(
        'grid justify-items-center gap-3 rounded-xl border-2 border-dashed px-6 py-10 text-center transition-colors',
        isOver ? 'border-ring bg-primary-soft' : 'border-input',
      )}
    >
      <FileUp aria-hidden className="text-muted-foreground size-8" strokeWidth={1.5} />
      <p className="text-muted-foreground max-w-[44ch] text-sm text-pretty">{t('columns')}</p>
      <input
        ref={input}
        id={id}
        type="file"
        accept=".csv,text/csv"
        aria-label={t('file')}
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => onFile(event.target.files?.[0])}
      />
      <Button variant="outline" onClick={() => input.current?.click()}>
        {t('choose')}
      </Button>
      <a
        href="/sample-contacts.csv"
        download
        className="text-muted-foreground pointer-coarse:py-3 text-sm underline underline-offset-4"
      >
        {t('sample')}
      </a>
    </div>
  );
}

function Checked({
  file,
  onChange,
  onDone,
}: {
  file: ImportFile;
  onChange: (file: ImportFile | null) => void;
  onDone: () => void;
}) {
  const t = useTranslations('contacts.import');
  const { api } = useSession();
  const { number } = useDates();
  const queries = useQueryClient();
  const good = file.rows.filter(isGood);
  const bad = file.rows.length - good.length;

  const send = useMutation({
    mutationFn: () =>
      must(
        api.POST('/api/contacts/import', {
          params: { query: { duplicates: 'skip' } },
          body: csvOf(good),
          bodySerializer: (text) => text,
          headers: { 'content-type': 'text/csv' },
        }),
      ),
    onSuccess: async ({ created, skipped }) => {
      await queries.invalidateQueries({ queryKey: keys.contacts });
      toast.success(t('done', { count: created }), {
        ...(skipped.length > 0 && { description: t('skipped', { count: skipped.length }) }),
      });
      onDone();
    },
    onError: (reason) => {
      const rows = reason instanceof ApiError ? reason.rows : undefined;
      if (!rows) return;
      // The gateway's lines are those of what was sent: the header, then the good rows.
      const refused = new Map(rows.map(({ line, field }) => [good[line - 2]?.line, field]));
      onChange({
        ...file,
        rows: file.rows.map((row) => {
          const field = refused.get(row.line);
          return isContactField(field)
            ? { ...row, problems: { ...row.problems, [field]: refusalOf(field) } }
            : row;
        }),
      });
    },
  });
  const isRefused = send.error && !(send.error instanceof ApiError && send.error.rows);

  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p role="status" className="text-sm">
          <span className="font-medium">{file.name}</span>{' '}
          <span className="text-muted-foreground">
            {t('rows', { count: file.rows.length, shown: number(file.rows.length) })}
          </span>
          {bad > 0 && (
            <span className="text-destructive">
              {' '}
              · {t('wrong', { count: bad, shown: number(bad) })}
            </span>
          )}
        </p>
        <Button variant="ghost" size="sm" onClick={() => onChange(null)}>
          {t('another')}
        </Button>
      </div>
      {file.spareColumns.length > 0 && (
        <ImportColumns file={file} onChoose={(choices) => onChange(choose(file, choices))} />
      )}
      <ImportPreview rows={file.rows} />
      {isRefused && (
        <p
          role="alert"
          className="bg-destructive-soft text-destructive-soft-foreground rounded-lg px-3.5 py-2.5 text-sm"
        >
          {t('failed')}
        </p>
      )}
      <div className="flex flex-wrap items-center justify-end gap-3">
        {bad > 0 && good.length > 0 && (
          <p className="text-muted-foreground mr-auto text-sm">{t('leavesOut')}</p>
        )}
        <Button disabled={good.length === 0 || send.isPending} onClick={() => send.mutate()}>
          {send.isPending
            ? t('sending')
            : t('send', { count: good.length, shown: number(good.length) })}
        </Button>
      </div>
    </>
  );
}
