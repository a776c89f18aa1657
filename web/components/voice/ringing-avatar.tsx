import { Avatar } from '@/components/ui/avatar';
import { cn } from '@/lib/cn';

/** Somebody whom it rings at, or who rings: waves go out from him. */
export function RingingAvatar({ name, isRinging = true }: { name: string; isRinging?: boolean }) {
  return (
    <span className="relative grid place-items-center">
      {/* Who asks for less motion sees it all the same. */}
      {isRinging && (
        <span
          aria-hidden
          className="bg-ring/20 absolute -inset-4 hidden rounded-full motion-reduce:block"
        />
      )}
      {isRinging &&
        ['[animation-delay:0s]', '[animation-delay:-0.8s]', '[animation-delay:-1.6s]'].map(
          (delay) => (
            <span
              key={delay}
              aria-hidden
              className={cn('bg-ring/35 animate-ring absolute inset-0 rounded-full', delay)}
            />
          ),
        )}
      <Avatar name={name} size="xl" className="z-10" />
    </span>
  );
}
