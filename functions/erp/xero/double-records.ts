// Xero's records, and how its APIs show them.

/** What a project is written. */
export interface ProjectValues {
  readonly name: string;
  readonly deadlineUtc?: string | undefined;
  readonly estimateAmount?: number | undefined;
}

export interface Project {
  readonly projectId: string;
  readonly contactId: string;
  values: ProjectValues;
}
export interface Option {
  readonly TrackingOptionID: string;
  Name: string;
}

const NO_MONEY = { currency: 'USD', value: 0 };

/** `Project` of xero-projects.yaml. */
export const shown = ({ projectId, contactId, values }: Project) => ({
  projectId,
  contactId,
  name: values.name,
  currencyCode: 'USD',
  minutesLogged: 0,
  totalTaskAmount: NO_MONEY,
  totalExpenseAmount: NO_MONEY,
  minutesToBeInvoiced: 0,
  taskAmountToBeInvoiced: NO_MONEY,
  taskAmountInvoiced: NO_MONEY,
  expenseAmountToBeInvoiced: NO_MONEY,
  expenseAmountInvoiced: NO_MONEY,
  projectAmountInvoiced: NO_MONEY,
  deposit: NO_MONEY,
  depositApplied: NO_MONEY,
  creditNoteAmount: NO_MONEY,
  totalInvoiced: NO_MONEY,
  totalToBeInvoiced: NO_MONEY,
  ...(values.deadlineUtc !== undefined && { deadlineUtc: values.deadlineUtc }),
  estimate: { currency: 'USD', value: values.estimateAmount ?? 0 },
  status: 'INPROGRESS',
});

export const shownOption = (option: Option) => ({
  ...option,
  Status: 'ACTIVE',
  HasValidationErrors: false,
  IsDeleted: false,
  IsArchived: false,
  IsActive: true,
});
