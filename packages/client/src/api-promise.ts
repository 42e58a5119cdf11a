/** The data of a response, and the response itself. Its body has been read. */
export interface WithResponse<Data> {
  readonly data: Data;
  readonly response: Response;
}

/** A promise of the data of a response. */
export interface ApiPromise<Data> extends Promise<Data> {
  /**
   * Returns the response too, for its headers and status. Sends no further request.
   *
   * @example
   * const { data, response } = await webhooks.get(id).withResponse();
   */
  withResponse(): Promise<WithResponse<Data>>;
}

/** Creates an `ApiPromise` from the promise of a response and its data. */
export function createApiPromise<Data>(result: Promise<WithResponse<Data>>): ApiPromise<Data> {
  const promise = result.then(({ data }) => data);
  return Object.assign(promise, {
    withResponse: () => {
      // The caller handles a rejection of `result`; that of `promise` would be reported as unhandled.
      promise.catch(() => {});
      return result;
    },
  });
}
