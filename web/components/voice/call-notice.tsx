'use client';

import { Phone, PhoneOff, TriangleAlert, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRef, type ReactNode } from 'react';
import { browserFamily } from 'ringline/browser';

import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { useFocusHeir } from '@/components/ui/modal';
import { useDates } from '@/hooks/use-dates';
import { useIsOnline } from '@/hooks/use-voice';
import { cn } from '@/lib/cn';
import { useCallActions, useCallNotice, type CallNotice } from './call-center';

/** How the last call ended and what can be done; until it is dismissed or somebody calls. */
export function CallNoticeCard({ className }: { className?: string }) {
  const notice = useCallNotice();
  if (!notice) return null;
  return notice.kind === 'problem' ? (
    <ProblemCard {...notice} className={className} />
  ) : (
    <OverCard call={notice.call} className={className} />
  );
}

function ProblemCard({
  problem,
  name,
  again,
  className,
}: Extract<CallNotice, { kind: 'problem' }> & { className: string | undefined }) {
  const t = useTranslations('failures');
  return (
    <NoticeCard
      role="alert"
      icon={<TriangleAlert aria-hidden className="size-4.5" />}
      look="bg-warning-soft text-warning-soft-foreground"
      title={t(`${problem}.title`, { name })}
      again={again}
      againText={problem === 'missed' ? t('callBack') : t('callAgain')}
      className={className}
    >
      <p className="text-muted-foreground text-sm text-pretty">
        {t(`${problem}.wayOut`, { name })}
      </p>
      {problem === 'microphone_denied' && <MicrophoneGuide />}
    </NoticeCard>
  );
}

function OverCard({
  call,
  className,
}: {
  call: Extract<CallNotice, { kind: 'over' }>['call'];
  className: string | undefined;
}) {
  const t = useTranslations('voice.call');
  const tFailures = useTranslations('failures');
  const { duration } = useDates();
  const { contactId: id, name, phoneNumber: number } = call.peer;
  const shown = name || number || t('somebody');
  return (
    <NoticeCard
      role="status"
      icon={<PhoneOff aria-hidden className="size-4.5" />}
      look="bg-muted text-muted-foreground"
      title={t('over', { time: duration(call.durationS) })}
      again={id || number ? { id, number, name: shown } : null}
      againText={tFailures('callAgain')}
      className={className}
    >
      <p dir="auto" className="text-muted-foreground truncate text-sm">
        {shown}
      </p>
    </NoticeCard>
  );
}

function NoticeCard({
  role,
  icon,
  look,
  title,
  again,
  againText,
  className,
  children,
}: {
  role: 'alert' | 'status';
  icon: ReactNode;
  look: string;
  title: string;
  again: { number: string; id: string; name: string } | null;
  againText: string;
  className: string | undefined;
  children: ReactNode;
}) {
  const tCommon = useTranslations('common');
  const { dismissNotice, call } = useCallActions();
  const isOnline = useIsOnline();
  const box = useRef<HTMLElement>(null);
  useFocusHeir(box);
  return (
    <Card
      ref={box}
      role={role}
      data-focus-home
      tabIndex={-1}
      className={cn(
        'animate-rise relative grid gap-3 p-4 pr-12 outline-none sm:p-5 sm:pr-12',
        className,
      )}
    >
      <div className="flex gap-3.5">
        <span className={cn('grid size-9 shrink-0 place-items-center rounded-xl', look)}>
          {icon}
        </span>
        <div className="grid min-w-0 gap-1">
          <h2 dir="auto" className="font-semibold break-words">
            {title}
          </h2>
          {children}
          {again && (
            <Button
              size="sm"
              variant="soft"
              className="mt-2 justify-self-start"
              disabled={!isOnline}
              onClick={() => call(again.number, again.id || undefined, again.name)}
            >
              <Phone aria-hidden />
              {againText}
            </Button>
          )}
        </div>
      </div>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={tCommon('close')}
        onClick={dismissNotice}
        className="text-muted-foreground absolute top-3 right-3"
      >
        <X aria-hidden />
      </Button>
    </Card>
  );
}

/** How the microphone is allowed, in the words of the browser at hand: a page can't ask twice. */
export function MicrophoneGuide() {
  const t = useTranslations('failures.allowMicrophone');
  const family = browserFamily();
  return (
    <ol className="mt-1 grid list-decimal gap-1 pl-5 text-sm">
      {(['1', '2', '3'] as const).map((step) => (
        <li key={step}>{t(`${family}.${step}`)}</li>
      ))}
    </ol>
  );
}
