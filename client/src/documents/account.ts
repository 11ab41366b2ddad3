/* Written by `npm run client` from the API document. Do not edit. */

export interface paths {
    "/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Yourself */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/email/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm your address, by the link or the code of its email */
        post: operations["verifyEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/email/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mail the link and the code again, if your address is not confirmed */
        post: operations["resendVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/not-me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Get your account back, by the link or the code of a notice */
        post: operations["recoverAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/avatar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take your avatar away */
        delete: operations["deleteAvatar"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/cover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take your cover away */
        delete: operations["deleteCover"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where you are signed in */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        /** Sign out everywhere else */
        delete: operations["endOtherSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of your sessions */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to your account */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/revocations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which JWTs were revoked, for services; 404 without a secret for them */
        get: operations["listRevocations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everybody, or whom a search finds, for staff */
        get: operations["listUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Somebody, for staff */
        get: operations["getUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/users/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let somebody sign in no more: sessions and mailed links end, as staff */
        post: operations["disableUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/users/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let somebody sign in again, as staff */
        post: operations["enableUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where somebody is signed in, for staff */
        get: operations["listUserSessions"];
        put?: never;
        post?: never;
        /** Sign somebody out everywhere, as staff */
        delete: operations["endUserSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/users/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to somebody’s account, for staff */
        get: operations["listUserEvents"];
        put?: never;
        post?: never;
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
        Account: {
            /**
             * Format: uuid
             * @example 6d5f9bae-a31b-4b7b-82c4-3853eda2b011
             */
            id: string;
            /** @example ada */
            username: string;
            /**
             * @description Empty when there is none.
             * @example ada@example.com
             */
            email: string;
            /** @description When the address was confirmed, if it was. */
            email_verified_at: string | null;
            /**
             * @description Takes the place of the address once it is confirmed.
             * @example ada@example.org
             */
            pending_email: string | null;
            /**
             * Format: date-time
             * @example 2026-11-20T08:00:00.000Z
             */
            created_at: string;
            /**
             * @description The user fields that gatehouse.config.ts declares, if there are any.
             * @example {
             *       "phone": "+37120000000"
             *     }
             */
            fields?: {
                [key: string]: unknown;
            };
        };
        /**
         * @example {
         *       "type": "urn:gatehouse:problem:not-found",
         *       "title": "Nothing is here.",
         *       "status": 404
         *     }
         */
        Problem: {
            /** @enum {string} */
            type: "urn:gatehouse:problem:activation-off" | "urn:gatehouse:problem:bad-header" | "urn:gatehouse:problem:bad-picture" | "urn:gatehouse:problem:broken" | "urn:gatehouse:problem:challenge-failed" | "urn:gatehouse:problem:cross-site" | "urn:gatehouse:problem:dead-link" | "urn:gatehouse:problem:invalid" | "urn:gatehouse:problem:not-allowed" | "urn:gatehouse:problem:not-an-object" | "urn:gatehouse:problem:not-found" | "urn:gatehouse:problem:not-signed-in" | "urn:gatehouse:problem:not-yours" | "urn:gatehouse:problem:own-account" | "urn:gatehouse:problem:picture-too-large" | "urn:gatehouse:problem:repeated-name" | "urn:gatehouse:problem:session-ended" | "urn:gatehouse:problem:taken" | "urn:gatehouse:problem:too-deep" | "urn:gatehouse:problem:too-large" | "urn:gatehouse:problem:too-many" | "urn:gatehouse:problem:too-slow" | "urn:gatehouse:problem:unavailable" | "urn:gatehouse:problem:unchanged" | "urn:gatehouse:problem:unexpected-file" | "urn:gatehouse:problem:unreadable" | "urn:gatehouse:problem:unsupported-media" | "urn:gatehouse:problem:used-link" | "urn:gatehouse:problem:wrong-credentials" | "urn:gatehouse:problem:wrong-kind";
            title: string;
            status: number;
            errors?: {
                parameter: string;
                detail: string;
            }[];
        };
        SessionPage: {
            sessions: components["schemas"]["Session"][];
            /**
             * @description Where older ones are.
             * @example /account/sessions?after=1795159005955.6d5f9bae…
             */
            next: string | null;
        };
        Session: {
            /**
             * Format: uuid
             * @example 6d5f9bae-a31b-4b7b-82c4-3853eda2b011
             */
            id: string;
            /**
             * @description A token, JWTs of `/auth/jwt/`, or JWTs and cookies of the Express API.
             * @enum {string}
             */
            kind: "token" | "jwt" | "express";
            /** @description Whether it is the one that asks. */
            current: boolean;
            /**
             * Format: date-time
             * @example 2026-11-20T08:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Written every five minutes at most.
             * @example 2026-11-20T08:00:00.000Z
             */
            last_seen_at: string;
            /**
             * Format: date-time
             * @description When it ends if it is not used again.
             * @example 2026-11-20T08:00:00.000Z
             */
            expires_at: string;
            /** @example Mozilla/5.0 (Macintosh; Intel Mac OS X 15.1) Firefox/145.0 */
            user_agent: string;
            /**
             * @description Roughly where it was opened, if that is known.
             * @example Lisbon, PT
             */
            place: string | null;
        };
        EventPage: {
            events: components["schemas"]["Event"][];
            /**
             * @description Where older ones are.
             * @example /account/events?after=1795159005955.1
             */
            next: string | null;
        };
        Event: {
            /**
             * @example sign_in
             * @enum {string}
             */
            kind: "registered" | "activated" | "sign_in" | "sign_in_failed" | "sign_out" | "session_ended" | "sessions_ended" | "refresh_reuse" | "password_changed" | "password_reset" | "username_changed" | "address_changed" | "address_verified" | "alarm" | "disabled" | "enabled" | "staff_granted" | "staff_withdrawn" | "account_deleted";
            /**
             * Format: date-time
             * @example 2026-11-20T08:00:00.000Z
             */
            at: string;
            /** @description The session that it was done with, or that ended. */
            session: string | null;
            /** @description Whether somebody of the staff did it. */
            by_staff: boolean;
            /** @example Mozilla/5.0 (Macintosh; Intel Mac OS X 15.1) Firefox/145.0 */
            user_agent: string;
            /**
             * @description Roughly where it was done, if that is known.
             * @example Lisbon, PT
             */
            place: string | null;
        };
        RevocationPage: {
            revocations: (components["schemas"]["SessionRevocation"] | components["schemas"]["AccountRevocation"])[];
            /**
             * @description Where the next page begins: `?after=`.
             * @example 1795159005955
             */
            cursor: string;
            /** @description Whether there is a next page already. */
            more: boolean;
        };
        SessionRevocation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "session";
            /**
             * Format: uuid
             * @example 6d5f9bae-a31b-4b7b-82c4-3853eda2b011
             */
            account: string;
            /**
             * Format: uuid
             * @description JWTs with this `sid` are not valid any more.
             */
            session: string;
        };
        AccountRevocation: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "account";
            /**
             * Format: uuid
             * @description JWTs with this `sub` …
             * @example 6d5f9bae-a31b-4b7b-82c4-3853eda2b011
             */
            account: string;
            /**
             * @description … and a lower `ep` are not valid any more …
             * @example 3
             */
            session_version: number;
            /** @description … unless their `sid` is this one. */
            except_session: string | null;
        };
        UserPage: {
            users: components["schemas"]["User"][];
            /**
             * @description Where the next page is.
             * @example /account/admin/users?search=ada&after=6d5f9bae-a31b-4b7b-82c4-3853eda2b011
             */
            next: string | null;
        };
        User: {
            /**
             * Format: uuid
             * @example 6d5f9bae-a31b-4b7b-82c4-3853eda2b011
             */
            id: string;
            /** @example ada */
            username: string;
            /**
             * @description Empty when there is none.
             * @example ada@example.com
             */
            email: string;
            /** @example Ada */
            first_name: string;
            /** @example Lovelace */
            last_name: string;
            /** @description Whether they may sign in. */
            is_active: boolean;
            /** @description Whether a mailed link would let them sign in. */
            awaits_activation: boolean;
            is_staff: boolean;
            /** @description When the address was confirmed, if it was. */
            email_verified_at: string | null;
            /**
             * Format: date-time
             * @example 2026-11-20T08:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-11-20T08:00:00.000Z
             */
            updated_at: string;
            /**
             * @description The user fields that gatehouse.config.ts declares, if there are any.
             * @example {
             *       "phone": "+37120000000"
             *     }
             */
            fields?: {
                [key: string]: unknown;
            };
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
        };
    };
    verifyEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description What the link has for `{uid}`, if it has it.
                     * @example k3uT8vLxQm1sY0dN7bRwE2cJpHfAzGiK5oVtX9nMqSU
                     */
                    uid?: string;
                    /**
                     * @description What the link has for `{token}`.
                     * @example k3uT8vLxQm1sY0dN7bRwE2cJpHfAzGiK5oVtX9nMqSU
                     */
                    token?: string;
                    /**
                     * @description The code in the email, instead of a link.
                     * @example 7K3MQ2WD
                     */
                    code?: string;
                    /**
                     * Format: email
                     * @description The address that the email with the code came to. Who is signed in may leave it out.
                     * @example ada@example.com
                     */
                    email?: string;
                };
            };
        };
        responses: {
            /** @description Done; no body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    resendVerification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    recoverAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description What the link has for `{uid}`, if it has it.
                     * @example k3uT8vLxQm1sY0dN7bRwE2cJpHfAzGiK5oVtX9nMqSU
                     */
                    uid?: string;
                    /**
                     * @description What the link has for `{token}`.
                     * @example k3uT8vLxQm1sY0dN7bRwE2cJpHfAzGiK5oVtX9nMqSU
                     */
                    token?: string;
                    /**
                     * @description The code in the email, instead of a link.
                     * @example 7K3MQ2WD
                     */
                    code?: string;
                    /**
                     * Format: email
                     * @description The address that the email with the code came to.
                     * @example ada@example.com
                     */
                    email?: string;
                };
            };
        };
        responses: {
            /** @description Done; no body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    deleteAvatar: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    deleteCover: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listSessions: {
        parameters: {
            query?: {
                /** @description Where an earlier page ended: `next` has it. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionPage"];
                };
            };
        };
    };
    endOtherSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description Where an earlier page ended: `next` has it. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
        };
    };
    listRevocations: {
        parameters: {
            query?: {
                /** @description Where an earlier page ended: `next` has it. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevocationPage"];
                };
            };
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description How a username or an address begins, in any case, or an id. Staff only. */
                search?: string;
                /** @description The id that an earlier page ended with. Staff only. */
                after?: string;
                /** @description How many a page has, 1000 at most. Staff only. */
                limit?: number;
                /** @description Only who was imported with this id, behind the name of the import. Nothing else counts then. */
                old_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserPage"];
                };
            };
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    disableUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    enableUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listUserSessions: {
        parameters: {
            query?: {
                /** @description Where an earlier page ended: `next` has it. */
                after?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionPage"];
                };
            };
        };
    };
    endUserSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; no body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listUserEvents: {
        parameters: {
            query?: {
                /** @description Where an earlier page ended: `next` has it. */
                after?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
        };
    };
}
