// Which column of a file stands for which field of a contact.
import { contactFields, type ContactField } from './fields';

/** What a column is taken for; a whole name is split into its first part and its last one. */
export type ColumnUse = ContactField | 'wholeName';
export const columnUses: readonly ColumnUse[] = ['wholeName', ...contactFields];

/** What the user has chosen: of a column, by its place in the header, what it is. */
export type Choices = ReadonlyMap<number, ColumnUse>;

/** Where each field stands: the columns in the order in which they are to be asked. */
export type Columns = Readonly<Record<ContactField, readonly number[]>> & {
  readonly wholeName: number | undefined;
};

/** "First name", "first_name" and "FIRSTNAME" are one. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[\s_\-.:/()'"]/gu, '');

/**
 * What the columns are called by Google, Outlook, Apple, HubSpot, Salesforce and Zoho, of each field the
 * best one first. The gateway has the same list (server/src/rest/contact_headers.cpp).
 */
const aliases: Readonly<Record<ContactField, string>> = {
  firstName: 'firstname givenname first forename contactfirstname',
  lastName: 'lastname familyname surname last contactlastname',
  email:
    'email emailaddress email1value emailaddress1 email1 mail workemail homeemail email2value ' +
    'email2address secondaryemail',
  phone:
    'phone mobilephone mobilephonenumber mobile mobilenumber cellphone phonenumber phone1value phone1 ' +
    'telephone telephonenumber tel primaryphone businessphone workphone homephone otherphone ' +
    'companymainphone phone2value businessphone2 homephone2',
  company:
    'company companyname organizationname organization1name organization organisation accountname ' +
    'associatedcompany',
};
const wholeNames = 'name fullname displayname contactname'.split(' ');

/** What the user has chosen comes first, then what the names of the columns say. */
export function columnsOf(header: readonly string[], choices: Choices): Columns {
  const names = header.map(plain);
  const chosen = (use: ColumnUse) =>
    names.flatMap((_, column) => (choices.get(column) === use ? [column] : []));
  const at = (field: ContactField) => [
    ...chosen(field),
    ...aliases[field]
      .split(' ')
      .flatMap((alias) => names.flatMap((name, column) => (name === alias ? [column] : []))),
  ];
  const columns = {
    firstName: at('firstName'),
    lastName: at('lastName'),
    company: at('company'),
    phone: at('phone'),
    email: at('email'),
  };
  const hasName = columns.firstName.length > 0 || columns.lastName.length > 0;
  const whole = names.findIndex((name) => wholeNames.includes(name));
  const named = hasName || whole === -1 ? undefined : whole;
  return { ...columns, wholeName: chosen('wholeName')[0] ?? named };
}

/** Whether a contact could be called anything. */
export const hasNames = ({ firstName, lastName, company, wholeName }: Columns): boolean =>
  firstName.length > 0 || lastName.length > 0 || company.length > 0 || wholeName !== undefined;

/** Whether a column is of any use. */
export const isUsed = (columns: Columns, column: number): boolean =>
  columns.wholeName === column || contactFields.some((field) => columns[field].includes(column));
