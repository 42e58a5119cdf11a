// Generated from specs/delivery.yaml by `pnpm generate`. Do not edit.

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
         * @description Lists the deliveries of the organization, newest first, a page at a time, also those to webhooks that are gone. A page token goes with the filters it was given with.
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
         * @description The delivery with every attempt, and why it stands where it stands.
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
         * @description Sends a settled delivery again, on a fresh schedule. Its attempts are appended to those that were made.
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
        get?: never;
        put?: never;
        /**
         * Publish Event
         * @description Publishes an event: it is delivered to every webhook of the organization that wants it. A 202 means that the event and all its deliveries are stored. An `event_id` that was published before, with the same event and pod, answers what it answered then and delivers nothing new; so publishing may be repeated until it is answered.
         */
        post: operations["publishEvent"];
        delete?: never;
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
         * @description Publishes up to 500 events, all or none of them. Problems name the item: `events.3.event.message.size`.
         */
        post: operations["publishEvents"];
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
         * @description Sends nothing to the webhook any more, until it is enabled. Its pending deliveries are settled as `failed`.
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
         * @description Lets events go to the webhook again. What was published while it was disabled, or failed, is not sent by itself: recover does that.
         */
        post: operations["enableWebhook"];
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
        get?: never;
        put?: never;
        /**
         * Recover Webhook
         * @description Sends the `failed` deliveries of events that were published in [`since`, `until`) again, each on a fresh schedule. What it took up is pending then, so repeating it changes nothing.
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
         * @description Gives the webhook a new secret. The one before signs beside it until `previous_expires_at`, so that receivers can change over: at most 5 secrets sign, the newest first.
         */
        post: operations["rotateSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
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
         * @description Sends the example of an event type to this webhook, under a fresh `event_id`, whether the webhook wants the type or not.
         */
        post: operations["sendTestEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description An e-mail address: `a@b.c` or `Name <a@b.c>`.
         * @example Ada Lovelace <ada@example.net>
         */
        Address: string;
        /** @description A file that came with a message. Its bytes are never in an event. */
        Attachment: {
            /**
             * @description ID of the attachment.
             * @example att_01jhm7b2a1c3e5g7j9m1p3r5t7
             */
            attachment_id: string;
            /**
             * @description Whether the file is shown in the message or attached to it.
             * @example attachment
             * @enum {string}
             */
            content_disposition?: "inline" | "attachment";
            /**
             * @description ID under which the HTML of the message refers to the file.
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
        /** @description One attempt to deliver. */
        Attempt: {
            /**
             * @description Number of the attempt.
             * @example 1
             */
            attempt: number;
            /**
             * @description How long it took, in milliseconds.
             * @example 87
             */
            duration_ms: number;
            /**
             * @description What went wrong, in words.
             * @example The endpoint answered 502.
             */
            error?: string;
            /**
             * @description What came of it:
             *
             *     - `succeeded`: a 2xx status
             *     - `http_error`: any other status; redirects are not followed
             *     - `timeout`: no status within the time limit
             *     - `connection_error`: no connection, one that broke, or something that is not HTTP
             *     - `tls_error`: no secure connection
             *     - `forbidden_address`: the host is, or resolved to, an address that may not be reached
             * @example http_error
             * @enum {string}
             */
            outcome: "succeeded" | "http_error" | "timeout" | "connection_error" | "tls_error" | "forbidden_address";
            /**
             * @description The first 1,024 bytes of the answer's body as UTF-8, when there were any.
             * @example Bad Gateway
             */
            response_excerpt?: string;
            /**
             * Format: date-time
             * @description Time at which attempt was started.
             * @example 2026-01-16T09:20:04.519Z
             */
            started_at: string;
            /**
             * @description HTTP status of the answer, when there was one.
             * @example 502
             */
            status_code?: number;
        };
        /** @description A recipient that a message did not reach. */
        BouncedRecipient: {
            address: components["schemas"]["Address"];
            /**
             * @description What became of the message.
             * @example bounced
             */
            status: string;
        };
        /**
         * @description Client ID of webhook. Unique in the organization; makes creating repeatable, and is free again once the webhook is deleted.
         * @example support-desk
         */
        ClientId: string;
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
        /** @description The delivery of one event to one webhook. */
        Delivery: {
            /**
             * Format: date-time
             * @description Time until which the endpoint is left alone. Only with the reason `breaker_open`.
             * @example 2026-01-16T09:25:34.000Z
             */
            breaker_open_until?: string;
            /**
             * Format: date-time
             * @description Time at which delivery was created.
             * @example 2026-01-16T09:20:04.512Z
             */
            created_at: string;
            delivery_id: components["schemas"]["DeliveryId"];
            event_id: components["schemas"]["EventId"];
            event_type: components["schemas"]["EventType"];
            /**
             * @description All of this in a sentence, for people.
             * @example The endpoint accepted it.
             */
            explanation: string;
            /**
             * Format: date-time
             * @description Time from which the next attempt is made. Only of a pending delivery.
             * @example 2026-01-16T09:20:10.012Z
             */
            next_attempt_at?: string;
            reason?: components["schemas"]["DeliveryReason"];
            status: components["schemas"]["DeliveryStatus"];
            /**
             * @description Why the webhook is disabled, as long as it is. Only with the reasons `webhook_disabled` and `gone`.
             *
             *     - `request`: somebody asked for it
             *     - `gone`: the endpoint answered 410
             *     - `failing`: there were only failures for 5 days
             * @example gone
             * @enum {string}
             */
            webhook_disabled_because?: "request" | "gone" | "failing";
            webhook_id: components["schemas"]["WebhookId"];
        };
        /** @description A delivery with its attempts. */
        DeliveryDetails: {
            /** @description Every attempt, the first one first. */
            attempts: components["schemas"]["Attempt"][];
            /**
             * Format: date-time
             * @description Time until which the endpoint is left alone. Only with the reason `breaker_open`.
             * @example 2026-01-16T09:25:34.000Z
             */
            breaker_open_until?: string;
            /**
             * Format: date-time
             * @description Time at which delivery was created.
             * @example 2026-01-16T09:20:04.512Z
             */
            created_at: string;
            delivery_id: components["schemas"]["DeliveryId"];
            event_id: components["schemas"]["EventId"];
            event_type: components["schemas"]["EventType"];
            /**
             * @description All of this in a sentence, for people.
             * @example The endpoint accepted it.
             */
            explanation: string;
            /**
             * Format: date-time
             * @description Time from which the next attempt is made. Only of a pending delivery.
             * @example 2026-01-16T09:20:10.012Z
             */
            next_attempt_at?: string;
            reason?: components["schemas"]["DeliveryReason"];
            status: components["schemas"]["DeliveryStatus"];
            /**
             * @description Why the webhook is disabled, as long as it is. Only with the reasons `webhook_disabled` and `gone`.
             *
             *     - `request`: somebody asked for it
             *     - `gone`: the endpoint answered 410
             *     - `failing`: there were only failures for 5 days
             * @example gone
             * @enum {string}
             */
            webhook_disabled_because?: "request" | "gone" | "failing";
            webhook_id: components["schemas"]["WebhookId"];
        };
        /**
         * @description ID of delivery.
         * @example dlv_01jhm7d4g7j9m1n3q5s7v9x1z3
         */
        DeliveryId: string;
        /**
         * @description Why a delivery is not simply waiting or done:
         *
         *     - `exhausted`: every attempt of the schedule failed
         *     - `gone`: the endpoint answered 410
         *     - `webhook_disabled`: the webhook was disabled before it was delivered
         *     - `webhook_deleted`: the webhook was deleted before it was delivered
         *     - `webhook_changed`: the webhook was limited to other inboxes or pods before it was delivered
         *     - `breaker_open`: the endpoint timed out several times in a row, and is left alone for a while
         * @example exhausted
         * @enum {string}
         */
        DeliveryReason: "exhausted" | "gone" | "webhook_disabled" | "webhook_deleted" | "webhook_changed" | "breaker_open";
        /**
         * @description Where a delivery stands. All but `pending` are settled.
         * @example succeeded
         * @enum {string}
         */
        DeliveryStatus: "pending" | "succeeded" | "failed" | "cancelled";
        /** @description A domain that mail is sent from. */
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
             * @description How far the verification is.
             * @example VERIFIED
             * @enum {string}
             */
            status: "NOT_STARTED" | "PENDING" | "INVALID" | "FAILED" | "VERIFYING" | "VERIFIED";
            /**
             * @description Mail can be sent from subdomains too.
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
        /** @description An event, of the type that its `event_type` says. */
        Event: components["schemas"]["MessageReceivedEvent"] | components["schemas"]["MessageSentEvent"] | components["schemas"]["MessageDeliveredEvent"] | components["schemas"]["MessageBouncedEvent"] | components["schemas"]["MessageComplainedEvent"] | components["schemas"]["MessageRejectedEvent"] | components["schemas"]["DomainVerifiedEvent"];
        /**
         * @description ID of the event, the same at every attempt to deliver it. It is sent in a header as well.
         * @example evt_01jhm7b2d4f6h8k0m2q4s6v8x0
         */
        EventId: string;
        /**
         * @description Always `event`.
         * @constant
         */
        EventKind: "event";
        /** @description Pod that the event belongs to. An event about a domain says it itself, in `domain.pod_id`. */
        EventPodId: components["schemas"]["ScopeId"];
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
        /**
         * @description Inboxes for which to send events. Maximum 10 per webhook. Of an inbox named twice the first place counts.
         * @example [
         *       "support@agents.example.com"
         *     ]
         */
        InboxIds: components["schemas"]["ScopeId"][];
        /** @description A page of deliveries. */
        ListDeliveriesResponse: {
            /**
             * @description Number of items returned.
             * @example 1
             */
            count: number;
            /** @description Ordered by `created_at` descending. The other way round with `ascending`. */
            deliveries: components["schemas"]["Delivery"][];
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
        /** @description A message of an inbox. */
        Message: {
            /** @description Files that came with the message. */
            attachments?: components["schemas"]["Attachment"][];
            /** @description Addresses of those who get a copy unseen. */
            bcc?: components["schemas"]["Address"][];
            /** @description Addresses of those who get a copy. */
            cc?: components["schemas"]["Address"][];
            /**
             * Format: date-time
             * @description Time at which the message was created.
             * @example 2026-01-16T09:12:45.120Z
             */
            created_at: string;
            /**
             * @description What is new in the HTML, without quotes of earlier messages.
             * @example <p>the engine arrived with a broken gear.</p>
             */
            extracted_html?: string;
            /**
             * @description What is new in the text, without quotes of earlier messages.
             * @example the engine arrived with a broken gear.
             */
            extracted_text?: string;
            from: components["schemas"]["Address"];
            /**
             * @description Further headers of the message.
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
             * @description ID of the message that this one answers.
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
             * @description ID of the message, as RFC 5322 has it, with its angle brackets.
             * @example <CAF3kq9=refund-question@mail.example.net>
             */
            message_id: string;
            /**
             * @description The first words of the text.
             * @example Hello, the engine arrived with a broken gear.
             */
            preview?: string;
            /**
             * @description IDs of the earlier messages of the conversation.
             * @example [
             *       "<01jhm9d4@agents.example.com>"
             *     ]
             */
            references?: string[];
            /** @description Addresses that answers go to. */
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
        /** @description A message that came back. */
        MessageBounce: components["schemas"]["MessageReference"] & {
            /** @description Recipients that it did not reach. */
            recipients: components["schemas"]["BouncedRecipient"][];
            /**
             * @description Closer kind of bounce.
             * @example General
             */
            sub_type: string;
            /**
             * @description Kind of bounce.
             * @example Permanent
             */
            type: string;
        };
        /** @description A message came back. */
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
        /** @description A message that a recipient did not want. */
        MessageComplaint: components["schemas"]["MessageReference"] & {
            /** @description Addresses of those who complained. */
            recipients: components["schemas"]["Address"][];
            /**
             * @description Closer kind of complaint.
             * @example spam
             */
            sub_type: string;
            /**
             * @description Kind of complaint.
             * @example abuse
             */
            type: string;
        };
        /** @description A message reached recipients. */
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
        /** @description A message that arrived. */
        MessageDelivery: components["schemas"]["MessageReference"] & {
            /** @description Addresses that it was delivered to. */
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
        /** @description The message that an event is about, and when it happened. */
        MessageReference: {
            /**
             * @description ID of the inbox.
             * @example support@agents.example.com
             */
            inbox_id: string;
            /**
             * @description ID of the message, as RFC 5322 has it, with its angle brackets.
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
             * @description Time at which it happened.
             * @example 2026-01-16T09:20:00Z
             */
            timestamp: string;
        };
        /** @description A message that was not sent. */
        MessageReject: components["schemas"]["MessageReference"] & {
            /**
             * @description Why it was not sent.
             * @example The attachment contains malware.
             */
            reason: string;
        };
        /** @description A message was not sent. */
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
        /** @description A message on its way. */
        MessageSend: components["schemas"]["MessageReference"] & {
            /** @description Addresses that it was sent to. */
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
        /**
         * @description ID of an organization.
         * @example org_acme
         */
        OrganizationId: string;
        /**
         * @description Pods for which to send events. Maximum 10 per webhook. Of a pod named twice the first place counts.
         * @example [
         *       "pod_eu"
         *     ]
         */
        PodIds: components["schemas"]["ScopeId"][];
        /** @description What became of a published event. */
        PublishedEvent: {
            /**
             * @description Number of webhooks that it goes to.
             * @example 2
             */
            deliveries: number;
            /**
             * @description It was published before, and nothing happened now.
             * @example false
             */
            duplicate: boolean;
            event_id: components["schemas"]["EventId"];
        };
        /** @description What became of published events. */
        PublishedEvents: {
            /** @description One for each event, in their order. */
            results: components["schemas"]["PublishedEvent"][];
        };
        /** @description An event to publish. */
        PublishEventRequest: {
            event: components["schemas"]["Event"];
            pod_id?: components["schemas"]["EventPodId"];
        };
        /** @description Events to publish, all or none. */
        PublishEventsRequest: {
            /** @description The events. */
            events: components["schemas"]["PublishEventRequest"][];
        };
        /** @description What is sent again. */
        RecoveredWebhook: {
            /**
             * @description Number of deliveries that go out again.
             * @example 128
             */
            count: number;
        };
        /** @description Which failed deliveries go out again. */
        RecoverWebhookRequest: {
            /**
             * Format: date-time
             * @description Those of events that were published at this time or later.
             * @example 2026-01-16T09:00:00Z
             */
            since: string;
            /**
             * Format: date-time
             * @description Those of events that were published before this time. Without it, until now.
             * @example 2026-01-16T11:00:00Z
             */
            until?: string;
        };
        /** @description A new secret. */
        RotatedSecret: {
            /**
             * Format: date-time
             * @description Time from which the secret before does not sign any more.
             * @example 2026-01-16T10:20:00.000Z
             */
            previous_expires_at: string;
            secret: components["schemas"]["Secret"];
        };
        /** @description How to rotate. */
        RotateSecretRequest: {
            /**
             * @description How long the secret before stays good, in seconds.
             * @default 86400
             * @example 3600
             */
            overlap_seconds?: number;
        };
        /**
         * @description ID of an inbox or a pod.
         * @example support@agents.example.com
         */
        ScopeId: string;
        /**
         * @description Secret for webhook signature verification: `whsec_` and the base64 of the key.
         * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
         */
        Secret: string;
        /** @description A test event to send. */
        SendTestEventRequest: {
            event_type: components["schemas"]["EventType"];
        };
        /** @description A test event that is on its way. */
        SentTestEvent: {
            delivery_id: components["schemas"]["DeliveryId"];
        };
        /** @description A thread of an inbox, as lists show it. */
        ThreadItem: {
            /** @description Files that came with the messages. */
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
            /** @description Addresses of all who were written to in the thread. */
            recipients: components["schemas"]["Address"][];
            /** @description Addresses of all who wrote in the thread. */
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
            /**
             * Format: date-time
             * @description Time at which token was last used, a minute late at most. Absent until it has been.
             * @example 2026-01-20T17:45:12.345Z
             */
            last_used_at?: string;
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
             * @description Whether the record was found as it must be.
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
             * @description Webhook is enabled. Nothing is sent to a webhook that is not.
             * @example true
             */
            enabled: boolean;
            event_types?: components["schemas"]["EventTypes"];
            inbox_ids?: components["schemas"]["InboxIds"];
            pod_ids?: components["schemas"]["PodIds"];
            secret: components["schemas"]["Secret"];
            /**
             * Format: date-time
             * @description Time at which webhook was last updated.
             * @example 2026-01-16T08:00:00.000Z
             */
            updated_at: string;
            url: components["schemas"]["WebhookUrl"];
            webhook_id: components["schemas"]["WebhookId"];
        };
        /**
         * @description ID of webhook.
         * @example wh_01jhm6tq8zr3v5x7k9n2p4s6w8
         */
        WebhookId: string;
        /**
         * Format: uri
         * @description URL of webhook endpoint. Absolute, https (or http where the service allows it), without credentials, not of a private network. Answered byte for byte as it was given; never changes.
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
        /** @description The delivery is pending, or its webhook is disabled or deleted. */
        DeliveryConflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "name": "ConflictError",
                 *       "message": "The delivery is pending already."
                 *     }
                 */
                "application/json": components["schemas"]["ErrorResponse"];
            };
        };
        /** @description The organization has no such delivery. */
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
        /** @description The `event_id` was published before, with another event or pod. */
        EventConflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "name": "ConflictError",
                 *       "message": "The event evt_01jhm7d4f6h8k0m2p4r6t8v0x2 was published before, with another content."
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
        /** @description The event is not valid by its schema, or says two pods. */
        InvalidEvent: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationErrorResponse"];
            };
        };
        /** @description An event is not valid; none was published. */
        InvalidEvents: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationErrorResponse"];
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
        InvalidRecovery: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationErrorResponse"];
            };
        };
        /** @description The request is not valid. */
        InvalidRotation: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationErrorResponse"];
            };
        };
        /** @description The request is not valid. */
        InvalidTestEvent: {
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
        /** @description The webhook as it now stands. */
        OneWebhook: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Webhook"];
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
        /** @description The webhook is disabled or deleted. */
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
        /** @description The organization has no such webhook. */
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
         * @description Sort in ascending temporal order. Anything but `true` and `false` is refused.
         * @example true
         */
        Ascending: boolean;
        /**
         * @description ID of delivery.
         * @example dlv_01jhm7d4g7j9m1n3q5s7v9x1z3
         */
        DeliveryId: components["schemas"]["DeliveryId"];
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
        /**
         * @description ID of webhook.
         * @example wh_01jhm6tq8zr3v5x7k9n2p4s6w8
         */
        WebhookId: components["schemas"]["WebhookId"];
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
export type Address = components['schemas']['Address'];
export type Attachment = components['schemas']['Attachment'];
export type Attempt = components['schemas']['Attempt'];
export type BouncedRecipient = components['schemas']['BouncedRecipient'];
export type ClientId = components['schemas']['ClientId'];
export type CreatedToken = components['schemas']['CreatedToken'];
export type CreateTokenRequest = components['schemas']['CreateTokenRequest'];
export type Delivery = components['schemas']['Delivery'];
export type DeliveryDetails = components['schemas']['DeliveryDetails'];
export type DeliveryId = components['schemas']['DeliveryId'];
export type DeliveryReason = components['schemas']['DeliveryReason'];
export type DeliveryStatus = components['schemas']['DeliveryStatus'];
export type Domain = components['schemas']['Domain'];
export type DomainVerifiedEvent = components['schemas']['DomainVerifiedEvent'];
export type ErrorResponse = components['schemas']['ErrorResponse'];
export type Event = components['schemas']['Event'];
export type EventId = components['schemas']['EventId'];
export type EventKind = components['schemas']['EventKind'];
export type EventPodId = components['schemas']['EventPodId'];
export type EventType = components['schemas']['EventType'];
export type EventTypes = components['schemas']['EventTypes'];
export type InboxIds = components['schemas']['InboxIds'];
export type ListDeliveriesResponse = components['schemas']['ListDeliveriesResponse'];
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
export type OrganizationId = components['schemas']['OrganizationId'];
export type PodIds = components['schemas']['PodIds'];
export type PublishedEvent = components['schemas']['PublishedEvent'];
export type PublishedEvents = components['schemas']['PublishedEvents'];
export type PublishEventRequest = components['schemas']['PublishEventRequest'];
export type PublishEventsRequest = components['schemas']['PublishEventsRequest'];
export type RecoveredWebhook = components['schemas']['RecoveredWebhook'];
export type RecoverWebhookRequest = components['schemas']['RecoverWebhookRequest'];
export type RotatedSecret = components['schemas']['RotatedSecret'];
export type RotateSecretRequest = components['schemas']['RotateSecretRequest'];
export type ScopeId = components['schemas']['ScopeId'];
export type Secret = components['schemas']['Secret'];
export type SendTestEventRequest = components['schemas']['SendTestEventRequest'];
export type SentTestEvent = components['schemas']['SentTestEvent'];
export type ThreadItem = components['schemas']['ThreadItem'];
export type Token = components['schemas']['Token'];
export type TokenId = components['schemas']['TokenId'];
export type TokenScope = components['schemas']['TokenScope'];
export type ValidationErrorResponse = components['schemas']['ValidationErrorResponse'];
export type VerificationRecord = components['schemas']['VerificationRecord'];
export type Webhook = components['schemas']['Webhook'];
export type WebhookId = components['schemas']['WebhookId'];
export type WebhookUrl = components['schemas']['WebhookUrl'];
export type ResponseBatchTooLarge = components['responses']['BatchTooLarge'];
export type ResponseContentTooLarge = components['responses']['ContentTooLarge'];
export type ResponseDeliveryConflict = components['responses']['DeliveryConflict'];
export type ResponseDeliveryNotFound = components['responses']['DeliveryNotFound'];
export type ResponseEventConflict = components['responses']['EventConflict'];
export type ResponseForbidden = components['responses']['Forbidden'];
export type ResponseInternalServerError = components['responses']['InternalServerError'];
export type ResponseInvalidEvent = components['responses']['InvalidEvent'];
export type ResponseInvalidEvents = components['responses']['InvalidEvents'];
export type ResponseInvalidList = components['responses']['InvalidList'];
export type ResponseInvalidRecovery = components['responses']['InvalidRecovery'];
export type ResponseInvalidRotation = components['responses']['InvalidRotation'];
export type ResponseInvalidTestEvent = components['responses']['InvalidTestEvent'];
export type ResponseInvalidToken = components['responses']['InvalidToken'];
export type ResponseOneWebhook = components['responses']['OneWebhook'];
export type ResponseServiceUnavailable = components['responses']['ServiceUnavailable'];
export type ResponseTokenNotFound = components['responses']['TokenNotFound'];
export type ResponseTooManyRequests = components['responses']['TooManyRequests'];
export type ResponseUnauthorized = components['responses']['Unauthorized'];
export type ResponseUnsupportedMediaType = components['responses']['UnsupportedMediaType'];
export type ResponseWebhookConflict = components['responses']['WebhookConflict'];
export type ResponseWebhookNotFound = components['responses']['WebhookNotFound'];
export type ParameterAscending = components['parameters']['Ascending'];
export type ParameterDeliveryId = components['parameters']['DeliveryId'];
export type ParameterLimit = components['parameters']['Limit'];
export type ParameterPageToken = components['parameters']['PageToken'];
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
                 * @description Sort in ascending temporal order. Anything but `true` and `false` is refused.
                 * @example true
                 */
                ascending?: components["parameters"]["Ascending"];
                /**
                 * @description Only deliveries of this event.
                 * @example evt_01jhm7d4f6h8k0m2p4r6t8v0x2
                 */
                event_id?: components["schemas"]["EventId"];
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
                /**
                 * @description Only deliveries with this status.
                 * @example failed
                 */
                status?: components["schemas"]["DeliveryStatus"];
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
        /** @description Which deliveries. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecoverWebhookRequest"];
            };
        };
        responses: {
            /** @description The deliveries are pending again. */
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
        /** @description How long the secret before stays good. */
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
        /** @description Which event. */
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
}
