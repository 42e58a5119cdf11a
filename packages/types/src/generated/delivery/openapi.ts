// Generated from specs/delivery.yaml by `pnpm generate`. Do not edit.

export interface paths {
    "/delivery/v0/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tokens
         * @description Lists the tokens of every organization, newest first, a page at a time, without the tokens themselves.
         */
        get: operations["listTokens"];
        put?: never;
        /**
         * Create Token
         * @description Creates a token for an organization, which begins to exist with it. The answer is the only one that ever has the token itself: only its hash is kept. An `expires_at` that is not in the future is refused.
         */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/delivery/v0/tokens/{token_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of token.
                 * @example tok_01jhm6tq8zr3v5x7k9n2p4s6w8
                 */
                token_id: components["schemas"]["TokenId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke Token
         * @description Revokes the token. From then on it is refused everywhere. Revoking it a second time answers 404.
         */
        delete: operations["revokeToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A new token, shown this once. */
        CreatedToken: {
            /**
             * Format: date-time
             * @description Time at which token was created.
             * @example 2026-01-16T08:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Time from which token is refused. Absent when it has no end.
             * @example 2031-01-16T08:00:00.000Z
             */
            expires_at?: string;
            organization_id: components["schemas"]["OrganizationId"];
            /**
             * @description What the token may do.
             * @example [
             *       "webhooks:read",
             *       "webhooks:write"
             *     ]
             */
            scopes: components["schemas"]["TokenScope"][];
            /**
             * @description The token itself.
             * @example awt_q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c
             */
            token: string;
            token_id: components["schemas"]["TokenId"];
        };
        /** @description A token to create. */
        CreateTokenRequest: {
            /**
             * Format: date-time
             * @description Time from which token is refused. Without it, it has no end.
             * @example 2031-01-16T08:00:00Z
             */
            expires_at?: string;
            organization_id: components["schemas"]["OrganizationId"];
            /**
             * @description What the token may do.
             * @example [
             *       "webhooks:read",
             *       "webhooks:write"
             *     ]
             */
            scopes: components["schemas"]["TokenScope"][];
        };
        /** @description Says what went wrong. */
        ErrorResponse: {
            /**
             * @description Error message.
             * @example Webhook not found.
             */
            message: string;
            /**
             * @description Name of error.
             * @example NotFoundError
             */
            name: string;
        };
        /** @description A page of tokens. */
        ListTokensResponse: {
            /**
             * @description Number of items returned.
             * @example 1
             */
            count: number;
            /**
             * @description Limit of number of items returned. The one that was used.
             * @example 20
             */
            limit: number;
            /**
             * @description Page token for pagination. Absent on the last page.
             * @example eyJjIjoiMjAyNi0wMS0xNlQwODowMDowMC4wMDBaIn0
             */
            next_page_token?: string;
            /** @description Ordered by `created_at` descending. The other way round with `ascending`. */
            tokens: components["schemas"]["Token"][];
        };
        /**
         * @description ID of an organization.
         * @example org_acme
         */
        OrganizationId: string;
        /** @description What is known of a token. */
        Token: {
            /**
             * Format: date-time
             * @description Time at which token was created.
             * @example 2026-01-16T08:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Time from which token is refused. Absent when it has no end.
             * @example 2031-01-16T08:00:00.000Z
             */
            expires_at?: string;
            organization_id: components["schemas"]["OrganizationId"];
            /**
             * @description What the token may do.
             * @example [
             *       "webhooks:read",
             *       "webhooks:write"
             *     ]
             */
            scopes: components["schemas"]["TokenScope"][];
            token_id: components["schemas"]["TokenId"];
        };
        /**
         * @description ID of token.
         * @example tok_01jhm6tq8zr3v5x7k9n2p4s6w8
         */
        TokenId: string;
        /**
         * @description Something that a token may do.
         * @example webhooks:read
         * @enum {string}
         */
        TokenScope: "webhooks:read" | "webhooks:write" | "events:publish" | "deliveries:read" | "deliveries:write" | "tokens:write";
        /** @description Says which parts of a request are not valid, and why. */
        ValidationErrorResponse: {
            /**
             * @description Validation errors. The keys are dotted paths such as `event_types.0`, or `body` for the whole.
             * @example {
             *       "url": [
             *         "is required"
             *       ]
             *     }
             */
            errors: {
                [key: string]: string[];
            };
            /**
             * @description Name of error.
             * @example ValidationError
             */
            name: string;
        };
    };
    responses: {
        /** @description The request body is larger than 1 MiB. */
        ContentTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "name": "ContentTooLargeError",
                 *       "message": "The body is larger than 1048576 bytes."
                 *     }
                 */
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description The token lacks a scope that the operation needs. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "name": "ForbiddenError",
                 *       "message": "The token lacks the scope webhooks:write."
                 *     }
                 */
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description The service failed. The request may be repeated if it is idempotent. */
        InternalServerError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "name": "InternalServerError",
                 *       "message": "Something went wrong. Try again; if it goes on, report the request id."
                 *     }
                 */
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description A parameter is not valid. */
        InvalidList: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationErrorResponse"];
            };
        };
        /** @description The request is not valid. */
        InvalidToken: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationErrorResponse"];
            };
        };
        /** @description The service cannot answer now, for example because its database is away. */
        ServiceUnavailable: {
            headers: {
                "Retry-After": components["headers"]["RetryAfterIfKnown"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "name": "ServiceUnavailableError",
                 *       "message": "The service is not available at the moment. Try again in 5 seconds."
                 *     }
                 */
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description There is no such token. */
        TokenNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "name": "NotFoundError",
                 *       "message": "Token not found."
                 *     }
                 */
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description Too many requests were made. */
        TooManyRequests: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "name": "RateLimitError",
                 *       "message": "Too many requests. Try again in 30 seconds."
                 *     }
                 */
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description The token is missing, malformed or not known. */
        Unauthorized: {
            headers: {
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "name": "UnauthorizedError",
                 *       "message": "Send a valid token: Authorization: Bearer <token>."
                 *     }
                 */
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description The request body is not declared as `application/json`; parameters such as `charset` do not matter. */
        UnsupportedMediaType: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "name": "UnsupportedMediaTypeError",
                 *       "message": "Send the body as Content-Type: application/json."
                 *     }
                 */
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
    };
    parameters: {
        /**
         * @description Sort in ascending temporal order. Anything but `true` and `false` is refused.
         * @example true
         */
        Ascending: boolean;
        /**
         * @description Limit of number of items returned. Above 100, 100 are returned.
         * @example 50
         */
        Limit: number;
        /**
         * @description Page token for pagination, as `next_page_token` of the page before gave it. It goes with the order it was given in, works with any `limit` and as often as wanted. A token that was not issued is refused.
         * @example eyJjIjoiMjAyNi0wMS0xNVQwOTozMDowMC4wMDBaIn0
         */
        PageToken: string;
    };
    requestBodies: never;
    headers: {
        /**
         * @description When to try again, in seconds or as an HTTP date.
         * @example 30
         */
        RetryAfter: string;
        /**
         * @description When to try again, in seconds or as an HTTP date, if that is known.
         * @example 5
         */
        RetryAfterIfKnown: string;
        /**
         * @description The scheme to authenticate with.
         * @example Bearer
         */
        WwwAuthenticate: string;
    };
    pathItems: never;
}
export type CreatedToken = components['schemas']['CreatedToken'];
export type CreateTokenRequest = components['schemas']['CreateTokenRequest'];
export type ErrorResponse = components['schemas']['ErrorResponse'];
export type ListTokensResponse = components['schemas']['ListTokensResponse'];
export type OrganizationId = components['schemas']['OrganizationId'];
export type Token = components['schemas']['Token'];
export type TokenId = components['schemas']['TokenId'];
export type TokenScope = components['schemas']['TokenScope'];
export type ValidationErrorResponse = components['schemas']['ValidationErrorResponse'];
export type ResponseContentTooLarge = components['responses']['ContentTooLarge'];
export type ResponseForbidden = components['responses']['Forbidden'];
export type ResponseInternalServerError = components['responses']['InternalServerError'];
export type ResponseInvalidList = components['responses']['InvalidList'];
export type ResponseInvalidToken = components['responses']['InvalidToken'];
export type ResponseServiceUnavailable = components['responses']['ServiceUnavailable'];
export type ResponseTokenNotFound = components['responses']['TokenNotFound'];
export type ResponseTooManyRequests = components['responses']['TooManyRequests'];
export type ResponseUnauthorized = components['responses']['Unauthorized'];
export type ResponseUnsupportedMediaType = components['responses']['UnsupportedMediaType'];
export type ParameterAscending = components['parameters']['Ascending'];
export type ParameterLimit = components['parameters']['Limit'];
export type ParameterPageToken = components['parameters']['PageToken'];
export type HeaderRetryAfter = components['headers']['RetryAfter'];
export type HeaderRetryAfterIfKnown = components['headers']['RetryAfterIfKnown'];
export type HeaderWwwAuthenticate = components['headers']['WwwAuthenticate'];
export type $defs = Record<string, never>;
export interface operations {
    listTokens: {
        parameters: {
            query?: {
                /**
                 * @description Sort in ascending temporal order. Anything but `true` and `false` is refused.
                 * @example true
                 */
                ascending?: components["parameters"]["Ascending"];
                /**
                 * @description Limit of number of items returned. Above 100, 100 are returned.
                 * @example 50
                 */
                limit?: components["parameters"]["Limit"];
                /**
                 * @description Page token for pagination, as `next_page_token` of the page before gave it. It goes with the order it was given in, works with any `limit` and as often as wanted. A token that was not issued is refused.
                 * @example eyJjIjoiMjAyNi0wMS0xNVQwOTozMDowMC4wMDBaIn0
                 */
                page_token?: components["parameters"]["PageToken"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of tokens. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListTokensResponse"];
                };
            };
            400: components["responses"]["InvalidList"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    createToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The token to create. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTokenRequest"];
            };
        };
        responses: {
            /** @description The token. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "token_id": "tok_01jhm6tq8zr3v5x7k9n2p4s6w8",
                     *       "organization_id": "org_acme",
                     *       "scopes": [
                     *         "webhooks:read",
                     *         "webhooks:write"
                     *       ],
                     *       "created_at": "2026-01-16T08:00:00.000Z",
                     *       "expires_at": "2031-01-16T08:00:00.000Z",
                     *       "token": "awt_q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c"
                     *     }
                     */
                    "application/json": components["schemas"]["CreatedToken"];
                };
            };
            400: components["responses"]["InvalidToken"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of token.
                 * @example tok_01jhm6tq8zr3v5x7k9n2p4s6w8
                 */
                token_id: components["schemas"]["TokenId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token is revoked. The body is empty. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["TokenNotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
}
