'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useForm, type SubmitHandler } from 'react-hook-form';

import { useSession } from '@/components/session-provider';
import { Button } from '@/components/ui/button';
import { Dialog, DialogDescription, DialogTitle } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { toast } from '@/components/ui/toaster';
import { ApiError, must, type Contact } from '@/lib/api/client';
import { keys } from '@/lib/api/queries';
import {
  changeOf,
  contactFields,
  contactShape,
  draftOf,
  emptyDraft,
  isContactField,
  newContactOf,
  refusalOf,
  type ContactDraft,
  type ContactField,
  type FieldProblem,
} from '@/lib/contacts/fields';

/** A contact to write. */
export function ContactDialog({
  contact,
  onClose,
}: {
  contact: Contact | 'new';
  onClose: () => void;
}) {
  const t = useTranslations('contacts.form');
  const isNew = contact === 'new';
  return (
    <Dialog side onClose={onClose}>
      <DialogTitle dir="auto">{isNew ? t('newTitle') : contact.name}</DialogTitle>
      <DialogDescription>{isNew ? t('newText') : t('editText')}</DialogDescription>
      <ContactForm contact={isNew ? null : contact} onDone={onClose} />
    </Dialog>
  );
}

const inputs: Record<ContactField, { type: string; autoComplete: string }> = {
  firstName: { type: 'text', autoComplete: 'off' },
  lastName: { type: 'text', autoComplete: 'off' },
  company: { type: 'text', autoComplete: 'off' },
  phone: { type: 'tel', autoComplete: 'off' },
  email: { type: 'email', autoComplete: 'off' },
};

function ContactForm({ contact, onDone }: { contact: Contact | null; onDone: () => void }) {
  const t = useTranslations('contacts.form');
  const tCommon = useTranslations('common');
  const { api } = useSession();
  const queries = useQueryClient();
  const before = contact ? draftOf(contact) : emptyDraft;
  const form = useForm<ContactDraft>({
    resolver: zodResolver(contactShape),
    defaultValues: before,
    mode: 'onTouched',
  });
  const { errors } = form.formState;

  const save = useMutation({
    mutationFn: (draft: ContactDraft) =>
      contact
        ? must(
            api.PATCH('/api/contacts/{id}', {
              params: { path: { id: contact.id } },
              body: changeOf(before, draft),
            }),
          )
        : must(api.POST('/api/contacts', { body: newContactOf(draft) })),
    onSuccess: async ({ name }) => {
      await queries.invalidateQueries({ queryKey: keys.contacts });
      toast.success(contact ? t('changed', { name }) : t('created', { name }));
      onDone();
    },
    onError: (reason) => {
      const field = reason instanceof ApiError ? reason.field : undefined;
      if (isContactField(field)) {
        form.setError(field, { message: refusalOf(field) }, { shouldFocus: true });
      }
    },
  });
  const failed =
    save.error && !(save.error instanceof ApiError && isContactField(save.error.field));
  const submit: SubmitHandler<ContactDraft> = (draft) => save.mutate(draft);

  return (
    <form
      noValidate
      onSubmit={(event) => void form.handleSubmit(submit)(event)}
      className="grid gap-4"
    >
      {contactFields.map((field) => {
        const problem = errors[field]?.message as FieldProblem | undefined;
        return (
          <Field
            key={field}
            label={t(`fields.${field}`)}
            hint={field === 'phone' ? t('phoneHint') : undefined}
            error={problem && t(`problems.${problem}`)}
          >
            {(control) => (
              <Input
                {...control}
                {...inputs[field]}
                dir="auto"
                required={field === 'firstName'}
                {...form.register(field)}
              />
            )}
          </Field>
        );
      })}
      {failed && (
        <p
          role="alert"
          className="bg-destructive-soft text-destructive-soft-foreground rounded-lg px-3.5 py-2.5 text-sm"
        >
          {t('failed')}
        </p>
      )}
      <div className="mt-2 flex justify-end gap-2">
        <Button variant="ghost" onClick={onDone}>
          {tCommon('cancel')}
        </Button>
        <Button type="submit" disabled={save.isPending}>
          {save.isPending ? t('saving') : contact ? tCommon('save') : t('create')}
        </Button>
      </div>
    </form>
  );
}
