/** One error of QuickBooks, as its answer's `Fault`. */
export class Fault extends Error {
  readonly fault: unknown;

  constructor(code: string, message: string, detail: string, element: string) {
    super(message);
    this.fault = { Error: [{ Message: message, Detail: detail, code, element }], type: 'ValidationFault' };
  }
}

/** The gateway's own faults are written in small letters. */
export const gatewayFault = (status: number, name: string, code: string): Response => {
  const message = `message=${name}; errorCode=00${code}; statusCode=${status}`;
  return Response.json(
    { fault: { error: [{ message, detail: null, code, element: null }], type: 'SERVICE' } },
    { status },
  );
};

export const throttled = (): Response =>
  Response.json(
    {
      Fault: {
        Error: [
          {
            Message: 'message=ThrottleExceeded; errorCode=003001; statusCode=429',
            Detail: 'The request limit was reached.  Try again later',
            code: '3001',
          },
        ],
        type: 'SERVICE',
      },
    },
    { status: 429 },
  );

export const tooLong = (): Fault =>
  new Fault(
    '2050',
    'String length is either shorter or longer than supported by specification',
    'String length specified does not match the supported length. Min:0 Max:500 supported. Supplied length:501',
    'DisplayName',
  );

export const broken = (time: string): Response =>
  Response.json(
    {
      Fault: {
        Error: [
          { Message: 'An application error has occurred while processing your request', Detail: '', code: '10000' },
        ],
        type: 'SystemFault',
      },
      time,
    },
    { status: 500 },
  );
