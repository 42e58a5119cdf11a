// Generated from webhooks.yaml by agent-webhooks-generate. Do not edit.

export interface paths {
    "/agent/v0/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Webhooks
         * @description Lists the organization's webhooks, newest first, one page at a time. Pages stay consistent while webhooks are created and deleted: no webhook is listed twice or skipped.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Create Webhook
         * @description Creates an enabled webhook with its own secret. With a `client_id` the request is safe to repeat: if the organization already has a webhook with this `client_id`, a valid request returns 200 with the existing webhook, unchanged. This also holds for concurrent requests.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent/v0/webhooks/{webhook_id}": {
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
         * Get Webhook
         * @description Returns a webhook, including its secret.
         */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /**
         * Delete Webhook
         * @description Deletes the webhook. No further requests are sent to it, its pending deliveries are cancelled, and its `client_id` can be used again; its ID is not. Deleting it again returns 404.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /**
         * Update Webhook
         * @description Changes the inboxes and pods that the webhook is limited to; its URL and event types never change. The update is atomic: ids are removed first, then added at the end. The request is rejected with 400 if an id is in both the add and the remove list, if the webhook would have more than 10 inboxes or 10 pods, or if it removes the last inbox and pod, because the webhook would then receive the events of every inbox. Removing an absent id or adding a present one has no effect. A request that changes nothing does not change `updated_at`. Repeating a request has no further effect.
         */
        patch: operations["updateWebhook"];
        trace?: never;
    };
}
export interface webhooks {
    "domain.verified": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A domain was verified
         * @description All DNS records of a sending domain were found. Mail can be sent from it.
         */
        post: operations["domainVerified"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "message.bounced": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A message bounced
         * @description A message that an inbox sent could not be delivered to some of its recipients.
         */
        post: operations["messageBounced"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "message.complained": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A recipient complained
         * @description A recipient marked a message from an inbox as unwanted.
         */
        post: operations["messageComplained"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "message.delivered": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A message was delivered
         * @description The recipients' mail servers accepted a message that an inbox sent.
         */
        post: operations["messageDelivered"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "message.received": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A message arrived
         * @description An inbox received a message. The thread includes this message.
         */
        post: operations["messageReceived"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "message.rejected": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A message was rejected
         * @description The platform rejected a message and did not send it.
         */
        post: operations["messageRejected"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "message.sent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A message was sent
         * @description An inbox sent a message to its recipients.
         */
        post: operations["messageSent"];
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
        /** @description A webhook to create. */
        CreateWebhookRequest: {
            client_id?: components["schemas"]["ClientId"];
            event_types: components["schemas"]["EventTypes"];
            inbox_ids?: components["schemas"]["InboxIds"];
            pod_ids?: components["schemas"]["PodIds"];
            url: components["schemas"]["WebhookUrl"];
        };
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
        /** @description A page of webhooks. */
        ListWebhooksResponse: {
            /**
             * @description Number of items returned.
             * @example 1
             */
            count: number;
            /**
             * @description Limit of number of items returned. This is the limit that was applied.
             * @example 20
             */
            limit?: number;
            /**
             * @description Page token for pagination. Absent on the last page.
             * @example eyJjIjoiMjAyNi0wMS0xNVQwOTozMDowMC4wMDBaIn0
             */
            next_page_token?: string;
            /** @description Ordered by `created_at` descending. With `ascending`, the order is reversed. */
            webhooks: components["schemas"]["Webhook"][];
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
        /**
         * @description Pods for which to send events. Maximum 10 per webhook. Duplicates are dropped; the first position is kept.
         * @example [
         *       "pod_eu"
         *     ]
         */
        PodIds: components["schemas"]["InboxOrPodId"][];
        /**
         * @description Secret for webhook signature verification: `whsec_` followed by the base64-encoded key of 24 to 64 bytes.
         * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
         */
        Secret: string;
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
        /** @description What to change of a webhook. */
        UpdateWebhookRequest: {
            add_inbox_ids?: components["schemas"]["InboxIds"];
            add_pod_ids?: components["schemas"]["PodIds"];
            remove_inbox_ids?: components["schemas"]["InboxIds"];
            remove_pod_ids?: components["schemas"]["PodIds"];
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
        /**
         * @description ID of webhook.
         * @example wh_01jhm6tq8zr3v5x7k9n2p4s6w8
         */
        WebhookId: string;
        /**
         * Format: uri
         * @description URL of webhook endpoint. An absolute URL without credentials. It uses https and does not point to a private network, unless the service allows otherwise. A host that does not resolve is accepted: it is looked up again for each attempt. The URL is returned exactly as given.
         * @example https://support.example.com/hooks/mail
         */
        WebhookUrl: string;
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
        /** @description The token lacks a scope that the operation needs, or the organization has reached its limit of webhooks. */
        CreateForbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
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
        /** @description A parameter is invalid. */
        InvalidList: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationErrorResponse"];
            };
        };
        /** @description The request is invalid, or the resulting webhook would be. */
        InvalidUpdate: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationErrorResponse"];
            };
        };
        /** @description The request is invalid. */
        InvalidWebhook: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationErrorResponse"];
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
         * @description ID of the event. It is the same at every attempt: use it to detect duplicates.
         * @example evt_01jhm7b2d4f6h8k0m2q4s6v8x0
         */
        DeliveryId: string;
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
export type BouncedRecipient = components['schemas']['BouncedRecipient'];
export type ClientId = components['schemas']['ClientId'];
export type CreateWebhookRequest = components['schemas']['CreateWebhookRequest'];
export type Domain = components['schemas']['Domain'];
export type DomainVerifiedEvent = components['schemas']['DomainVerifiedEvent'];
export type ErrorResponse = components['schemas']['ErrorResponse'];
export type EventId = components['schemas']['EventId'];
export type EventKind = components['schemas']['EventKind'];
export type EventType = components['schemas']['EventType'];
export type EventTypes = components['schemas']['EventTypes'];
export type InboxIds = components['schemas']['InboxIds'];
export type InboxOrPodId = components['schemas']['InboxOrPodId'];
export type ListWebhooksResponse = components['schemas']['ListWebhooksResponse'];
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
export type PodIds = components['schemas']['PodIds'];
export type Secret = components['schemas']['Secret'];
export type ThreadItem = components['schemas']['ThreadItem'];
export type UpdateWebhookRequest = components['schemas']['UpdateWebhookRequest'];
export type ValidationErrorResponse = components['schemas']['ValidationErrorResponse'];
export type VerificationRecord = components['schemas']['VerificationRecord'];
export type Webhook = components['schemas']['Webhook'];
export type WebhookId = components['schemas']['WebhookId'];
export type WebhookUrl = components['schemas']['WebhookUrl'];
export type ResponseContentTooLarge = components['responses']['ContentTooLarge'];
export type ResponseCreateForbidden = components['responses']['CreateForbidden'];
export type ResponseForbidden = components['responses']['Forbidden'];
export type ResponseInternalServerError = components['responses']['InternalServerError'];
export type ResponseInvalidList = components['responses']['InvalidList'];
export type ResponseInvalidUpdate = components['responses']['InvalidUpdate'];
export type ResponseInvalidWebhook = components['responses']['InvalidWebhook'];
export type ResponseOneWebhook = components['responses']['OneWebhook'];
export type ResponseServiceUnavailable = components['responses']['ServiceUnavailable'];
export type ResponseTooManyRequests = components['responses']['TooManyRequests'];
export type ResponseUnauthorized = components['responses']['Unauthorized'];
export type ResponseUnsupportedMediaType = components['responses']['UnsupportedMediaType'];
export type ResponseWebhookNotFound = components['responses']['WebhookNotFound'];
export type ParameterAscending = components['parameters']['Ascending'];
export type ParameterDeliveryId = components['parameters']['DeliveryId'];
export type ParameterDeliverySignature = components['parameters']['DeliverySignature'];
export type ParameterDeliveryTimestamp = components['parameters']['DeliveryTimestamp'];
export type ParameterLimit = components['parameters']['Limit'];
export type ParameterPageToken = components['parameters']['PageToken'];
export type ParameterSvixId = components['parameters']['SvixId'];
export type ParameterSvixSignature = components['parameters']['SvixSignature'];
export type ParameterSvixTimestamp = components['parameters']['SvixTimestamp'];
export type ParameterWebhookId = components['parameters']['WebhookId'];
export type HeaderRetryAfter = components['headers']['RetryAfter'];
export type HeaderRetryAfterIfKnown = components['headers']['RetryAfterIfKnown'];
export type HeaderWwwAuthenticate = components['headers']['WwwAuthenticate'];
export type $defs = Record<string, never>;
export interface operations {
    listWebhooks: {
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
            /** @description A page of webhooks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListWebhooksResponse"];
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
    createWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The webhook to create. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWebhookRequest"];
            };
        };
        responses: {
            200: components["responses"]["OneWebhook"];
            400: components["responses"]["InvalidWebhook"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["CreateForbidden"];
            413: components["responses"]["ContentTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    getWebhook: {
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
    deleteWebhook: {
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
            /** @description The webhook is deleted. The body is empty. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["WebhookNotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
        };
    };
    updateWebhook: {
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
        /** @description The inboxes and pods to add and remove. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateWebhookRequest"];
            };
        };
        responses: {
            200: components["responses"]["OneWebhook"];
            400: components["responses"]["InvalidUpdate"];
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
    domainVerified: {
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
                "webhook-id": components["parameters"]["DeliveryId"];
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
                "application/json": components["schemas"]["DomainVerifiedEvent"];
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
            /** @description The endpoint is gone. The event is not sent again and the webhook is disabled. */
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
    messageBounced: {
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
                "webhook-id": components["parameters"]["DeliveryId"];
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
                "application/json": components["schemas"]["MessageBouncedEvent"];
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
            /** @description The endpoint is gone. The event is not sent again and the webhook is disabled. */
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
    messageComplained: {
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
                "webhook-id": components["parameters"]["DeliveryId"];
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
                "application/json": components["schemas"]["MessageComplainedEvent"];
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
            /** @description The endpoint is gone. The event is not sent again and the webhook is disabled. */
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
    messageDelivered: {
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
                "webhook-id": components["parameters"]["DeliveryId"];
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
                "application/json": components["schemas"]["MessageDeliveredEvent"];
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
            /** @description The endpoint is gone. The event is not sent again and the webhook is disabled. */
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
    messageReceived: {
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
                "webhook-id": components["parameters"]["DeliveryId"];
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
                "application/json": components["schemas"]["MessageReceivedEvent"];
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
            /** @description The endpoint is gone. The event is not sent again and the webhook is disabled. */
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
    messageRejected: {
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
                "webhook-id": components["parameters"]["DeliveryId"];
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
                "application/json": components["schemas"]["MessageRejectedEvent"];
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
            /** @description The endpoint is gone. The event is not sent again and the webhook is disabled. */
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
    messageSent: {
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
                "webhook-id": components["parameters"]["DeliveryId"];
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
                "application/json": components["schemas"]["MessageSentEvent"];
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
            /** @description The endpoint is gone. The event is not sent again and the webhook is disabled. */
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
