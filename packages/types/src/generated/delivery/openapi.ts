// Generated from delivery.yaml by agent-webhooks-generate. Do not edit.

export interface paths {
    "/delivery/v0/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Deliveries
         * @description Lists the organization's deliveries, newest first, one page at a time. Deliveries to deleted webhooks are included. A page token is valid only with the filters it was issued for. If few of many deliveries match the filters, a page may have fewer than `limit` deliveries, or none, and still a `next_page_token`. Only the last page has no token.
         */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/delivery/v0/deliveries/{delivery_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of delivery.
                 * @example dlv_01jhm7d4g7j9m1n3q5s7v9x1z3
                 */
                delivery_id: components["parameters"]["DeliveryId"];
            };
            cookie?: never;
        };
        /**
         * Get Delivery
         * @description Returns a delivery with all its attempts and an explanation of its status.
         */
        get: operations["getDelivery"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/delivery/v0/deliveries/{delivery_id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of delivery.
                 * @example dlv_01jhm7d4g7j9m1n3q5s7v9x1z3
                 */
                delivery_id: components["parameters"]["DeliveryId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resend Delivery
         * @description Sends a settled delivery again, with a new retry schedule. New attempts are appended to the previous ones.
         */
        post: operations["resendDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/delivery/v0/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Events
         * @description Lists the organization's events, newest first, one page at a time, without their payloads. Test events are included, erased ones are not. If few of many events match the filters, a page may have fewer than `limit` events, or none, and still a `next_page_token`. Only the last page has no token.
         */
        get: operations["listEvents"];
        put?: never;
        /**
         * Publish Event
         * @description Publishes an event to every matching webhook of the organization. A 202 response means that the event and all its deliveries are stored. Publishing the same `event_id` again with the same event and pod returns the original result and creates no deliveries, so the request can be repeated until it succeeds. Lists may show the deliveries of an event that matches many webhooks a few seconds later.
         */
        post: operations["publishEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/delivery/v0/events/{event_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of the event.
                 * @example evt_01jhm7d4f6h8k0m2p4r6t8v0x2
                 */
                event_id: components["schemas"]["EventId"];
            };
            cookie?: never;
        };
        /**
         * Get Event
         * @description Returns an event as it was published, with the numbers of its deliveries. Its JSON is that of the requests to endpoints, byte for byte: numbers keep all their digits. Erased events, and those older than the retention time, return 404.
         */
        get: operations["getEvent"];
        put?: never;
        post?: never;
        /**
         * Erase Event
         * @description Erases the payload of an event, its inbox and its pod from the service. What is recorded of its deliveries stays, including the excerpts of responses, which come from the endpoints. Its pending deliveries are cancelled with the reason `event_erased`; a request that is being sent is completed. Until the retention time is over, the `event_id` stays in use: publishing it again returns 409, and so does resending one of its deliveries. Erasing it again returns 404.
         */
        delete: operations["eraseEvent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/delivery/v0/events/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish Events
         * @description Publishes up to 500 events, all or none. An event that is in a batch more than once is published once; its later results are duplicates. Validation errors name the item: `events.3.event.message.size`. Several events that together match more than 100,000 webhooks return 400: send fewer of them. One event may match any number.
         */
        post: operations["publishEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/delivery/v0/operator-webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Operator Webhook
         * @description Returns the operator webhook of the organization, including its secret.
         */
        get: operations["getOperatorWebhook"];
        /**
         * Set Operator Webhook
         * @description Sends the operator events about the organization's webhooks to this URL, in place of any other one. The operator webhook is created with its own secret, which it keeps when its URL changes, and enabled if it was disabled. To replace the secret, delete the operator webhook and set it again. Repeating a request has no further effect.
         */
        put: operations["setOperatorWebhook"];
        post?: never;
        /**
         * Delete Operator Webhook
         * @description Deletes the operator webhook of the organization. Its pending deliveries are not sent.
         */
        delete: operations["deleteOperatorWebhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/delivery/v0/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Summary
         * @description Returns the health of the organization's webhooks: how many are failing, paused and disabled, how many deliveries wait, and how many attempts succeeded and failed. Attempts to webhooks that were deleted since are included.
         */
        get: operations["getSummary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/delivery/v0/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tokens
         * @description Lists the tokens of all organizations, newest first, one page at a time. The token values are not included.
         */
        get: operations["listTokens"];
        put?: never;
        /**
         * Create Token
         * @description Creates a token for an organization. An organization exists from its first token on. Only this response contains the token value: the service stores only its hash. An `expires_at` that is not in the future is rejected.
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
         * @description Revokes the token. Requests with it return 401. Revoking it again returns 404.
         */
        delete: operations["revokeToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/delivery/v0/webhooks/{webhook_id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of webhook.
                 * @example wh_01jhm6tq8zr3v5x7k9n2p4s6w8
                 */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disable Webhook
         * @description Disables the webhook: nothing is sent to it until it is enabled. Its pending deliveries become `failed`: `getDelivery` shows this immediately, lists and counts within seconds, or within minutes if there are very many.
         */
        post: operations["disableWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/delivery/v0/webhooks/{webhook_id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of webhook.
                 * @example wh_01jhm6tq8zr3v5x7k9n2p4s6w8
                 */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enable Webhook
         * @description Enables the webhook. Events that were published while it was disabled and failed deliveries are not sent automatically; `recoverWebhook` sends them. Returns 409 if the stored secret of the webhook can no longer be decrypted; rotate the secret first.
         */
        post: operations["enableWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/delivery/v0/webhooks/{webhook_id}/health": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of webhook.
                 * @example wh_01jhm6tq8zr3v5x7k9n2p4s6w8
                 */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        /**
         * Get Webhook Health
         * @description Returns the health of a webhook: its state, since when and why, how many deliveries wait, and how many attempts succeeded and failed. An attempt is counted when its result is stored, exactly once, in the hour and day (UTC) in which it was started.
         */
        get: operations["getWebhookHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/delivery/v0/webhooks/{webhook_id}/recover": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of webhook.
                 * @example wh_01jhm6tq8zr3v5x7k9n2p4s6w8
                 */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        /**
         * Get Recovery
         * @description Returns the progress of the webhook's latest recovery in the background. Recoveries that are complete when `recoverWebhook` returns are not shown.
         */
        get: operations["getRecovery"];
        put?: never;
        /**
         * Recover Webhook
         * @description Sends the events published in [`since`, `until`) that did not reach the webhook: its `failed` deliveries again, each with a new retry schedule, and the events that it missed because it was disabled, did not exist or had another event filter. An event is missed if the webhook's current settings match it and no delivery exists; test events to other webhooks do not count as missed. The new delivery has the `created_at` of the event. Up to 1,000 deliveries are pending when the request returns. If there are more, or if counting takes too long, they are queued in the background at a rate that does not delay new events. Disabling or deleting the webhook stops this. A request made during a recovery extends it. Repeating the request has no effect, because an event has at most one delivery for each webhook.
         */
        post: operations["recoverWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/delivery/v0/webhooks/{webhook_id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of webhook.
                 * @example wh_01jhm6tq8zr3v5x7k9n2p4s6w8
                 */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate Secret
         * @description Creates a new secret for the webhook. Until `previous_expires_at` both secrets sign, so that receivers can switch without downtime. Each attempt is signed by every valid secret, newest first, at most 5; this includes attempts of events that were published before the rotation. Secrets that were replaced earlier keep their own `previous_expires_at`.
         */
        post: operations["rotateSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/delivery/v0/webhooks/{webhook_id}/settings": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of webhook.
                 * @example wh_01jhm6tq8zr3v5x7k9n2p4s6w8
                 */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        /**
         * Get Delivery Settings
         * @description Returns the limits on how fast events are sent to the webhook. Limits that were not set are absent.
         */
        get: operations["getDeliverySettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Update Delivery Settings
         * @description Limits how fast events are sent to the webhook. Without limits, the service adapts to the latency and errors of the endpoint. Deliveries above a limit wait; none is lost. Absent fields stay as they are, and `null` removes a limit. Requests that are about to be sent may still follow the previous limits, for a second at most. Repeating a request has no further effect.
         */
        patch: operations["updateDeliverySettings"];
        trace?: never;
    };
    "/delivery/v0/webhooks/{webhook_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of webhook.
                 * @example wh_01jhm6tq8zr3v5x7k9n2p4s6w8
                 */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send Test Event
         * @description Sends the example of an event type to this webhook with a new `event_id`, even if the webhook is not subscribed to that type.
         */
        post: operations["sendTestEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "delivery.exhausted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A delivery failed
         * @description Every attempt of the retry schedule of a delivery failed. Further deliveries to the same webhook that fail within an hour are not reported.
         */
        post: operations["deliveryExhausted"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "queue.behind": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The queue is behind
         * @description Deliveries have been due for more than 5 minutes, and the service is the reason: it sends less than is published. Deliveries that wait for a circuit breaker, a slow endpoint or the limits of their webhook do not count.
         */
        post: operations["queueBehind"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "webhook.disabled": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A webhook was disabled
         * @description A webhook was disabled, by the service or by a request. Nothing is sent to it until it is enabled.
         */
        post: operations["webhookDisabled"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "webhook.failing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A webhook is failing
         * @description Every attempt to a webhook has failed for an hour. Sent once until an attempt succeeds or the webhook is disabled.
         */
        post: operations["webhookFailing"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "webhook.recovered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A webhook works again
         * @description An attempt to a webhook succeeded, after `webhook.failing`. Not sent if the webhook was disabled in between: `webhook.disabled` was sent instead.
         */
        post: operations["webhookRecovered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /**
         * @description An e-mail address: `a@b.c` or `Name <a@b.c>`.
         * @example Ada Lovelace <ada@example.net>
         */
        Address: string;
        /** @description A file attached to a message. Events do not contain its content. */
        Attachment: {
            /**
             * @description ID of the attachment.
             * @example att_01jhm7b2a1c3e5g7j9m1p3r5t7
             */
            attachment_id: string;
            /**
             * @description Whether the file is shown inline or as an attachment.
             * @example attachment
             * @enum {string}
             */
            content_disposition?: "inline" | "attachment";
            /**
             * @description ID that the message's HTML uses to refer to the file.
             * @example logo@example.net
             */
            content_id?: string;
            /**
             * @description Media type of the file.
             * @example application/pdf
             */
            content_type?: string;
            /**
             * @description Name of the file.
             * @example invoice-1843.pdf
             */
            filename?: string;
            /**
             * @description Size of the file in bytes.
             * @example 48213
             */
            size: number;
        };
        /** @description One HTTP request of a delivery. */
        Attempt: {
            /**
             * @description Number of the attempt, starting at 1.
             * @example 1
             */
            attempt: number;
            /**
             * @description Duration in milliseconds.
             * @example 87
             */
            duration_ms: number;
            /**
             * @description Human-readable description of the error.
             * @example The endpoint returned 502.
             */
            error?: string;
            outcome: components["schemas"]["AttemptOutcome"];
            /**
             * @description The first 1,024 bytes of the response body, decoded as UTF-8. Absent if the body was empty.
             * @example Bad Gateway
             */
            response_excerpt?: string;
            /**
             * Format: date-time
             * @description Time at which attempt was started. In whole seconds, rounded down, it is the `webhook-timestamp` of the request.
             * @example 2026-01-16T09:20:04.519Z
             */
            started_at: string;
            /**
             * @description HTTP status of the response, if there was one.
             * @example 502
             */
            status_code?: number;
        };
        /** @description Attempts of an hour or a day. */
        AttemptCounts: {
            /**
             * @description Average duration of the attempts in milliseconds. Absent if there were none.
             * @example 84
             */
            average_duration_ms?: number;
            /**
             * @description Number of attempts with any other outcome.
             * @example 2
             */
            failed: number;
            /**
             * Format: date-time
             * @description Start of the hour or day.
             * @example 2026-01-16T10:00:00.000Z
             */
            from: string;
            /**
             * @description Number of attempts that succeeded.
             * @example 118
             */
            succeeded: number;
        };
        /**
         * @description Result of an attempt:
         *
         *     - `succeeded`: the endpoint returned a 2xx status
         *     - `http_error`: the endpoint returned another status; redirects are not followed
         *     - `timeout`: no status within the time limit
         *     - `connection_error`: the connection failed or broke, or the response was not HTTP
         *     - `tls_error`: the TLS handshake failed
         *     - `forbidden_address`: the host is, or resolves to, an address that is not allowed
         *     - `internal_error`: the service could not make the attempt or could not store its result, because of a
         *       error in its own data; `error` says which
         * @example http_error
         * @enum {string}
         */
        AttemptOutcome: "succeeded" | "http_error" | "timeout" | "connection_error" | "tls_error" | "forbidden_address" | "internal_error";
        /** @description A recipient to whom a message could not be delivered. */
        BouncedRecipient: {
            address: components["schemas"]["Address"];
            /**
             * @description Delivery status of the message.
             * @example bounced
             */
            status: string;
        };
        /**
         * @description Client ID of webhook. Unique within the organization. It makes creation safe to repeat and can be used again once the webhook is deleted.
         * @example support-desk
         */
        ClientId: string;
        /** @description A new token. Its value is shown only once. */
        CreatedToken: {
            /**
             * Format: date-time
             * @description Time at which token was created.
             * @example 2026-01-16T08:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Time at which token expires. Absent if the token does not expire.
             * @example 2031-01-16T08:00:00.000Z
             */
            expires_at?: string;
            organization_id: components["schemas"]["OrganizationId"];
            /**
             * @description Scopes of the token.
             * @example [
             *       "webhooks:read",
             *       "webhooks:write"
             *     ]
             */
            scopes: components["schemas"]["TokenScope"][];
            /**
             * @description The token value.
             * @example awt_q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c
             */
            token: string;
            token_id: components["schemas"]["TokenId"];
        };
        /** @description A token to create. */
        CreateTokenRequest: {
            /**
             * Format: date-time
             * @description Time at which token expires. Default: never.
             * @example 2031-01-16T08:00:00Z
             */
            expires_at?: string;
            organization_id: components["schemas"]["OrganizationId"];
            /**
             * @description Scopes of the token.
             * @example [
             *       "webhooks:read",
             *       "webhooks:write"
             *     ]
             */
            scopes: components["schemas"]["TokenScope"][];
        };
        /** @description The delivery of one event to one webhook. */
        Delivery: {
            /**
             * Format: date-time
             * @description Time until which no requests are sent to the endpoint. Present only with the reason `breaker_open`.
             * @example 2026-01-16T09:25:34.000Z
             */
            breaker_open_until?: string;
            /**
             * Format: date-time
             * @description Time at which the event was published, also if a recovery created the delivery later.
             * @example 2026-01-16T09:20:04.512Z
             */
            created_at: string;
            delivery_id: components["schemas"]["DeliveryId"];
            event_id: components["schemas"]["EventId"];
            event_type: components["schemas"]["EventType"];
            /**
             * @description Human-readable explanation of the status.
             * @example The endpoint accepted it.
             */
            explanation: string;
            /**
             * Format: date-time
             * @description Earliest time of the next attempt. Present only while the delivery is pending.
             * @example 2026-01-16T09:20:10.012Z
             */
            next_attempt_at?: string;
            reason?: components["schemas"]["DeliveryReason"];
            status: components["schemas"]["DeliveryStatus"];
            webhook_disabled_because?: components["schemas"]["DisabledReason"];
            webhook_id: components["schemas"]["WebhookId"];
        };
        /** @description A delivery with its attempts. */
        DeliveryDetails: {
            /** @description All attempts, oldest first. */
            attempts: components["schemas"]["Attempt"][];
            /**
             * Format: date-time
             * @description Time until which no requests are sent to the endpoint. Present only with the reason `breaker_open`.
             * @example 2026-01-16T09:25:34.000Z
             */
            breaker_open_until?: string;
            /**
             * Format: date-time
             * @description Time at which the event was published, also if a recovery created the delivery later.
             * @example 2026-01-16T09:20:04.512Z
             */
            created_at: string;
            delivery_id: components["schemas"]["DeliveryId"];
            event_id: components["schemas"]["EventId"];
            event_type: components["schemas"]["EventType"];
            /**
             * @description Human-readable explanation of the status.
             * @example The endpoint accepted it.
             */
            explanation: string;
            /**
             * Format: date-time
             * @description Earliest time of the next attempt. Present only while the delivery is pending.
             * @example 2026-01-16T09:20:10.012Z
             */
            next_attempt_at?: string;
            reason?: components["schemas"]["DeliveryReason"];
            status: components["schemas"]["DeliveryStatus"];
            webhook_disabled_because?: components["schemas"]["DisabledReason"];
            webhook_id: components["schemas"]["WebhookId"];
        };
        /** @description Every attempt of a delivery failed. */
        DeliveryExhaustedEvent: {
            /** @description The delivery. */
            delivery: {
                delivery_id: components["schemas"]["DeliveryId"];
                event_id: components["schemas"]["EventId"];
                event_type: components["schemas"]["EventType"];
            };
            event_id: components["schemas"]["EventId"];
            /**
             * @description Type of event.
             * @constant
             */
            event_type: "delivery.exhausted";
            /**
             * Format: date-time
             * @description Time at which it happened.
             * @example 2026-01-16T11:02:11.204Z
             */
            occurred_at: string;
            /**
             * @description Type of payload.
             * @constant
             */
            type: "event";
            webhook: components["schemas"]["OperatorEventWebhook"];
        };
        /**
         * @description ID of delivery.
         * @example dlv_01jhm7d4g7j9m1n3q5s7v9x1z3
         */
        DeliveryId: string;
        /**
         * @description Why a delivery has not succeeded, or why its next attempt is postponed:
         *
         *     - `exhausted`: every attempt of the retry schedule failed
         *     - `gone`: the endpoint returned 410
         *     - `webhook_disabled`: the webhook was disabled before the event was delivered
         *     - `webhook_deleted`: the webhook was deleted before the event was delivered
         *     - `webhook_changed`: the webhook was limited to other inboxes or pods before the event was delivered
         *     - `event_erased`: the event was erased before it was delivered
         *     - `breaker_open`: the endpoint timed out several times in a row; the circuit breaker is open
         * @example exhausted
         * @enum {string}
         */
        DeliveryReason: "exhausted" | "gone" | "webhook_disabled" | "webhook_deleted" | "webhook_changed" | "event_erased" | "breaker_open";
        /** @description Limits of how fast events are sent to a webhook. Those that were not set are absent. */
        DeliverySettings: {
            /**
             * @description Requests to the webhook that may be in progress at the same time.
             * @example 1
             */
            max_in_flight?: number;
            /**
             * @description Requests to the webhook that may begin in a second. They are spread evenly.
             * @example 5
             */
            max_per_second?: number;
        };
        /**
         * @description Status of a delivery. All statuses except `pending` are settled.
         * @example succeeded
         * @enum {string}
         */
        DeliveryStatus: "pending" | "succeeded" | "failed" | "cancelled";
        /**
         * @description Why a webhook is disabled. Deliveries have it with the reasons `webhook_disabled` and `gone`, while their webhook is
         *     disabled.
         *
         *     - `request`: it was disabled through the API
         *     - `gone`: the endpoint returned 410
         *     - `failing`: the retry schedule of a delivery was exhausted 5 days or more after that of an earlier one, and none
         *       has succeeded in between
         *     - `secret_unreadable`: the stored secret could not be decrypted; rotate it, then enable the webhook
         * @example gone
         * @enum {string}
         */
        DisabledReason: "request" | "gone" | "failing" | "secret_unreadable";
        /** @description A domain from which mail is sent. */
        Domain: {
            /**
             * @description Client ID of the domain.
             * @example main-domain
             */
            client_id?: string;
            /**
             * Format: date-time
             * @description Time at which the domain was created.
             * @example 2026-01-10T08:00:00.000Z
             */
            created_at: string;
            /**
             * @description Name of the domain.
             * @example agents.example.com
             */
            domain: string;
            /**
             * @description ID of the domain.
             * @example agents.example.com
             */
            domain_id: string;
            /**
             * @description Bounces and complaints are forwarded to inboxes.
             * @example true
             */
            feedback_enabled: boolean;
            /**
             * @description ID of the pod that the domain belongs to.
             * @example pod_eu
             */
            pod_id?: string;
            /** @description DNS records that the domain needs. */
            records: components["schemas"]["VerificationRecord"][];
            /**
             * @description Status of the verification.
             * @example VERIFIED
             * @enum {string}
             */
            status: "NOT_STARTED" | "PENDING" | "INVALID" | "FAILED" | "VERIFYING" | "VERIFIED";
            /**
             * @description Mail can also be sent from subdomains.
             * @example false
             */
            subdomains_enabled?: boolean;
            /**
             * @description Opened messages are tracked.
             * @example false
             */
            tracking_enabled?: boolean;
            /**
             * Format: date-time
             * @description Time at which the domain was last updated.
             * @example 2026-01-16T13:30:00.000Z
             */
            updated_at: string;
        };
        /** @description A domain was verified. */
        DomainVerifiedEvent: {
            domain: components["schemas"]["Domain"];
            event_id: components["schemas"]["EventId"];
            /**
             * @description Type of the event.
             * @constant
             */
            event_type: "domain.verified";
            type: components["schemas"]["EventKind"];
        };
        /** @description Describes an error. */
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
        /** @description An event. `event_type` selects its schema. */
        Event: components["schemas"]["MessageReceivedEvent"] | components["schemas"]["MessageSentEvent"] | components["schemas"]["MessageDeliveredEvent"] | components["schemas"]["MessageBouncedEvent"] | components["schemas"]["MessageComplainedEvent"] | components["schemas"]["MessageRejectedEvent"] | components["schemas"]["DomainVerifiedEvent"];
        /** @description Numbers of deliveries by status. A request counts at most 10,000 deliveries, which the events of a page share equally: at least 100 of each event. */
        EventDeliveries: {
            /**
             * @description Number of deliveries with the status `cancelled`.
             * @example 0
             */
            cancelled: number;
            /**
             * @description Number of deliveries with the status `failed`.
             * @example 0
             */
            failed: number;
            /**
             * @description There may be more deliveries than were counted. Absent if the numbers are complete.
             * @example true
             */
            more?: boolean;
            /**
             * @description Number of deliveries with the status `pending`.
             * @example 1
             */
            pending: number;
            /**
             * @description Number of deliveries with the status `succeeded`.
             * @example 2
             */
            succeeded: number;
        };
        /**
         * @description ID of the event. It is the same at every attempt and is also sent in a header.
         * @example evt_01jhm7b2d4f6h8k0m2q4s6v8x0
         */
        EventId: string;
        /**
         * @description Always `event`.
         * @constant
         */
        EventKind: "event";
        /** @description The JSON of the event, as it was published. Its other fields are those of its type. */
        EventPayload: {
            event_id: components["schemas"]["EventId"];
            event_type: components["schemas"]["EventType"];
            type: components["schemas"]["EventKind"];
        } & {
            [key: string]: unknown;
        };
        /** @description Pod that the event belongs to. Not needed for domain events, which name it in `domain.pod_id`. */
        EventPodId: components["schemas"]["InboxOrPodId"];
        /**
         * @description Type of an event.
         * @example message.received
         * @enum {string}
         */
        EventType: "message.received" | "message.sent" | "message.delivered" | "message.bounced" | "message.complained" | "message.rejected" | "domain.verified";
        /**
         * @description Event types for which to send events.
         * @example [
         *       "message.received",
         *       "message.bounced"
         *     ]
         */
        EventTypes: components["schemas"]["EventType"][];
        /** @description Why an attempt failed. */
        FailedAttempt: {
            delivery_id: components["schemas"]["DeliveryId"];
            /**
             * @description Human-readable description of the error.
             * @example The endpoint returned 502.
             */
            error?: string;
            outcome: components["schemas"]["AttemptOutcome"];
            /**
             * @description HTTP status of the response, if there was one.
             * @example 502
             */
            status_code?: number;
        };
        /**
         * @description Inboxes for which to send events. Maximum 10 per webhook. Duplicates are dropped; the first position is kept.
         * @example [
         *       "support@agents.example.com"
         *     ]
         */
        InboxIds: components["schemas"]["InboxOrPodId"][];
        /**
         * @description ID of an inbox or a pod. Without control characters, byte order marks and unpaired surrogates.
         * @example support@agents.example.com
         */
        InboxOrPodId: string;
        /** @description A page of deliveries. */
        ListDeliveriesResponse: {
            /**
             * @description Number of items returned.
             * @example 1
             */
            count: number;
            /** @description Ordered by `created_at` descending. With `ascending`, the order is reversed. */
            deliveries: components["schemas"]["Delivery"][];
            /**
             * @description Limit of number of items returned. This is the limit that was applied.
             * @example 20
             */
            limit: number;
            /**
             * @description Page token for pagination. Absent on the last page.
             * @example eyJjIjoiMjAyNi0wMS0xNlQwODowMDowMC4wMDBaIn0
             */
            next_page_token?: string;
        };
        /** @description A page of events. */
        ListEventsResponse: {
            /**
             * @description Number of items returned.
             * @example 1
             */
            count: number;
            /** @description Ordered by `published_at` descending. With `ascending`, the order is reversed. */
            events: components["schemas"]["StoredEvent"][];
            /**
             * @description Limit of number of items returned. This is the limit that was applied.
             * @example 20
             */
            limit: number;
            /**
             * @description Page token for pagination. Absent on the last page.
             * @example eyJjIjoiMjAyNi0wMS0xNlQwODowMDowMC4wMDBaIn0
             */
            next_page_token?: string;
        };
        /** @description A page of tokens. */
        ListTokensResponse: {
            /**
             * @description Number of items returned.
             * @example 1
             */
            count: number;
            /**
             * @description Limit of number of items returned. This is the limit that was applied.
             * @example 20
             */
            limit: number;
            /**
             * @description Page token for pagination. Absent on the last page.
             * @example eyJjIjoiMjAyNi0wMS0xNlQwODowMDowMC4wMDBaIn0
             */
            next_page_token?: string;
            /** @description Ordered by `created_at` descending. With `ascending`, the order is reversed. */
            tokens: components["schemas"]["Token"][];
        };
        /** @description A message of an inbox. */
        Message: {
            /** @description Files attached to the message. */
            attachments?: components["schemas"]["Attachment"][];
            /** @description Addresses of blind copy recipients. */
            bcc?: components["schemas"]["Address"][];
            /** @description Addresses of copy recipients. */
            cc?: components["schemas"]["Address"][];
            /**
             * Format: date-time
             * @description Time at which the message was created.
             * @example 2026-01-16T09:12:45.120Z
             */
            created_at: string;
            /**
             * @description The new part of the HTML, without quotes of earlier messages.
             * @example <p>the engine arrived with a broken gear.</p>
             */
            extracted_html?: string;
            /**
             * @description The new part of the text, without quotes of earlier messages.
             * @example the engine arrived with a broken gear.
             */
            extracted_text?: string;
            from: components["schemas"]["Address"];
            /**
             * @description Other headers of the message.
             * @example {
             *       "X-Mailer": "Analytical Mail 1.0"
             *     }
             */
            headers?: {
                [key: string]: string;
            };
            /**
             * @description The message as HTML.
             * @example <p>Hello,</p><p>the engine arrived with a broken gear.</p>
             */
            html?: string;
            /**
             * @description ID of the message that this one replies to.
             * @example <01jhm9d4@agents.example.com>
             */
            in_reply_to?: string;
            /**
             * @description ID of the inbox.
             * @example support@agents.example.com
             */
            inbox_id: string;
            /**
             * @description Labels of the message.
             * @example [
             *       "received",
             *       "unread"
             *     ]
             */
            labels: string[];
            /**
             * @description ID of the message (RFC 5322), including angle brackets.
             * @example <CAF3kq9=refund-question@mail.example.net>
             */
            message_id: string;
            /**
             * @description The first words of the text.
             * @example Hello, the engine arrived with a broken gear.
             */
            preview?: string;
            /**
             * @description IDs of the earlier messages in the conversation.
             * @example [
             *       "<01jhm9d4@agents.example.com>"
             *     ]
             */
            references?: string[];
            /** @description Addresses for replies. */
            reply_to?: components["schemas"]["Address"][];
            /**
             * @description Size of the message in bytes.
             * @example 52890
             */
            size: number;
            /**
             * @description Subject of the message.
             * @example Refund for order 1843
             */
            subject?: string;
            /**
             * @description The message as plain text.
             * @example Hello,
             *
             *     the engine arrived with a broken gear.
             */
            text?: string;
            /**
             * @description ID of the thread.
             * @example thd_01jhm7b2c3e5g7j9k1n3p5r7t9
             */
            thread_id: string;
            /**
             * Format: date-time
             * @description Time at which the message was sent or received.
             * @example 2026-01-16T09:12:44Z
             */
            timestamp: string;
            /** @description Addresses of the recipients. */
            to: components["schemas"]["Address"][];
            /**
             * Format: date-time
             * @description Time at which the message was last updated.
             * @example 2026-01-16T09:12:45.120Z
             */
            updated_at: string;
        };
        /** @description A message that bounced. */
        MessageBounce: components["schemas"]["MessageReference"] & {
            /** @description Recipients to whom the message could not be delivered. */
            recipients: components["schemas"]["BouncedRecipient"][];
            /**
             * @description Subtype of bounce.
             * @example General
             */
            sub_type: string;
            /**
             * @description Type of bounce.
             * @example Permanent
             */
            type: string;
        };
        /** @description A message bounced. */
        MessageBouncedEvent: {
            bounce: components["schemas"]["MessageBounce"];
            event_id: components["schemas"]["EventId"];
            /**
             * @description Type of the event.
             * @constant
             */
            event_type: "message.bounced";
            type: components["schemas"]["EventKind"];
        };
        /** @description A recipient complained about a message. */
        MessageComplainedEvent: {
            complaint: components["schemas"]["MessageComplaint"];
            event_id: components["schemas"]["EventId"];
            /**
             * @description Type of the event.
             * @constant
             */
            event_type: "message.complained";
            type: components["schemas"]["EventKind"];
        };
        /** @description A message about which a recipient complained. */
        MessageComplaint: components["schemas"]["MessageReference"] & {
            /** @description Addresses of the recipients who complained. */
            recipients: components["schemas"]["Address"][];
            /**
             * @description Subtype of complaint.
             * @example spam
             */
            sub_type: string;
            /**
             * @description Type of complaint.
             * @example abuse
             */
            type: string;
        };
        /** @description A message was delivered to recipients. */
        MessageDeliveredEvent: {
            delivery: components["schemas"]["MessageDelivery"];
            event_id: components["schemas"]["EventId"];
            /**
             * @description Type of the event.
             * @constant
             */
            event_type: "message.delivered";
            type: components["schemas"]["EventKind"];
        };
        /** @description A message that was delivered. */
        MessageDelivery: components["schemas"]["MessageReference"] & {
            /** @description Addresses to which the message was delivered. */
            recipients: components["schemas"]["Address"][];
        };
        /** @description An inbox received a message. */
        MessageReceivedEvent: {
            event_id: components["schemas"]["EventId"];
            /**
             * @description Type of the event.
             * @constant
             */
            event_type: "message.received";
            message: components["schemas"]["Message"];
            thread: components["schemas"]["ThreadItem"];
            type: components["schemas"]["EventKind"];
        };
        /** @description The message that an event is about, and the time of the event. */
        MessageReference: {
            /**
             * @description ID of the inbox.
             * @example support@agents.example.com
             */
            inbox_id: string;
            /**
             * @description ID of the message (RFC 5322), including angle brackets.
             * @example <01jhm9d4@agents.example.com>
             */
            message_id: string;
            /**
             * @description ID of the thread.
             * @example thd_01jhm7b2c3e5g7j9k1n3p5r7t9
             */
            thread_id: string;
            /**
             * Format: date-time
             * @description Time of the event.
             * @example 2026-01-16T09:20:00Z
             */
            timestamp: string;
        };
        /** @description A message that was rejected. */
        MessageReject: components["schemas"]["MessageReference"] & {
            /**
             * @description Reason for the rejection.
             * @example The attachment contains malware.
             */
            reason: string;
        };
        /** @description A message was rejected. */
        MessageRejectedEvent: {
            event_id: components["schemas"]["EventId"];
            /**
             * @description Type of the event.
             * @constant
             */
            event_type: "message.rejected";
            reject: components["schemas"]["MessageReject"];
            type: components["schemas"]["EventKind"];
        };
        /** @description A message that was sent. */
        MessageSend: components["schemas"]["MessageReference"] & {
            /** @description Addresses to which the message was sent. */
            recipients: components["schemas"]["Address"][];
        };
        /** @description An inbox sent a message. */
        MessageSentEvent: {
            event_id: components["schemas"]["EventId"];
            /**
             * @description Type of the event.
             * @constant
             */
            event_type: "message.sent";
            send: components["schemas"]["MessageSend"];
            type: components["schemas"]["EventKind"];
        };
        /** @description The webhook that the event is about. */
        OperatorEventWebhook: {
            organization_id: components["schemas"]["OrganizationId"];
            url: components["schemas"]["WebhookUrl"];
            webhook_id: components["schemas"]["WebhookId"];
        };
        /** @description Where the operator events of an organization go. */
        OperatorWebhook: {
            /**
             * Format: date-time
             * @description Time at which it was created.
             * @example 2026-01-16T08:00:00.000Z
             */
            created_at: string;
            /**
             * @description Whether events are sent. The operator webhook is disabled as other webhooks are, by a 410 or when deliveries fail for 5 days; setting it again enables it.
             * @example true
             */
            enabled: boolean;
            secret: components["schemas"]["Secret"];
            /**
             * @description The stored secret can no longer be decrypted. `secret` is then a random value that signs nothing. The operator webhook receives no events until it is set again, with a new secret. Absent otherwise.
             * @example true
             * @constant
             */
            secret_unreadable?: true;
            /**
             * Format: date-time
             * @description Time at which it was last updated. Equal to `created_at` until then.
             * @example 2026-01-16T08:00:00.000Z
             */
            updated_at: string;
            url: components["schemas"]["WebhookUrl"];
        };
        /**
         * @description ID of an organization. Without control characters, byte order marks and unpaired surrogates.
         * @example org_acme
         */
        OrganizationId: string;
        /**
         * @description Pods for which to send events. Maximum 10 per webhook. Duplicates are dropped; the first position is kept.
         * @example [
         *       "pod_eu"
         *     ]
         */
        PodIds: components["schemas"]["InboxOrPodId"][];
        /** @description Result of publishing an event. */
        PublishedEvent: {
            /**
             * @description Number of webhooks that the event is sent to.
             * @example 2
             */
            deliveries: number;
            /**
             * @description The event was already published; this request had no effect.
             * @example false
             */
            duplicate: boolean;
            event_id: components["schemas"]["EventId"];
        };
        /** @description Results of publishing events. */
        PublishedEvents: {
            /** @description One result per event, in the order of the request. */
            results: components["schemas"]["PublishedEvent"][];
        };
        /** @description An event to publish. */
        PublishEventRequest: {
            event: components["schemas"]["Event"];
            pod_id?: components["schemas"]["EventPodId"];
        };
        /** @description Events to publish together, all or none. */
        PublishEventsRequest: {
            /** @description The events. Together they have at most 100,000 deliveries, unless there is only one event. Each has at most 1,048,576 bytes, without insignificant white space. */
            events: components["schemas"]["PublishEventRequest"][];
        };
        /** @description Deliveries have been due for more than 5 minutes, because the service sends less than is published. */
        QueueBehindEvent: {
            event_id: components["schemas"]["EventId"];
            /**
             * @description Type of event.
             * @constant
             */
            event_type: "queue.behind";
            /**
             * Format: date-time
             * @description Time at which it happened.
             * @example 2026-01-16T11:02:11.204Z
             */
            occurred_at: string;
            /** @description The queue. */
            queue: {
                /**
                 * Format: date-time
                 * @description Time since which a delivery has been due.
                 * @example 2026-01-16T10:52:11.204Z
                 */
                oldest_due_at: string;
            };
            /**
             * @description Type of payload.
             * @constant
             */
            type: "event";
        };
        /** @description Result of a recovery. */
        RecoveredWebhook: {
            /**
             * @description Number of deliveries, `failed` and `missed` together.
             * @example 128
             */
            count: number;
            /**
             * @description Number of failed deliveries that are sent again.
             * @example 120
             */
            failed: number;
            /**
             * @description Number of events that the webhook missed.
             * @example 8
             */
            missed: number;
            /**
             * @description There may be more: counting stopped after a quarter of a second. Absent if the counts are complete.
             * @example true
             */
            more?: boolean;
        };
        /** @description Which events to recover. */
        RecoverWebhookRequest: {
            /**
             * @description Only count, without sending anything.
             * @default false
             * @example true
             */
            dry_run?: boolean;
            /**
             * Format: date-time
             * @description Includes events published at or after this time, unless they are older than the retention time.
             * @example 2026-01-16T09:00:00Z
             */
            since: string;
            /**
             * Format: date-time
             * @description Includes events published before this time. Default: now.
             * @example 2026-01-16T11:00:00Z
             */
            until?: string;
        };
        /** @description Progress of a recovery in the background. */
        Recovery: {
            /**
             * @description Number of deliveries queued so far.
             * @example 12500
             */
            count: number;
            /**
             * @description Number of failed deliveries queued so far.
             * @example 500
             */
            failed: number;
            /**
             * Format: date-time
             * @description Time at which the recovery finished or stopped. Absent while it runs.
             * @example 2026-01-16T11:06:00.000Z
             */
            finished_at?: string;
            /**
             * @description Number of missed events queued so far.
             * @example 12000
             */
            missed: number;
            /**
             * Format: date-time
             * @description Events published before this time have been recovered. Absent with the status `none`.
             * @example 2026-01-16T09:40:12.512Z
             */
            recovered_until?: string;
            /**
             * Format: date-time
             * @description Start of the time range. Absent with the status `none`.
             * @example 2026-01-16T09:00:00.000Z
             */
            since?: string;
            /**
             * Format: date-time
             * @description Time at which the recovery was started. Absent with the status `none`.
             * @example 2026-01-16T11:05:00.000Z
             */
            started_at?: string;
            /**
             * @description Status of the recovery:
             *
             *     - `none`: the webhook had no recovery in the background
             *     - `running`: deliveries are being queued
             *     - `finished`: all deliveries are queued
             *     - `stopped`: the webhook was disabled before all deliveries were queued
             * @example running
             * @enum {string}
             */
            status: "none" | "running" | "finished" | "stopped";
            /**
             * Format: date-time
             * @description End of the time range. Absent with the status `none`.
             * @example 2026-01-16T11:00:00.000Z
             */
            until?: string;
        };
        /** @description A new secret. */
        RotatedSecret: {
            /**
             * Format: date-time
             * @description Time at which the previous secret stops signing.
             * @example 2026-01-16T10:20:00.000Z
             */
            previous_expires_at: string;
            secret: components["schemas"]["Secret"];
        };
        /** @description Options for rotating the secret. */
        RotateSecretRequest: {
            /**
             * @description Seconds during which the previous secret also signs.
             * @default 86400
             * @example 3600
             */
            overlap_seconds?: number;
        };
        /**
         * @description Secret for webhook signature verification: `whsec_` followed by the base64-encoded key of 24 to 64 bytes.
         * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
         */
        Secret: string;
        /** @description A test event to send. */
        SendTestEventRequest: {
            event_type: components["schemas"]["EventType"];
        };
        /** @description A test event that was accepted for delivery. */
        SentTestEvent: {
            delivery_id: components["schemas"]["DeliveryId"];
        };
        /** @description Where to send the operator events of an organization. */
        SetOperatorWebhookRequest: {
            url: components["schemas"]["WebhookUrl"];
        };
        /** @description A published event without its payload. */
        StoredEvent: {
            deliveries: components["schemas"]["EventDeliveries"];
            event_id: components["schemas"]["EventId"];
            event_type: components["schemas"]["EventType"];
            /**
             * @description Inbox that the event belongs to. Absent if it has none.
             * @example support@agents.example.com
             */
            inbox_id?: string;
            /**
             * @description Pod that the event belongs to. Absent if it has none.
             * @example pod_eu
             */
            pod_id?: string;
            /**
             * Format: date-time
             * @description Time at which the event was published.
             * @example 2026-01-16T09:20:04.512Z
             */
            published_at: string;
        };
        /** @description A published event. */
        StoredEventDetails: {
            deliveries: components["schemas"]["EventDeliveries"];
            event: components["schemas"]["EventPayload"];
            event_id: components["schemas"]["EventId"];
            event_type: components["schemas"]["EventType"];
            /**
             * @description Inbox that the event belongs to. Absent if it has none.
             * @example support@agents.example.com
             */
            inbox_id?: string;
            /**
             * @description Pod that the event belongs to. Absent if it has none.
             * @example pod_eu
             */
            pod_id?: string;
            /**
             * Format: date-time
             * @description Time at which the event was published.
             * @example 2026-01-16T09:20:04.512Z
             */
            published_at: string;
        };
        /** @description The health of the webhooks of an organization. */
        Summary: {
            /** @description Attempts of each of the last 30 days (UTC), oldest first. The last item is the current day. */
            attempts_by_day: components["schemas"]["AttemptCounts"][];
            /** @description Attempts of each of the last 24 hours, oldest first. The last item is the current hour. */
            attempts_by_hour: components["schemas"]["AttemptCounts"][];
            /**
             * @description Number of pending deliveries whose next attempt is due or being made, counted up to 10,000.
             * @example 1
             */
            due: number;
            /**
             * Format: date-time
             * @description Start of the last attempt that failed. Absent if none did in the last 30 days.
             * @example 2026-01-16T10:14:20.418Z
             */
            last_failure_at?: string;
            /**
             * Format: date-time
             * @description Start of the last attempt that succeeded. Absent if none did in the last 30 days.
             * @example 2026-01-16T09:58:40.120Z
             */
            last_success_at?: string;
            /**
             * Format: date-time
             * @description Time at which the oldest due delivery became due. Absent if none is due.
             * @example 2026-01-16T10:19:20.418Z
             */
            oldest_due_at?: string;
            /**
             * @description Number of pending deliveries, counted up to 10,000; the value 10000 means 10,000 or more. Those of an event that matches many webhooks are counted a few seconds later.
             * @example 7
             */
            pending: number;
            webhooks: components["schemas"]["WebhookCounts"];
        };
        /** @description A thread of an inbox, as shown in lists. */
        ThreadItem: {
            /** @description Files attached to the messages. */
            attachments?: components["schemas"]["Attachment"][];
            /**
             * Format: date-time
             * @description Time at which the thread was created.
             * @example 2026-01-16T09:12:45.120Z
             */
            created_at: string;
            /**
             * @description ID of the inbox.
             * @example support@agents.example.com
             */
            inbox_id: string;
            /**
             * @description Labels of the thread.
             * @example [
             *       "received",
             *       "unread"
             *     ]
             */
            labels: string[];
            /**
             * @description ID of the last message.
             * @example <CAF3kq9=refund-question@mail.example.net>
             */
            last_message_id: string;
            /**
             * @description Number of messages in the thread.
             * @example 1
             */
            message_count: number;
            /**
             * @description The first words of the last message.
             * @example Hello, the engine arrived with a broken gear.
             */
            preview?: string;
            /**
             * Format: date-time
             * @description Time of the last message received.
             * @example 2026-01-16T09:12:44Z
             */
            received_timestamp?: string;
            /** @description Addresses of all recipients in the thread. */
            recipients: components["schemas"]["Address"][];
            /** @description Addresses of all senders in the thread. */
            senders: components["schemas"]["Address"][];
            /**
             * Format: date-time
             * @description Time of the last message sent.
             * @example 2026-01-16T09:20:00Z
             */
            sent_timestamp?: string;
            /**
             * @description Size of all messages in bytes.
             * @example 52890
             */
            size: number;
            /**
             * @description Subject of the thread.
             * @example Refund for order 1843
             */
            subject?: string;
            /**
             * @description ID of the thread.
             * @example thd_01jhm7b2c3e5g7j9k1n3p5r7t9
             */
            thread_id: string;
            /**
             * Format: date-time
             * @description Time of the last message sent or received.
             * @example 2026-01-16T09:12:44Z
             */
            timestamp: string;
            /**
             * Format: date-time
             * @description Time at which the thread was last updated.
             * @example 2026-01-16T09:12:45.120Z
             */
            updated_at: string;
        };
        /** @description A token without its value. */
        Token: {
            /**
             * Format: date-time
             * @description Time at which token was created.
             * @example 2026-01-16T08:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Time at which token expires. Absent if the token does not expire.
             * @example 2031-01-16T08:00:00.000Z
             */
            expires_at?: string;
            /**
             * Format: date-time
             * @description Time at which token was last used, accurate to one minute. Absent if it was never used.
             * @example 2026-01-20T17:45:12.345Z
             */
            last_used_at?: string;
            organization_id: components["schemas"]["OrganizationId"];
            /**
             * @description Scopes of the token.
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
         * @description Permission of a token.
         * @example webhooks:read
         * @enum {string}
         */
        TokenScope: "webhooks:read" | "webhooks:write" | "events:publish" | "events:read" | "events:write" | "deliveries:read" | "deliveries:write" | "tokens:write";
        /** @description Limits to change. Absent ones stay as they are, and `null` removes a limit. */
        UpdateDeliverySettingsRequest: {
            /**
             * @description Requests to the webhook that may be in progress at the same time.
             * @example 1
             */
            max_in_flight?: number | null;
            /**
             * @description Requests to the webhook that may begin in a second. They are spread evenly.
             * @example 5
             */
            max_per_second?: number | null;
        };
        /** @description Describes which parts of a request are invalid and why. */
        ValidationErrorResponse: {
            /**
             * @description Validation errors. The keys are dotted paths such as `event_types.0`, or `body` for the whole body.
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
        /** @description A DNS record that a domain needs. */
        VerificationRecord: {
            /**
             * @description Name of the record.
             * @example agents.example.com
             */
            name: string;
            /**
             * @description Priority of an MX record.
             * @example 10
             */
            priority?: number;
            /**
             * @description Whether the record was found with the expected value.
             * @example VALID
             * @enum {string}
             */
            status: "MISSING" | "INVALID" | "VALID";
            /**
             * @description Type of the record.
             * @example TXT
             * @enum {string}
             */
            type: "TXT" | "CNAME" | "MX";
            /**
             * @description Value of the record.
             * @example v=spf1 include:mail.example.org ~all
             */
            value: string;
        };
        /** @description A webhook. */
        Webhook: {
            client_id?: components["schemas"]["ClientId"];
            /**
             * Format: date-time
             * @description Time at which webhook was created.
             * @example 2026-01-16T08:00:00.000Z
             */
            created_at: string;
            /**
             * @description Webhook is enabled. No events are sent to a disabled webhook.
             * @example true
             */
            enabled: boolean;
            event_types?: components["schemas"]["EventTypes"];
            inbox_ids?: components["schemas"]["InboxIds"];
            pod_ids?: components["schemas"]["PodIds"];
            secret: components["schemas"]["Secret"];
            /**
             * @description The stored secret can no longer be decrypted. `secret` is then a random value that signs nothing and differs in every response. The webhook receives no events until it has a new secret. Absent otherwise.
             * @example true
             * @constant
             */
            secret_unreadable?: true;
            /**
             * Format: date-time
             * @description Time at which webhook was last updated. Equal to `created_at` until then.
             * @example 2026-01-16T08:00:00.000Z
             */
            updated_at: string;
            url: components["schemas"]["WebhookUrl"];
            webhook_id: components["schemas"]["WebhookId"];
        };
        /** @description Webhooks of an organization, by state. */
        WebhookCounts: {
            /**
             * @description Number of webhooks with the state `disabled`.
             * @example 0
             */
            disabled: number;
            /**
             * @description Number of webhooks with the state `failing`.
             * @example 1
             */
            failing: number;
            /**
             * @description Number of webhooks with the state `paused`.
             * @example 0
             */
            paused: number;
            /**
             * @description Number of all webhooks.
             * @example 3
             */
            total: number;
        };
        /** @description A webhook was disabled. */
        WebhookDisabledEvent: {
            event_id: components["schemas"]["EventId"];
            /**
             * @description Type of event.
             * @constant
             */
            event_type: "webhook.disabled";
            /**
             * Format: date-time
             * @description Time at which it happened.
             * @example 2026-01-16T11:02:11.204Z
             */
            occurred_at: string;
            reason: components["schemas"]["DisabledReason"];
            /**
             * @description Type of payload.
             * @constant
             */
            type: "event";
            webhook: components["schemas"]["OperatorEventWebhook"];
        };
        /** @description Every attempt to a webhook has failed for an hour. */
        WebhookFailingEvent: {
            event_id: components["schemas"]["EventId"];
            /**
             * @description Type of event.
             * @constant
             */
            event_type: "webhook.failing";
            /**
             * Format: date-time
             * @description Time at which it happened.
             * @example 2026-01-16T11:02:11.204Z
             */
            occurred_at: string;
            /**
             * Format: date-time
             * @description Time of the first failed attempt.
             * @example 2026-01-16T10:02:11.204Z
             */
            since: string;
            /**
             * @description Type of payload.
             * @constant
             */
            type: "event";
            webhook: components["schemas"]["OperatorEventWebhook"];
        };
        /** @description The health of a webhook. */
        WebhookHealth: {
            /** @description Attempts of each of the last 30 days (UTC), oldest first. The last item is the current day. */
            attempts_by_day: components["schemas"]["AttemptCounts"][];
            /** @description Attempts of each of the last 24 hours, oldest first. The last item is the current hour. */
            attempts_by_hour: components["schemas"]["AttemptCounts"][];
            /**
             * @description Number of pending deliveries whose next attempt is due or being made, counted up to 10,000.
             * @example 1
             */
            due: number;
            /**
             * @description Human-readable explanation of the state.
             * @example The endpoint accepted the last event.
             */
            explanation: string;
            last_failure?: components["schemas"]["FailedAttempt"];
            /**
             * Format: date-time
             * @description Start of the last attempt that failed. Absent if none did in the last 30 days.
             * @example 2026-01-16T10:14:20.418Z
             */
            last_failure_at?: string;
            /**
             * Format: date-time
             * @description Start of the last attempt that succeeded. Absent if none did in the last 30 days.
             * @example 2026-01-16T09:58:40.120Z
             */
            last_success_at?: string;
            /**
             * Format: date-time
             * @description Time at which the oldest due delivery became due. Absent if none is due.
             * @example 2026-01-16T10:19:20.418Z
             */
            oldest_due_at?: string;
            /**
             * @description Number of pending deliveries, counted up to 10,000; the value 10000 means 10,000 or more. Those of an event that matches many webhooks are counted a few seconds later.
             * @example 7
             */
            pending: number;
            reason?: components["schemas"]["DisabledReason"];
            /**
             * Format: date-time
             * @description With the states `failing` and `paused`, time of the first of these failed attempts. With the state `disabled`, time at which the webhook was disabled. Absent otherwise.
             * @example 2026-01-16T10:02:11.204Z
             */
            since?: string;
            state: components["schemas"]["WebhookState"];
            /**
             * Format: date-time
             * @description Time until which no requests are sent to the endpoint. Present only with the state `paused`.
             * @example 2026-01-16T10:25:34.000Z
             */
            until?: string;
            webhook_id: components["schemas"]["WebhookId"];
        };
        /**
         * @description ID of webhook.
         * @example wh_01jhm6tq8zr3v5x7k9n2p4s6w8
         */
        WebhookId: string;
        /** @description An attempt to a failing webhook succeeded. */
        WebhookRecoveredEvent: {
            event_id: components["schemas"]["EventId"];
            /**
             * @description Type of event.
             * @constant
             */
            event_type: "webhook.recovered";
            /**
             * Format: date-time
             * @description Time at which it happened.
             * @example 2026-01-16T11:02:11.204Z
             */
            occurred_at: string;
            /**
             * Format: date-time
             * @description Time of the first failed attempt.
             * @example 2026-01-16T10:02:11.204Z
             */
            since: string;
            /**
             * @description Type of payload.
             * @constant
             */
            type: "event";
            webhook: components["schemas"]["OperatorEventWebhook"];
        };
        /**
         * @description How deliveries to a webhook go:
         *
         *     - `healthy`: the last attempt succeeded, or none was made since the webhook was enabled again
         *     - `idle`: no attempt was made in the last 30 days
         *     - `failing`: every attempt failed since the last success, or since the webhook was enabled again
         *     - `paused`: the endpoint timed out several times in a row; the circuit breaker is open
         *     - `disabled`: the webhook is disabled; `reason` says why
         * @example failing
         * @enum {string}
         */
        WebhookState: "healthy" | "idle" | "failing" | "paused" | "disabled";
        /**
         * Format: uri
         * @description URL of webhook endpoint. An absolute URL without credentials. It uses https and does not point to a private network, unless the service allows otherwise. A host that does not resolve is accepted: it is looked up again for each attempt. The URL is returned exactly as given.
         * @example https://support.example.com/hooks/mail
         */
        WebhookUrl: string;
    };
    responses: {
        /** @description The request body is larger than 16 MiB. */
        BatchTooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "name": "ContentTooLargeError",
                 *       "message": "The body is larger than 16777216 bytes."
                 *     }
                 */
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
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
        /** @description The delivery is pending, its webhook is disabled or deleted, or its event was erased. */
        DeliveryConflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "name": "ConflictError",
                 *       "message": "The delivery is already pending."
                 *     }
                 */
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description The organization has no delivery with this id. */
        DeliveryNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "name": "NotFoundError",
                 *       "message": "Delivery not found."
                 *     }
                 */
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description The `event_id` was already published with a different event or pod, or its event was erased. */
        EventConflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "name": "ConflictError",
                 *       "message": "The event evt_01jhm7d4f6h8k0m2p4r6t8v0x2 was published before with other content or another pod."
                 *     }
                 */
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description The organization has no event with this id, or it was erased. */
        EventNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "name": "NotFoundError",
                 *       "message": "Event not found."
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
        /** @description Internal error. The request can be repeated if it is idempotent. The header `x-request-id` has the id of the request. */
        InternalServerError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "name": "InternalServerError",
                 *       "message": "Something went wrong. Try again; if it persists, report the request id."
                 *     }
                 */
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description The request is invalid. */
        InvalidDeliverySettings: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationErrorResponse"];
            };
        };
        /** @description The event does not match its schema, or it names two different pods. */
        InvalidEvent: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationErrorResponse"];
            };
        };
        /** @description At least one event is invalid. No event was published. */
        InvalidEvents: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationErrorResponse"];
            };
        };
        /** @description A parameter is invalid. */
        InvalidList: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationErrorResponse"];
            };
        };
        /** @description The request is invalid, or the service does not send to this URL. */
        InvalidOperatorWebhook: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationErrorResponse"];
            };
        };
        /** @description The request is invalid. */
        InvalidRecovery: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationErrorResponse"];
            };
        };
        /** @description The request is invalid. */
        InvalidRotation: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationErrorResponse"];
            };
        };
        /** @description The request is invalid. */
        InvalidTestEvent: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationErrorResponse"];
            };
        };
        /** @description The request is invalid. */
        InvalidToken: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationErrorResponse"];
            };
        };
        /** @description The limits of the webhook. */
        OneDeliverySettings: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["DeliverySettings"];
            };
        };
        /** @description The operator webhook. */
        OneOperatorWebhook: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OperatorWebhook"];
            };
        };
        /** @description The current state of the webhook. */
        OneWebhook: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Webhook"];
            };
        };
        /** @description The organization has no operator webhook. */
        OperatorWebhookNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "name": "NotFoundError",
                 *       "message": "Operator webhook not found."
                 *     }
                 */
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description The stored secret of the webhook cannot be decrypted. */
        SecretConflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "name": "ConflictError",
                 *       "message": "The secret of the webhook cannot be decrypted. Rotate it first."
                 *     }
                 */
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description The service is temporarily unavailable, for example because its database is unreachable. */
        ServiceUnavailable: {
            headers: {
                "Retry-After": components["headers"]["RetryAfterIfKnown"];
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "name": "ServiceUnavailableError",
                 *       "message": "The service is temporarily unavailable. Try again in 5 seconds."
                 *     }
                 */
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description There is no token with this id. */
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
        /** @description Too many requests. */
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
        /** @description The token is missing, malformed, unknown, revoked or expired. */
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
        /** @description The content type of the request body is not `application/json`. Parameters such as `charset` are ignored. */
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
        /** @description The webhook is disabled or deleted. A deleted webhook is not found once none of its deliveries is left. */
        WebhookConflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "name": "ConflictError",
                 *       "message": "The webhook is disabled. Enable it first."
                 *     }
                 */
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description The organization has no webhook with this id. */
        WebhookNotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "name": "NotFoundError",
                 *       "message": "Webhook not found."
                 *     }
                 */
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
    };
    parameters: {
        /**
         * @description Oldest first. Values other than `true` and `false` are rejected.
         * @example true
         */
        Ascending: boolean;
        /**
         * @description ID of delivery.
         * @example dlv_01jhm7d4g7j9m1n3q5s7v9x1z3
         */
        DeliveryId: components["schemas"]["DeliveryId"];
        /**
         * @description Space-separated signatures. Each is `v1,` followed by the base64-encoded HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}`. The key is the part of the webhook's secret after `whsec_`, decoded from base64. There are several signatures while a secret is being rotated: accept the request if any of them is valid.
         * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
         */
        DeliverySignature: string;
        /**
         * @description Time of this attempt in Unix seconds. Reject requests whose timestamp is more than 5 minutes in the past or future.
         * @example 1768554765
         */
        DeliveryTimestamp: string;
        /**
         * @description Limit of number of items returned, as decimal digits without a sign. Values above 100 are treated as 100.
         * @example 50
         */
        Limit: number;
        /**
         * @description Page token for pagination: the `next_page_token` of the previous page. It is valid for the same sort order and filters, with any `limit`, and can be used repeatedly. Unknown tokens are rejected.
         * @example eyJjIjoiMjAyNi0wMS0xNVQwOTozMDowMC4wMDBaIn0
         */
        PageToken: string;
        /**
         * @description ID of the event. It is the same at every attempt: use it to detect duplicates.
         * @example evt_01jhm7b2d4f6h8k0m2q4s6v8x0
         */
        "parameters-DeliveryId": string;
        /**
         * @description Only events published at or after this time.
         * @example 2026-01-16T09:00:00Z
         */
        Since: string;
        /**
         * @description Same value as `webhook-id`, for Svix verifiers.
         * @example evt_01jhm7b2d4f6h8k0m2q4s6v8x0
         */
        SvixId: string;
        /**
         * @description Same value as `webhook-signature`, for Svix verifiers.
         * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
         */
        SvixSignature: string;
        /**
         * @description Same value as `webhook-timestamp`, for Svix verifiers.
         * @example 1768554765
         */
        SvixTimestamp: string;
        /**
         * @description Only events published before this time. Must be after `since`.
         * @example 2026-01-16T11:00:00Z
         */
        Until: string;
        /**
         * @description ID of webhook.
         * @example wh_01jhm6tq8zr3v5x7k9n2p4s6w8
         */
        WebhookId: components["schemas"]["WebhookId"];
    };
    requestBodies: never;
    headers: {
        /**
         * @description When to retry: seconds or an HTTP date.
         * @example 30
         */
        RetryAfter: string;
        /**
         * @description When to retry, if known: seconds or an HTTP date.
         * @example 5
         */
        RetryAfterIfKnown: string;
        /**
         * @description The authentication scheme.
         * @example Bearer
         */
        WwwAuthenticate: string;
    };
    pathItems: never;
}
export type Address = components['schemas']['Address'];
export type Attachment = components['schemas']['Attachment'];
export type Attempt = components['schemas']['Attempt'];
export type AttemptCounts = components['schemas']['AttemptCounts'];
export type AttemptOutcome = components['schemas']['AttemptOutcome'];
export type BouncedRecipient = components['schemas']['BouncedRecipient'];
export type ClientId = components['schemas']['ClientId'];
export type CreatedToken = components['schemas']['CreatedToken'];
export type CreateTokenRequest = components['schemas']['CreateTokenRequest'];
export type Delivery = components['schemas']['Delivery'];
export type DeliveryDetails = components['schemas']['DeliveryDetails'];
export type DeliveryExhaustedEvent = components['schemas']['DeliveryExhaustedEvent'];
export type DeliveryId = components['schemas']['DeliveryId'];
export type DeliveryReason = components['schemas']['DeliveryReason'];
export type DeliverySettings = components['schemas']['DeliverySettings'];
export type DeliveryStatus = components['schemas']['DeliveryStatus'];
export type DisabledReason = components['schemas']['DisabledReason'];
export type Domain = components['schemas']['Domain'];
export type DomainVerifiedEvent = components['schemas']['DomainVerifiedEvent'];
export type ErrorResponse = components['schemas']['ErrorResponse'];
export type Event = components['schemas']['Event'];
export type EventDeliveries = components['schemas']['EventDeliveries'];
export type EventId = components['schemas']['EventId'];
export type EventKind = components['schemas']['EventKind'];
export type EventPayload = components['schemas']['EventPayload'];
export type EventPodId = components['schemas']['EventPodId'];
export type EventType = components['schemas']['EventType'];
export type EventTypes = components['schemas']['EventTypes'];
export type FailedAttempt = components['schemas']['FailedAttempt'];
export type InboxIds = components['schemas']['InboxIds'];
export type InboxOrPodId = components['schemas']['InboxOrPodId'];
export type ListDeliveriesResponse = components['schemas']['ListDeliveriesResponse'];
export type ListEventsResponse = components['schemas']['ListEventsResponse'];
export type ListTokensResponse = components['schemas']['ListTokensResponse'];
export type Message = components['schemas']['Message'];
export type MessageBounce = components['schemas']['MessageBounce'];
export type MessageBouncedEvent = components['schemas']['MessageBouncedEvent'];
export type MessageComplainedEvent = components['schemas']['MessageComplainedEvent'];
export type MessageComplaint = components['schemas']['MessageComplaint'];
export type MessageDeliveredEvent = components['schemas']['MessageDeliveredEvent'];
export type MessageDelivery = components['schemas']['MessageDelivery'];
export type MessageReceivedEvent = components['schemas']['MessageReceivedEvent'];
export type MessageReference = components['schemas']['MessageReference'];
export type MessageReject = components['schemas']['MessageReject'];
export type MessageRejectedEvent = components['schemas']['MessageRejectedEvent'];
export type MessageSend = components['schemas']['MessageSend'];
export type MessageSentEvent = components['schemas']['MessageSentEvent'];
export type OperatorEventWebhook = components['schemas']['OperatorEventWebhook'];
export type OperatorWebhook = components['schemas']['OperatorWebhook'];
export type OrganizationId = components['schemas']['OrganizationId'];
export type PodIds = components['schemas']['PodIds'];
export type PublishedEvent = components['schemas']['PublishedEvent'];
export type PublishedEvents = components['schemas']['PublishedEvents'];
export type PublishEventRequest = components['schemas']['PublishEventRequest'];
export type PublishEventsRequest = components['schemas']['PublishEventsRequest'];
export type QueueBehindEvent = components['schemas']['QueueBehindEvent'];
export type RecoveredWebhook = components['schemas']['RecoveredWebhook'];
export type RecoverWebhookRequest = components['schemas']['RecoverWebhookRequest'];
export type Recovery = components['schemas']['Recovery'];
export type RotatedSecret = components['schemas']['RotatedSecret'];
export type RotateSecretRequest = components['schemas']['RotateSecretRequest'];
export type Secret = components['schemas']['Secret'];
export type SendTestEventRequest = components['schemas']['SendTestEventRequest'];
export type SentTestEvent = components['schemas']['SentTestEvent'];
export type SetOperatorWebhookRequest = components['schemas']['SetOperatorWebhookRequest'];
export type StoredEvent = components['schemas']['StoredEvent'];
export type StoredEventDetails = components['schemas']['StoredEventDetails'];
export type Summary = components['schemas']['Summary'];
export type ThreadItem = components['schemas']['ThreadItem'];
export type Token = components['schemas']['Token'];
export type TokenId = components['schemas']['TokenId'];
export type TokenScope = components['schemas']['TokenScope'];
export type UpdateDeliverySettingsRequest = components['schemas']['UpdateDeliverySettingsRequest'];
export type ValidationErrorResponse = components['schemas']['ValidationErrorResponse'];
export type VerificationRecord = components['schemas']['VerificationRecord'];
export type Webhook = components['schemas']['Webhook'];
export type WebhookCounts = components['schemas']['WebhookCounts'];
export type WebhookDisabledEvent = components['schemas']['WebhookDisabledEvent'];
export type WebhookFailingEvent = components['schemas']['WebhookFailingEvent'];
export type WebhookHealth = components['schemas']['WebhookHealth'];
export type WebhookId = components['schemas']['WebhookId'];
export type WebhookRecoveredEvent = components['schemas']['WebhookRecoveredEvent'];
export type WebhookState = components['schemas']['WebhookState'];
export type WebhookUrl = components['schemas']['WebhookUrl'];
export type ResponseBatchTooLarge = components['responses']['BatchTooLarge'];
export type ResponseContentTooLarge = components['responses']['ContentTooLarge'];
export type ResponseDeliveryConflict = components['responses']['DeliveryConflict'];
export type ResponseDeliveryNotFound = components['responses']['DeliveryNotFound'];
export type ResponseEventConflict = components['responses']['EventConflict'];
export type ResponseEventNotFound = components['responses']['EventNotFound'];
export type ResponseForbidden = components['responses']['Forbidden'];
export type ResponseInternalServerError = components['responses']['InternalServerError'];
export type ResponseInvalidDeliverySettings = components['responses']['InvalidDeliverySettings'];
export type ResponseInvalidEvent = components['responses']['InvalidEvent'];
export type ResponseInvalidEvents = components['responses']['InvalidEvents'];
export type ResponseInvalidList = components['responses']['InvalidList'];
export type ResponseInvalidOperatorWebhook = components['responses']['InvalidOperatorWebhook'];
export type ResponseInvalidRecovery = components['responses']['InvalidRecovery'];
export type ResponseInvalidRotation = components['responses']['InvalidRotation'];
export type ResponseInvalidTestEvent = components['responses']['InvalidTestEvent'];
export type ResponseInvalidToken = components['responses']['InvalidToken'];
export type ResponseOneDeliverySettings = components['responses']['OneDeliverySettings'];
export type ResponseOneOperatorWebhook = components['responses']['OneOperatorWebhook'];
export type ResponseOneWebhook = components['responses']['OneWebhook'];
export type ResponseOperatorWebhookNotFound = components['responses']['OperatorWebhookNotFound'];
export type ResponseSecretConflict = components['responses']['SecretConflict'];
export type ResponseServiceUnavailable = components['responses']['ServiceUnavailable'];
export type ResponseTokenNotFound = components['responses']['TokenNotFound'];
export type ResponseTooManyRequests = components['responses']['TooManyRequests'];
export type ResponseUnauthorized = components['responses']['Unauthorized'];
export type ResponseUnsupportedMediaType = components['responses']['UnsupportedMediaType'];
export type ResponseWebhookConflict = components['responses']['WebhookConflict'];
export type ResponseWebhookNotFound = components['responses']['WebhookNotFound'];
export type ParameterAscending = components['parameters']['Ascending'];
export type ParameterDeliveryId = components['parameters']['DeliveryId'];
export type ParameterDeliverySignature = components['parameters']['DeliverySignature'];
export type ParameterDeliveryTimestamp = components['parameters']['DeliveryTimestamp'];
export type ParameterLimit = components['parameters']['Limit'];
export type ParameterPageToken = components['parameters']['PageToken'];
export type ParameterParametersDeliveryId = components['parameters']['parameters-DeliveryId'];
export type ParameterSince = components['parameters']['Since'];
export type ParameterSvixId = components['parameters']['SvixId'];
export type ParameterSvixSignature = components['parameters']['SvixSignature'];
export type ParameterSvixTimestamp = components['parameters']['SvixTimestamp'];
export type ParameterUntil = components['parameters']['Until'];
export type ParameterWebhookId = components['parameters']['WebhookId'];
export type HeaderRetryAfter = components['headers']['RetryAfter'];
export type HeaderRetryAfterIfKnown = components['headers']['RetryAfterIfKnown'];
export type HeaderWwwAuthenticate = components['headers']['WwwAuthenticate'];
export type $defs = Record<string, never>;
export interface operations {
    listDeliveries: {
        parameters: {
            query?: {
                /**
                 * @description Oldest first. Values other than `true` and `false` are rejected.
                 * @example true
                 */
                ascending?: components["parameters"]["Ascending"];
                /**
                 * @description Only deliveries of this event.
                 * @example evt_01jhm7d4f6h8k0m2p4r6t8v0x2
                 */
                event_id?: components["schemas"]["EventId"];
                /**
                 * @description Only deliveries of events of this type.
                 * @example message.received
                 */
                event_type?: components["schemas"]["EventType"];
                /**
                 * @description Only deliveries of events of this inbox. An erased event has none.
                 * @example support@agents.example.com
                 */
                inbox_id?: components["schemas"]["InboxOrPodId"];
                /**
                 * @description Limit of number of items returned, as decimal digits without a sign. Values above 100 are treated as 100.
                 * @example 50
                 */
                limit?: components["parameters"]["Limit"];
                /**
                 * @description Only deliveries whose last attempt had this outcome.
                 * @example timeout
                 */
                outcome?: components["schemas"]["AttemptOutcome"];
                /**
                 * @description Page token for pagination: the `next_page_token` of the previous page. It is valid for the same sort order and filters, with any `limit`, and can be used repeatedly. Unknown tokens are rejected.
                 * @example eyJjIjoiMjAyNi0wMS0xNVQwOTozMDowMC4wMDBaIn0
                 */
                page_token?: components["parameters"]["PageToken"];
                /**
                 * @description Only events published at or after this time.
                 * @example 2026-01-16T09:00:00Z
                 */
                since?: components["parameters"]["Since"];
                /**
                 * @description Only deliveries with this status.
                 * @example failed
                 */
                status?: components["schemas"]["DeliveryStatus"];
                /**
                 * @description Only events published before this time. Must be after `since`.
                 * @example 2026-01-16T11:00:00Z
                 */
                until?: components["parameters"]["Until"];
                /**
                 * @description Only deliveries to this webhook.
                 * @example wh_01jhm6tq8zr3v5x7k9n2p4s6w8
                 */
                webhook_id?: components["schemas"]["WebhookId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of deliveries. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListDeliveriesResponse"];
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
    getDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of delivery.
                 * @example dlv_01jhm7d4g7j9m1n3q5s7v9x1z3
                 */
                delivery_id: components["parameters"]["DeliveryId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryDetails"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["DeliveryNotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    resendDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of delivery.
                 * @example dlv_01jhm7d4g7j9m1n3q5s7v9x1z3
                 */
                delivery_id: components["parameters"]["DeliveryId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The delivery, pending again. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["DeliveryNotFound"];
            409: components["responses"]["DeliveryConflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /**
                 * @description Oldest first. Values other than `true` and `false` are rejected.
                 * @example true
                 */
                ascending?: components["parameters"]["Ascending"];
                /**
                 * @description Only events of this type.
                 * @example message.received
                 */
                event_type?: components["schemas"]["EventType"];
                /**
                 * @description Only events of this inbox.
                 * @example support@agents.example.com
                 */
                inbox_id?: components["schemas"]["InboxOrPodId"];
                /**
                 * @description Limit of number of items returned, as decimal digits without a sign. Values above 100 are treated as 100.
                 * @example 50
                 */
                limit?: components["parameters"]["Limit"];
                /**
                 * @description Page token for pagination: the `next_page_token` of the previous page. It is valid for the same sort order and filters, with any `limit`, and can be used repeatedly. Unknown tokens are rejected.
                 * @example eyJjIjoiMjAyNi0wMS0xNVQwOTozMDowMC4wMDBaIn0
                 */
                page_token?: components["parameters"]["PageToken"];
                /**
                 * @description Only events published at or after this time.
                 * @example 2026-01-16T09:00:00Z
                 */
                since?: components["parameters"]["Since"];
                /**
                 * @description Only events published before this time. Must be after `since`.
                 * @example 2026-01-16T11:00:00Z
                 */
                until?: components["parameters"]["Until"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListEventsResponse"];
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
    publishEvent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The event. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublishEventRequest"];
            };
        };
        responses: {
            /** @description The event is stored. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishedEvent"];
                };
            };
            400: components["responses"]["InvalidEvent"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["EventConflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of the event.
                 * @example evt_01jhm7d4f6h8k0m2p4r6t8v0x2
                 */
                event_id: components["schemas"]["EventId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The event. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoredEventDetails"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["EventNotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    eraseEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of the event.
                 * @example evt_01jhm7d4f6h8k0m2p4r6t8v0x2
                 */
                event_id: components["schemas"]["EventId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The event is erased. The body is empty. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["EventNotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    publishEvents: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The events. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublishEventsRequest"];
            };
        };
        responses: {
            /** @description The events are stored. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishedEvents"];
                };
            };
            400: components["responses"]["InvalidEvents"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["EventConflict"];
            413: components["responses"]["BatchTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getOperatorWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["OneOperatorWebhook"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["OperatorWebhookNotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    setOperatorWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Where to send the events. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetOperatorWebhookRequest"];
            };
        };
        responses: {
            200: components["responses"]["OneOperatorWebhook"];
            400: components["responses"]["InvalidOperatorWebhook"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deleteOperatorWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The operator webhook is deleted. The body is empty. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["OperatorWebhookNotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getSummary: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The summary. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Summary"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    listTokens: {
        parameters: {
            query?: {
                /**
                 * @description Oldest first. Values other than `true` and `false` are rejected.
                 * @example true
                 */
                ascending?: components["parameters"]["Ascending"];
                /**
                 * @description Limit of number of items returned, as decimal digits without a sign. Values above 100 are treated as 100.
                 * @example 50
                 */
                limit?: components["parameters"]["Limit"];
                /**
                 * @description Page token for pagination: the `next_page_token` of the previous page. It is valid for the same sort order and filters, with any `limit`, and can be used repeatedly. Unknown tokens are rejected.
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
            /** @description The new token. */
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
    disableWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of webhook.
                 * @example wh_01jhm6tq8zr3v5x7k9n2p4s6w8
                 */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["OneWebhook"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["WebhookNotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    enableWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of webhook.
                 * @example wh_01jhm6tq8zr3v5x7k9n2p4s6w8
                 */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["OneWebhook"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["WebhookNotFound"];
            409: components["responses"]["SecretConflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getWebhookHealth: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of webhook.
                 * @example wh_01jhm6tq8zr3v5x7k9n2p4s6w8
                 */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The health of the webhook. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookHealth"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["WebhookNotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getRecovery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of webhook.
                 * @example wh_01jhm6tq8zr3v5x7k9n2p4s6w8
                 */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The progress. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recovery"];
                };
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["WebhookNotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    recoverWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of webhook.
                 * @example wh_01jhm6tq8zr3v5x7k9n2p4s6w8
                 */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        /** @description The events to recover. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecoverWebhookRequest"];
            };
        };
        responses: {
            /** @description The deliveries are pending, or are queued in the background. With `dry_run`, nothing was changed. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveredWebhook"];
                };
            };
            400: components["responses"]["InvalidRecovery"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["WebhookNotFound"];
            409: components["responses"]["WebhookConflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    rotateSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of webhook.
                 * @example wh_01jhm6tq8zr3v5x7k9n2p4s6w8
                 */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        /** @description How long the previous secret remains valid. */
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RotateSecretRequest"];
            };
        };
        responses: {
            /** @description The new secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotatedSecret"];
                };
            };
            400: components["responses"]["InvalidRotation"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["WebhookNotFound"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getDeliverySettings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of webhook.
                 * @example wh_01jhm6tq8zr3v5x7k9n2p4s6w8
                 */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["OneDeliverySettings"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["WebhookNotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    updateDeliverySettings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of webhook.
                 * @example wh_01jhm6tq8zr3v5x7k9n2p4s6w8
                 */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        /** @description The limits to change. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateDeliverySettingsRequest"];
            };
        };
        responses: {
            200: components["responses"]["OneDeliverySettings"];
            400: components["responses"]["InvalidDeliverySettings"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["WebhookNotFound"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    sendTestEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description ID of webhook.
                 * @example wh_01jhm6tq8zr3v5x7k9n2p4s6w8
                 */
                webhook_id: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        /** @description The event to send. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendTestEventRequest"];
            };
        };
        responses: {
            /** @description The delivery is stored. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentTestEvent"];
                };
            };
            400: components["responses"]["InvalidTestEvent"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["WebhookNotFound"];
            409: components["responses"]["WebhookConflict"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    deliveryExhausted: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Same value as `webhook-id`, for Svix verifiers.
                 * @example evt_01jhm7b2d4f6h8k0m2q4s6v8x0
                 */
                "svix-id": components["parameters"]["SvixId"];
                /**
                 * @description Same value as `webhook-signature`, for Svix verifiers.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "svix-signature": components["parameters"]["SvixSignature"];
                /**
                 * @description Same value as `webhook-timestamp`, for Svix verifiers.
                 * @example 1768554765
                 */
                "svix-timestamp": components["parameters"]["SvixTimestamp"];
                /**
                 * @description ID of the event. It is the same at every attempt: use it to detect duplicates.
                 * @example evt_01jhm7b2d4f6h8k0m2q4s6v8x0
                 */
                "webhook-id": components["parameters"]["parameters-DeliveryId"];
                /**
                 * @description Space-separated signatures. Each is `v1,` followed by the base64-encoded HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}`. The key is the part of the webhook's secret after `whsec_`, decoded from base64. There are several signatures while a secret is being rotated: accept the request if any of them is valid.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature": components["parameters"]["DeliverySignature"];
                /**
                 * @description Time of this attempt in Unix seconds. Reject requests whose timestamp is more than 5 minutes in the past or future.
                 * @example 1768554765
                 */
                "webhook-timestamp": components["parameters"]["DeliveryTimestamp"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description The event. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeliveryExhaustedEvent"];
            };
        };
        responses: {
            /** @description The event is accepted and is not sent again. The response body is ignored. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The attempt failed. Redirects are not followed. */
            "3XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The attempt failed and is repeated later. Return 400 if the signature is invalid. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The attempt failed and is repeated later. After a 503, the next attempt respects `Retry-After` as after a 429. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint is gone. The event is not sent again and the operator webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The attempt failed. The next attempt respects `Retry-After`, if present, up to an hour or twice the delay of the schedule, whichever is longer. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfterIfKnown"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    queueBehind: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Same value as `webhook-id`, for Svix verifiers.
                 * @example evt_01jhm7b2d4f6h8k0m2q4s6v8x0
                 */
                "svix-id": components["parameters"]["SvixId"];
                /**
                 * @description Same value as `webhook-signature`, for Svix verifiers.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "svix-signature": components["parameters"]["SvixSignature"];
                /**
                 * @description Same value as `webhook-timestamp`, for Svix verifiers.
                 * @example 1768554765
                 */
                "svix-timestamp": components["parameters"]["SvixTimestamp"];
                /**
                 * @description ID of the event. It is the same at every attempt: use it to detect duplicates.
                 * @example evt_01jhm7b2d4f6h8k0m2q4s6v8x0
                 */
                "webhook-id": components["parameters"]["parameters-DeliveryId"];
                /**
                 * @description Space-separated signatures. Each is `v1,` followed by the base64-encoded HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}`. The key is the part of the webhook's secret after `whsec_`, decoded from base64. There are several signatures while a secret is being rotated: accept the request if any of them is valid.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature": components["parameters"]["DeliverySignature"];
                /**
                 * @description Time of this attempt in Unix seconds. Reject requests whose timestamp is more than 5 minutes in the past or future.
                 * @example 1768554765
                 */
                "webhook-timestamp": components["parameters"]["DeliveryTimestamp"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description The event. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueueBehindEvent"];
            };
        };
        responses: {
            /** @description The event is accepted and is not sent again. The response body is ignored. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The attempt failed. Redirects are not followed. */
            "3XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The attempt failed and is repeated later. Return 400 if the signature is invalid. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The attempt failed and is repeated later. After a 503, the next attempt respects `Retry-After` as after a 429. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint is gone. The event is not sent again and the operator webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The attempt failed. The next attempt respects `Retry-After`, if present, up to an hour or twice the delay of the schedule, whichever is longer. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfterIfKnown"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhookDisabled: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Same value as `webhook-id`, for Svix verifiers.
                 * @example evt_01jhm7b2d4f6h8k0m2q4s6v8x0
                 */
                "svix-id": components["parameters"]["SvixId"];
                /**
                 * @description Same value as `webhook-signature`, for Svix verifiers.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "svix-signature": components["parameters"]["SvixSignature"];
                /**
                 * @description Same value as `webhook-timestamp`, for Svix verifiers.
                 * @example 1768554765
                 */
                "svix-timestamp": components["parameters"]["SvixTimestamp"];
                /**
                 * @description ID of the event. It is the same at every attempt: use it to detect duplicates.
                 * @example evt_01jhm7b2d4f6h8k0m2q4s6v8x0
                 */
                "webhook-id": components["parameters"]["parameters-DeliveryId"];
                /**
                 * @description Space-separated signatures. Each is `v1,` followed by the base64-encoded HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}`. The key is the part of the webhook's secret after `whsec_`, decoded from base64. There are several signatures while a secret is being rotated: accept the request if any of them is valid.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature": components["parameters"]["DeliverySignature"];
                /**
                 * @description Time of this attempt in Unix seconds. Reject requests whose timestamp is more than 5 minutes in the past or future.
                 * @example 1768554765
                 */
                "webhook-timestamp": components["parameters"]["DeliveryTimestamp"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description The event. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookDisabledEvent"];
            };
        };
        responses: {
            /** @description The event is accepted and is not sent again. The response body is ignored. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The attempt failed. Redirects are not followed. */
            "3XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The attempt failed and is repeated later. Return 400 if the signature is invalid. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The attempt failed and is repeated later. After a 503, the next attempt respects `Retry-After` as after a 429. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint is gone. The event is not sent again and the operator webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The attempt failed. The next attempt respects `Retry-After`, if present, up to an hour or twice the delay of the schedule, whichever is longer. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfterIfKnown"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhookFailing: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Same value as `webhook-id`, for Svix verifiers.
                 * @example evt_01jhm7b2d4f6h8k0m2q4s6v8x0
                 */
                "svix-id": components["parameters"]["SvixId"];
                /**
                 * @description Same value as `webhook-signature`, for Svix verifiers.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "svix-signature": components["parameters"]["SvixSignature"];
                /**
                 * @description Same value as `webhook-timestamp`, for Svix verifiers.
                 * @example 1768554765
                 */
                "svix-timestamp": components["parameters"]["SvixTimestamp"];
                /**
                 * @description ID of the event. It is the same at every attempt: use it to detect duplicates.
                 * @example evt_01jhm7b2d4f6h8k0m2q4s6v8x0
                 */
                "webhook-id": components["parameters"]["parameters-DeliveryId"];
                /**
                 * @description Space-separated signatures. Each is `v1,` followed by the base64-encoded HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}`. The key is the part of the webhook's secret after `whsec_`, decoded from base64. There are several signatures while a secret is being rotated: accept the request if any of them is valid.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature": components["parameters"]["DeliverySignature"];
                /**
                 * @description Time of this attempt in Unix seconds. Reject requests whose timestamp is more than 5 minutes in the past or future.
                 * @example 1768554765
                 */
                "webhook-timestamp": components["parameters"]["DeliveryTimestamp"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description The event. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookFailingEvent"];
            };
        };
        responses: {
            /** @description The event is accepted and is not sent again. The response body is ignored. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The attempt failed. Redirects are not followed. */
            "3XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The attempt failed and is repeated later. Return 400 if the signature is invalid. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The attempt failed and is repeated later. After a 503, the next attempt respects `Retry-After` as after a 429. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint is gone. The event is not sent again and the operator webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The attempt failed. The next attempt respects `Retry-After`, if present, up to an hour or twice the delay of the schedule, whichever is longer. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfterIfKnown"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    webhookRecovered: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Same value as `webhook-id`, for Svix verifiers.
                 * @example evt_01jhm7b2d4f6h8k0m2q4s6v8x0
                 */
                "svix-id": components["parameters"]["SvixId"];
                /**
                 * @description Same value as `webhook-signature`, for Svix verifiers.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "svix-signature": components["parameters"]["SvixSignature"];
                /**
                 * @description Same value as `webhook-timestamp`, for Svix verifiers.
                 * @example 1768554765
                 */
                "svix-timestamp": components["parameters"]["SvixTimestamp"];
                /**
                 * @description ID of the event. It is the same at every attempt: use it to detect duplicates.
                 * @example evt_01jhm7b2d4f6h8k0m2q4s6v8x0
                 */
                "webhook-id": components["parameters"]["parameters-DeliveryId"];
                /**
                 * @description Space-separated signatures. Each is `v1,` followed by the base64-encoded HMAC-SHA256 of `{webhook-id}.{webhook-timestamp}.{body}`. The key is the part of the webhook's secret after `whsec_`, decoded from base64. There are several signatures while a secret is being rotated: accept the request if any of them is valid.
                 * @example v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=
                 */
                "webhook-signature": components["parameters"]["DeliverySignature"];
                /**
                 * @description Time of this attempt in Unix seconds. Reject requests whose timestamp is more than 5 minutes in the past or future.
                 * @example 1768554765
                 */
                "webhook-timestamp": components["parameters"]["DeliveryTimestamp"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description The event. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookRecoveredEvent"];
            };
        };
        responses: {
            /** @description The event is accepted and is not sent again. The response body is ignored. */
            "2XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The attempt failed. Redirects are not followed. */
            "3XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The attempt failed and is repeated later. Return 400 if the signature is invalid. */
            "4XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The attempt failed and is repeated later. After a 503, the next attempt respects `Retry-After` as after a 429. */
            "5XX": {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The endpoint is gone. The event is not sent again and the operator webhook is disabled. */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The attempt failed. The next attempt respects `Retry-After`, if present, up to an hour or twice the delay of the schedule, whichever is longer. */
            429: {
                headers: {
                    "Retry-After": components["headers"]["RetryAfterIfKnown"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
}
