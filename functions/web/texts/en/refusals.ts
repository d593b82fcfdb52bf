/** Pages that tell nothing about a request: why nothing was decided, and what to do next. */
export const refusals = {
  reasons: {
    own_request: { title: 'You sent this project yourself', next: 'Somebody else must decide.' },
    missing_privilege: {
      title: 'You are no approver any more',
      next: 'An ERP Integrations administrator can tell why.',
    },
    stale_snapshot: { title: 'The project has changed', next: 'Nothing was decided. Look at it as it is now.' },
    link_expired: {
      title: 'This link has expired',
      next: 'Nothing was decided through it. If the project is sent again, you get a new mail with a new link.',
    },
    session_over: {
      title: 'Open the link in your mail again',
      next: 'Nothing was decided. This page was open for too long, or your browser kept no cookie.',
    },
    foreign_form: {
      title: 'The form came from another site',
      next: 'Nothing was decided. Open the link in your mail, and decide on the page that it leads to.',
    },
    other_person: {
      title: 'The link is meant for somebody else',
      next: 'You are signed in as another person than the one whom the mail was sent to. Sign out there and open the link again, or use the link in your own mail.',
    },
    sign_in_failed: {
      title: 'The sign-in did not succeed',
      next: 'Nothing was decided. Open the link in your mail again. If that does not help, decide in the ERP Integrations tool.',
    },
    conflict: {
      title: 'Several people are working on this request',
      next: 'Your decision was not stored. Open the request again: it shows what was decided, or lets you decide.',
    },
    malformed_request: { title: 'The form arrived damaged', next: 'Nothing was decided. Please try again.' },
    not_found: {
      title: 'There is nothing at this address',
      next: 'Open the link from your mail once more. Some mail programs break long links: copy the whole of it then.',
    },
    service_error: {
      title: 'Something went wrong on our side',
      next: 'Open the request again in a few minutes. It shows whether your decision was stored.',
    },
  },
  openAgain: 'Open the request again',
  traceId: 'Number for support',
  typedReason: 'The reason that you had typed',
  typedReasonHint: 'It was not stored. Copy it, so that you need not type it again.',
  guarded: {
    title: 'Sign in to look at this request',
    next: 'For projects of this kind the link alone is not enough: sign in as the person whom the mail was sent to.',
    signIn: 'Sign in to look at it',
  },
};
