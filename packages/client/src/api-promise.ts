/** The data of an answer, and the answer itself. Its body has been read. */
export interface WithResponse<Data> {
  readonly data: Data;
  readonly response: Response;
}

/** A promise of the data of an answer. */
export interface ApiPromise<Data> extends Promise<Data> {
  /**
   * The answer besides the data, for its headers and status. It makes no further request.
   *
   * @example
   * const { data, response } = await webhooks.get(id).withResponse();
   */
  withResponse(): Promise<WithResponse<Data>>;
}

/** Makes it of a promise of both. */
export function createApiPromise<Data>(both: Promise<WithResponse<Data>>): ApiPromise<Data> {
  const promise = both.then(({ data }) => data);
  return Object.assign(promise, {
    withResponse: () => {
      // Who asks for both learns of a failure there; nobody is left to handle it here.
      promise.catch(() => {});
      return both;
    },
  });
}
