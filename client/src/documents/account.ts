/* Written by `npm run client` from the API document. Do not edit. */

export interface paths {
    "/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read your account */
        get: operations["getAccount"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change your account */
        patch: operations["changeAccount"];
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
        /** Confirm your email address */
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
        /** Ask for the link to confirm your email address again */
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
        /** Get your account back */
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
        /** List where you are signed in */
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
        /** List what happened to your account */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read your second factor */
        get: operations["getSecondFactor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change what a sign-in needs */
        patch: operations["changeSecondFactor"];
        trace?: never;
    };
    "/account/second-factor/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin with an authenticator app */
        post: operations["beginTotp"];
        /** Take your authenticator app away */
        delete: operations["removeTotp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/second-factor/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm an authenticator app */
        post: operations["confirmTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/second-factor/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make new recovery codes */
        post: operations["renewRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/sudo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Prove that it is you */
        post: operations["prove"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/trusted-clients": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the clients that are not asked for a code */
        get: operations["listTrustedClients"];
        put?: never;
        post?: never;
        /** Trust no client any more */
        delete: operations["endTrustedClients"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/trusted-clients/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Trust one client no more */
        delete: operations["endTrustedClient"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in for the credential of any API */
        post: operations["signIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/login/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go on with a sign-in, with a code */
        post: operations["signInWithCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/login/approval": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have a sign-in approved by email */
        post: operations["requestApproval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/login/exchange": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchange the code of the sign-in page */
        post: operations["exchangeCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/login/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mail a link and a code to sign in with */
        post: operations["requestSignInEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/login/email/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with an emailed link or code */
        post: operations["signInByEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List your passkeys */
        get: operations["listPasskeys"];
        put?: never;
        /** Add a passkey */
        post: operations["addPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/passkeys/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to add a passkey */
        post: operations["getNewPasskeyOptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/passkeys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a passkey */
        delete: operations["removePasskey"];
        options?: never;
        head?: never;
        /** Rename a passkey */
        patch: operations["renamePasskey"];
        trace?: never;
    };
    "/account/login/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to sign in with a passkey */
        post: operations["getPasskeyOptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/login/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with a passkey */
        post: operations["signInWithPasskey"];
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
        /** List which JWTs were revoked */
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
        /** List the users */
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
        /** Read an account */
        get: operations["getUser"];
        put?: never;
        post?: never;
        /** Delete an account */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        /** Change an account */
        patch: operations["changeUser"];
        trace?: never;
    };
    "/account/admin/users/{id}/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take somebody’s second factor away */
        delete: operations["resetSecondFactor"];
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
        /** Disable an account */
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
        /** Enable an account */
        post: operations["enableUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/users/{id}/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make somebody staff */
        post: operations["promoteUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/users/{id}/demote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take the rights of staff away */
        post: operations["demoteUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/users/{id}/send_reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a link for a new password */
        post: operations["sendUserReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/users/{id}/send_verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a link to confirm an email address */
        post: operations["sendUserVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/users/{id}/waits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read somebody’s waits after wrong passwords */
        get: operations["getUserWaits"];
        put?: never;
        post?: never;
        /** End somebody’s waits after wrong passwords */
        delete: operations["forgetUserTries"];
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
        /** List where somebody is signed in */
        get: operations["listUserSessions"];
        put?: never;
        post?: never;
        /** Sign somebody out everywhere */
        delete: operations["endUserSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/users/{id}/sessions/{session}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of somebody’s sessions */
        delete: operations["endUserSession"];
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
        /** List what happened to somebody’s account */
        get: operations["listUserEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read whether all is well */
        get: operations["getOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what happened to everybody */
        get: operations["listAllEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/emails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the emails that were not sent */
        get: operations["listQueuedEmails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/emails/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send an email again */
        post: operations["retryEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/emails/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Drop an email */
        delete: operations["dropEmail"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the keys */
        get: operations["listKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the settings */
        get: operations["listSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the jobs for many people */
        get: operations["listJobs"];
        put?: never;
        /** Start a job for many people */
        post: operations["startJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a job */
        get: operations["getJob"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a job */
        post: operations["cancelJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/jobs/{id}/people.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download a file of people */
        get: operations["getPeopleFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the webhooks */
        get: operations["listWebhooks"];
        put?: never;
        /** Add a webhook */
        post: operations["addWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/webhooks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a webhook */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /** Remove a webhook */
        delete: operations["removeWebhook"];
        options?: never;
        head?: never;
        /** Change a webhook */
        patch: operations["changeWebhook"];
        trace?: never;
    };
    "/account/admin/webhooks/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pause a webhook */
        post: operations["pauseWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/webhooks/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resume a webhook */
        post: operations["resumeWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/webhooks/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a new secret for a webhook */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/webhooks/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send events again */
        post: operations["replayWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/webhooks/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the messages that have not arrived */
        get: operations["listWebhookMessages"];
        put?: never;
        post?: never;
        /** Drop messages that were given up */
        delete: operations["dropWebhookMessages"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/webhooks/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send messages again that were given up */
        post: operations["retryWebhookMessages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/webhooks/{id}/messages/{event}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a message again */
        post: operations["retryWebhookMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/admin/webhooks/{id}/messages/{event}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Drop a message */
        delete: operations["dropWebhookMessage"];
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
             * @description That of your emails, where there are several.
             * @example de
             */
            language?: string | null;
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
            type: "urn:gatehouse:problem:activation-off" | "urn:gatehouse:problem:bad-header" | "urn:gatehouse:problem:bad-picture" | "urn:gatehouse:problem:broken" | "urn:gatehouse:problem:challenge-failed" | "urn:gatehouse:problem:code-needed" | "urn:gatehouse:problem:code-wrong" | "urn:gatehouse:problem:cross-site" | "urn:gatehouse:problem:dead-link" | "urn:gatehouse:problem:enrol-needed" | "urn:gatehouse:problem:factor-needed" | "urn:gatehouse:problem:factor-there" | "urn:gatehouse:problem:invalid" | "urn:gatehouse:problem:last-factor" | "urn:gatehouse:problem:no-factor" | "urn:gatehouse:problem:no-method" | "urn:gatehouse:problem:not-allowed" | "urn:gatehouse:problem:not-an-object" | "urn:gatehouse:problem:not-found" | "urn:gatehouse:problem:not-signed-in" | "urn:gatehouse:problem:not-yours" | "urn:gatehouse:problem:own-account" | "urn:gatehouse:problem:staff-account" | "urn:gatehouse:problem:passkey-refused" | "urn:gatehouse:problem:passkeys-full" | "urn:gatehouse:problem:picture-too-large" | "urn:gatehouse:problem:proof-needed" | "urn:gatehouse:problem:repeated-name" | "urn:gatehouse:problem:session-ended" | "urn:gatehouse:problem:sign-in-ended" | "urn:gatehouse:problem:taken" | "urn:gatehouse:problem:too-deep" | "urn:gatehouse:problem:too-large" | "urn:gatehouse:problem:too-many" | "urn:gatehouse:problem:too-slow" | "urn:gatehouse:problem:unavailable" | "urn:gatehouse:problem:unchanged" | "urn:gatehouse:problem:unexpected-file" | "urn:gatehouse:problem:unreadable" | "urn:gatehouse:problem:unsupported-media" | "urn:gatehouse:problem:used-link" | "urn:gatehouse:problem:wrong-credentials" | "urn:gatehouse:problem:wrong-kind";
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
             * @description A token, JWTs of `/auth/jwt/`, JWTs and cookies of the Express API, or staff at the console.
             * @enum {string}
             */
            kind: "token" | "jwt" | "express" | "console";
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
            /**
             * @description How it was opened: by the password, and with a second factor if there is another word.
             * @example [
             *       "pwd",
             *       "otp"
             *     ]
             */
            methods: string[];
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
            kind: "registered" | "activated" | "sign_in" | "sign_in_failed" | "sign_out" | "session_ended" | "sessions_ended" | "refresh_reuse" | "password_changed" | "password_reset" | "username_changed" | "address_changed" | "address_verified" | "alarm" | "disabled" | "enabled" | "staff_granted" | "staff_withdrawn" | "account_deleted" | "factor_added" | "factor_removed" | "recovery_codes_made" | "recovery_code_used" | "client_trusted" | "code_needed" | "code_failed" | "sign_in_approved" | "factor_reset" | "passkey_added" | "passkey_removed" | "passkey_counter" | "reset_sent" | "verification_sent" | "tries_forgotten" | "profile_changed" | "email_retried" | "email_dropped" | "bulk_started" | "bulk_cancelled" | "webhook_added" | "webhook_changed" | "webhook_paused" | "webhook_resumed" | "webhook_secret_rotated" | "webhook_replayed" | "webhook_removed";
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
        SecondFactor: {
            /**
             * @description Whether a sign-in needs a code.
             * @example true
             */
            required: boolean;
            required_by: ("you" | "policy") | null;
            totp: {
                /**
                 * Format: date-time
                 * @example 2026-11-20T08:00:00.000Z
                 */
                added_at: string;
            } | null;
            /**
             * @description How many there are.
             * @example 0
             */
            passkeys: number;
            /** @example 10 */
            recovery_codes_left: number;
            /** @description Whether a sign-in may be approved from an email. */
            email_approval: boolean;
            /** @description From when nobody signs in without a second factor. */
            deadline: string | null;
        };
        ChangedFactor: {
            /**
             * @description Whether a sign-in needs a code.
             * @example true
             */
            required: boolean;
            required_by: ("you" | "policy") | null;
            totp: {
                /**
                 * Format: date-time
                 * @example 2026-11-20T08:00:00.000Z
                 */
                added_at: string;
            } | null;
            /**
             * @description How many there are.
             * @example 0
             */
            passkeys: number;
            /** @example 10 */
            recovery_codes_left: number;
            /** @description Whether a sign-in may be approved from an email. */
            email_approval: boolean;
            /** @description From when nobody signs in without a second factor. */
            deadline: string | null;
            /**
             * @description Shown this once.
             * @example [
             *       "7K3MQ-2WDT9"
             *     ]
             */
            recovery_codes?: string[];
        };
        CodeNeeded: {
            /** @enum {string} */
            type: "urn:gatehouse:problem:activation-off" | "urn:gatehouse:problem:bad-header" | "urn:gatehouse:problem:bad-picture" | "urn:gatehouse:problem:broken" | "urn:gatehouse:problem:challenge-failed" | "urn:gatehouse:problem:code-needed" | "urn:gatehouse:problem:code-wrong" | "urn:gatehouse:problem:cross-site" | "urn:gatehouse:problem:dead-link" | "urn:gatehouse:problem:enrol-needed" | "urn:gatehouse:problem:factor-needed" | "urn:gatehouse:problem:factor-there" | "urn:gatehouse:problem:invalid" | "urn:gatehouse:problem:last-factor" | "urn:gatehouse:problem:no-factor" | "urn:gatehouse:problem:no-method" | "urn:gatehouse:problem:not-allowed" | "urn:gatehouse:problem:not-an-object" | "urn:gatehouse:problem:not-found" | "urn:gatehouse:problem:not-signed-in" | "urn:gatehouse:problem:not-yours" | "urn:gatehouse:problem:own-account" | "urn:gatehouse:problem:staff-account" | "urn:gatehouse:problem:passkey-refused" | "urn:gatehouse:problem:passkeys-full" | "urn:gatehouse:problem:picture-too-large" | "urn:gatehouse:problem:proof-needed" | "urn:gatehouse:problem:repeated-name" | "urn:gatehouse:problem:session-ended" | "urn:gatehouse:problem:sign-in-ended" | "urn:gatehouse:problem:taken" | "urn:gatehouse:problem:too-deep" | "urn:gatehouse:problem:too-large" | "urn:gatehouse:problem:too-many" | "urn:gatehouse:problem:too-slow" | "urn:gatehouse:problem:unavailable" | "urn:gatehouse:problem:unchanged" | "urn:gatehouse:problem:unexpected-file" | "urn:gatehouse:problem:unreadable" | "urn:gatehouse:problem:unsupported-media" | "urn:gatehouse:problem:used-link" | "urn:gatehouse:problem:wrong-credentials" | "urn:gatehouse:problem:wrong-kind";
            title: string;
            status: number;
            errors?: {
                parameter: string;
                detail: string;
            }[];
            /**
             * @example [
             *       "totp",
             *       "recovery"
             *     ]
             */
            methods?: string[];
            /**
             * @description What the sign-in goes on with.
             * @example eyJraWQiOiJtMSJ9.5wN2tG…
             */
            sign_in?: string;
        };
        NewTotp: {
            /**
             * @description In base 32.
             * @example JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP
             */
            secret: string;
            /** @example otpauth://totp/Gatehouse:ada?secret=JBSWY3DPEHPK3PXP&issuer=Gatehouse */
            otpauth_url: string;
            /**
             * @description The same as a QR code, an SVG image.
             * @example <svg …></svg>
             */
            qr_svg: string;
            /**
             * Format: date-time
             * @description Until when it can be confirmed.
             * @example 2026-11-20T08:00:00.000Z
             */
            expires_at: string;
        };
        RecoveryCodes: {
            /**
             * @description Shown this once.
             * @example [
             *       "7K3MQ-2WDT9"
             *     ]
             */
            recovery_codes: string[];
        };
        TrustedClients: {
            trusted_clients: components["schemas"]["TrustedClient"][];
        };
        TrustedClient: {
            /** @example 0f1e2d3c4b5a69788796a5b4c3d2e1f0 */
            id: string;
            /** @example Mozilla/5.0 (Macintosh; Intel Mac OS X 15.1) Firefox/145.0 */
            user_agent: string;
            /**
             * @description Roughly where it was trusted, if that is known.
             * @example Lisbon, PT
             */
            place: string | null;
            /**
             * Format: date-time
             * @example 2026-11-20T08:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @example 2026-11-20T08:00:00.000Z
             */
            last_used_at: string;
            /**
             * Format: date-time
             * @example 2026-11-20T08:00:00.000Z
             */
            expires_at: string;
        };
        SignedIn: {
            /** @enum {string} */
            as: "token" | "jwt" | "express";
            /**
             * @description With `as: "token"`.
             * @example 132cf952e0165a274bf99e115ab483671b3d9ff6
             */
            token?: string;
            /**
             * @description With the others, and `refresh`.
             * @example eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJ0b2tlbl90eXBlIjo…
             */
            access?: string;
            /** @example eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJ0b2tlbl90eXBlIjo… */
            refresh?: string;
            /**
             * Format: date-time
             * @description When the session ends if it is not used again.
             * @example 2026-11-20T08:00:00.000Z
             */
            expires_at: string;
            /** @description 2 if a second factor was used. */
            level: 1 | 2;
            account: components["schemas"]["Account"];
        };
        EmailAsked: {
            /**
             * @description What the sign-in goes on with, together with the code of the email.
             * @example eyJraWQiOiJtMSJ9.5wN2tG…
             */
            sign_in: string;
        };
        PasskeyList: {
            passkeys: components["schemas"]["Passkey"][];
            /**
             * @description The host that passkeys are bound to.
             * @example example.com
             */
            rp_id: string;
            /**
             * @description The user handle.
             * @example AY8ZoZ7yTUuTjHMlQ7m7Yg
             */
            user_id: string;
        };
        Passkey: {
            /**
             * @description In base64url.
             * @example b0Zx1kTq8RmWcY5uN2hLxQ
             */
            id: string;
            /** @example Phone */
            name: string;
            /** @description Whether it is copied to other devices of its owner. */
            backed_up: boolean;
            /**
             * Format: date-time
             * @example 2026-11-20T08:00:00.000Z
             */
            created_at: string;
            last_used_at: string | null;
        };
        NewPasskey: {
            /**
             * @description In base64url.
             * @example b0Zx1kTq8RmWcY5uN2hLxQ
             */
            id: string;
            /** @example Phone */
            name: string;
            /** @description Whether it is copied to other devices of its owner. */
            backed_up: boolean;
            /**
             * Format: date-time
             * @example 2026-11-20T08:00:00.000Z
             */
            created_at: string;
            last_used_at: string | null;
            /**
             * @description Shown this once, where the policy requires a second factor and this is the first.
             * @example [
             *       "7K3MQ-2WDT9"
             *     ]
             */
            recovery_codes?: string[];
        };
        PasskeyCreationOptions: {
            rp: {
                /**
                 * @description The host that passkeys are bound to.
                 * @example example.com
                 */
                id: string;
                /** @example Gatehouse */
                name: string;
            };
            user: {
                /**
                 * @description The user handle.
                 * @example AY8ZoZ7yTUuTjHMlQ7m7Yg
                 */
                id: string;
                /** @example ada */
                name: string;
                /** @example ada */
                displayName: string;
            };
            /**
             * @description Works once, for five minutes.
             * @example q83vEjRW…
             */
            challenge: string;
            pubKeyCredParams: {
                /** @constant */
                type: "public-key";
                /** @example -7 */
                alg: number;
            }[];
            /** @example 300000 */
            timeout: number;
            /** @constant */
            attestation: "none";
            authenticatorSelection: {
                /** @constant */
                residentKey: "required";
                requireResidentKey: boolean;
                /** @constant */
                userVerification: "required";
            };
            excludeCredentials: {
                /** @constant */
                type: "public-key";
                /**
                 * @description In base64url.
                 * @example b0Zx1kTq8RmWcY5uN2hLxQ
                 */
                id: string;
                /**
                 * @example [
                 *       "internal"
                 *     ]
                 */
                transports: string[];
            }[];
        };
        PasskeyRequestOptions: {
            /**
             * @description Works once, for five minutes.
             * @example q83vEjRW…
             */
            challenge: string;
            /** @example 300000 */
            timeout: number;
            /**
             * @description The host that passkeys are bound to.
             * @example example.com
             */
            rpId: string;
            /** @example [] */
            allowCredentials: string[];
            /** @constant */
            userVerification: "required";
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
             * @example 0b9f3c1e-5d1a-4c0e-9a53-2f1d7b1c8e42
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
            /** @description Of one user, where there are second factors. */
            second_factor?: {
                required: boolean;
                totp: boolean;
                /** @example 0 */
                passkeys: number;
                /** @example 10 */
                recovery_codes_left: number;
            };
        };
        Waits: {
            /** @description Until when clients wait from which the account signed in before, after wrong passwords. */
            known_clients_until: string | null;
            /** @description The same for all others. */
            other_clients_until: string | null;
        };
        Overview: {
            /** @enum {string} */
            status: "ok" | "not ready";
            /**
             * @description The problem of each part, as at `/readyz`.
             * @example {
             *       "database": null
             *     }
             */
            checks: {
                [key: string]: string | null;
            };
            warnings: string[];
            /** @description Null where the database is not ready. */
            figures: {
                /** @description How many accounts there are of each sort. Null before the first count. */
                totals: {
                    /** @example 42 */
                    accounts: number;
                    /** @example 42 */
                    staff: number;
                    /** @example 42 */
                    disabled: number;
                    /** @example 42 */
                    unverified: number;
                    /** @example 42 */
                    second_factor: number;
                    /** @example 42 */
                    signed_in: number;
                    /**
                     * @description Live sessions; the others are accounts.
                     * @example 42
                     */
                    sessions: number;
                } | null;
                /** @description When they were counted; null if they never were. */
                counted_at: string | null;
                /** @description When the cron ran last; null if it never did. */
                cron_at: string | null;
                /** @description How long a password hash takes, of those that the cron measured within two days; null if it could not. */
                hash: {
                    /** @example 68 */
                    median_ms: number;
                    /**
                     * @description How many it is the median of.
                     * @example 48
                     */
                    measured: number;
                    /**
                     * Format: date-time
                     * @example 2026-11-20T08:00:00.000Z
                     */
                    last_at: string;
                } | null;
                emails: {
                    /**
                     * @description 1,000 at most.
                     * @example 42
                     */
                    waiting: number;
                    oldest_at: string | null;
                    /** @example 42 */
                    given_up: number;
                };
                /** @description Of the last 48 hours. */
                hours: components["schemas"]["EventCount"][];
                /** @description Of the last 30 days. */
                days: components["schemas"]["EventCount"][];
            } | null;
        };
        EventCount: {
            /**
             * Format: date-time
             * @description When the hour or the day began, in UTC.
             * @example 2026-11-20T08:00:00.000Z
             */
            from: string;
            /**
             * @description Of an event, `email_sent`, or `refused_…`: a request that was refused with 429, by the limit.
             * @example sign_in
             * @enum {string}
             */
            kind: "registered" | "activated" | "sign_in" | "sign_in_failed" | "sign_out" | "session_ended" | "sessions_ended" | "refresh_reuse" | "password_changed" | "password_reset" | "username_changed" | "address_changed" | "address_verified" | "alarm" | "disabled" | "enabled" | "staff_granted" | "staff_withdrawn" | "account_deleted" | "factor_added" | "factor_removed" | "recovery_codes_made" | "recovery_code_used" | "client_trusted" | "code_needed" | "code_failed" | "sign_in_approved" | "factor_reset" | "passkey_added" | "passkey_removed" | "passkey_counter" | "reset_sent" | "verification_sent" | "tries_forgotten" | "profile_changed" | "email_retried" | "email_dropped" | "bulk_started" | "bulk_cancelled" | "webhook_added" | "webhook_changed" | "webhook_paused" | "webhook_resumed" | "webhook_secret_rotated" | "webhook_replayed" | "webhook_removed" | "email_sent" | "refused_requests" | "refused_passwords" | "refused_codes" | "refused_registrations" | "refused_passkeys";
            /** @example 42 */
            count: number;
        };
        StaffEventPage: {
            events: components["schemas"]["StaffEvent"][];
            /**
             * @description Where older ones are.
             * @example /account/admin/events?after=1795159005955.42
             */
            next: string | null;
        };
        StaffEvent: {
            /**
             * @example disabled
             * @enum {string}
             */
            kind: "registered" | "activated" | "sign_in" | "sign_in_failed" | "sign_out" | "session_ended" | "sessions_ended" | "refresh_reuse" | "password_changed" | "password_reset" | "username_changed" | "address_changed" | "address_verified" | "alarm" | "disabled" | "enabled" | "staff_granted" | "staff_withdrawn" | "account_deleted" | "factor_added" | "factor_removed" | "recovery_codes_made" | "recovery_code_used" | "client_trusted" | "code_needed" | "code_failed" | "sign_in_approved" | "factor_reset" | "passkey_added" | "passkey_removed" | "passkey_counter" | "reset_sent" | "verification_sent" | "tries_forgotten" | "profile_changed" | "email_retried" | "email_dropped" | "bulk_started" | "bulk_cancelled" | "webhook_added" | "webhook_changed" | "webhook_paused" | "webhook_resumed" | "webhook_secret_rotated" | "webhook_replayed" | "webhook_removed";
            /**
             * Format: date-time
             * @example 2026-11-20T08:00:00.000Z
             */
            at: string;
            /**
             * Format: uuid
             * @example 6d5f9bae-a31b-4b7b-82c4-3853eda2b011
             */
            account: string;
            /**
             * @description Or the address, where there are no usernames. Null if the account is gone.
             * @example ada
             */
            username: string | null;
            /**
             * @description The ID of the member of staff who did it, or `operator`; null if the owner did.
             * @example operator
             */
            actor: string | null;
            /** @example null */
            actor_username: string | null;
            /**
             * @description The reason that staff gave.
             * @example Asked for it by phone
             */
            note: string | null;
            session: string | null;
            /**
             * @description Of the owner, never of staff.
             * @example
             */
            user_agent: string;
            /** @example null */
            place: string | null;
        };
        QueuedEmailPage: {
            emails: components["schemas"]["QueuedEmail"][];
            /**
             * @description Where the next page is.
             * @example /account/admin/emails?state=waiting&after=1795159005955.6d5f9bae…
             */
            next: string | null;
        };
        QueuedEmail: {
            /** @example 6d5f9bae-a31b-4b7b-82c4-3853eda2b011 */
            id: string;
            /**
             * @description Of an email that is written.
             * @example Password reset on Gatehouse
             */
            subject: string | null;
            /**
             * @description Of an email that was asked for and is not written yet.
             * @example null
             */
            purpose: string | null;
            /**
             * @description The address, shortened.
             * @example a…@example.com
             */
            to: string | null;
            /**
             * Format: date-time
             * @example 2026-11-20T08:00:00.000Z
             */
            created_at: string;
            /** @example 42 */
            attempts: number;
            next_attempt_at: string | null;
            given_up_at: string | null;
            /**
             * @description Why it was given up.
             * @example suppressed
             */
            fault: string | null;
        };
        Keys: {
            signing: components["schemas"]["Key"][];
            master: components["schemas"]["MasterKey"][];
            /** @description When the accounts were counted. */
            counted_at: string | null;
        };
        Key: {
            /** @example c7Xw1mQ0rTk */
            kid: string;
            /** @enum {string} */
            state: "current" | "next" | "old";
            made_at: string | null;
            /** @description Since when it makes nothing new. */
            retired_at: string | null;
            /** @description When the last of what it signed ends. */
            ends_at: string | null;
            /** @description Whether nothing needs it any more. */
            may_go: boolean;
        };
        MasterKey: {
            /** @example c7Xw1mQ0rTk */
            kid: string;
            /** @enum {string} */
            state: "current" | "next" | "old";
            made_at: string | null;
            /** @description Since when it makes nothing new. */
            retired_at: string | null;
            /** @description When the last of what it signed ends. */
            ends_at: string | null;
            /** @description Whether nothing needs it any more. */
            may_go: boolean;
            /**
             * @description How many accounts have a password or a second factor under it.
             * @example 42
             */
            accounts: number;
        };
        Settings: {
            settings: {
                /** @example EVENT_DAYS */
                name: string;
                /** @example 90 */
                value: string;
                /**
                 * @description Null if it has to be set.
                 * @example 90
                 */
                default: string | null;
                /** @enum {string} */
                from: "configuration" | "environment" | "default";
            }[];
            secrets: {
                /** @example MASTER_KEYS */
                name: string;
                is_set: boolean;
            }[];
        };
        Jobs: {
            jobs: components["schemas"]["Job"][];
            /**
             * @description Where the next page is.
             * @example /account/admin/jobs?after=1795159005955.0f8c…
             */
            next: string | null;
        };
        Job: {
            /**
             * Format: uuid
             * @example 0f8c1d3e-5a7b-4c2d-9e10-6b1f2a3c4d5e
             */
            id: string;
            /**
             * @example disable
             * @enum {string}
             */
            action: "disable" | "enable" | "sign-out" | "send-reset" | "export";
            /**
             * @description `stopped`: who started it is not staff any more, or was signed out everywhere. `failed`: its key is gone.
             * @example running
             * @enum {string}
             */
            state: "running" | "done" | "cancelled" | "stopped" | "failed";
            /**
             * @description The account of the member of staff, or `operator`.
             * @example 6d5f9bae-a31b-4b7b-82c4-3853eda2b011
             */
            started_by: string;
            /**
             * @description Or the address, where there are no usernames. Null for `operator`, or if the account is gone.
             * @example ada
             */
            started_by_username: string | null;
            /**
             * Format: date-time
             * @example 2026-11-20T08:00:00.000Z
             */
            created_at: string;
            ended_at: string | null;
            /**
             * @description How much was gone over, from 0 to 1.
             * @example 0
             */
            progress: number;
            /**
             * @description Accounts that it was done to.
             * @example 0
             */
            done: number;
            /**
             * @description Accounts that needed nothing, and that of who started it.
             * @example 0
             */
            unchanged: number;
            /**
             * @description Accounts that were left out after several tries.
             * @example 0
             */
            failed: number;
        };
        /**
         * @description A CSV file (RFC 4180).
         * @example "id","username"
         */
        PeopleFile: string;
        Webhooks: {
            webhooks: components["schemas"]["Webhook"][];
        };
        Webhook: {
            /**
             * Format: uuid
             * @example 0f8c1d3e-5a7b-4c2d-9e10-6b1f2a3c4d5e
             */
            id: string;
            /** @example https://hooks.example.com/gatehouse */
            url: string;
            /** @description The types that it is told of; null for all. */
            events: ("account.created" | "account.updated" | "account.deleted" | "account.disabled" | "account.enabled" | "account.recovered" | "email.changed" | "email.verified" | "password.changed" | "second_factor.changed" | "session.created" | "session.ended")[] | null;
            /**
             * Format: date-time
             * @example 2026-11-20T08:00:00.000Z
             */
            created_at: string;
            /** @description When it got its secret, if that is not its first. */
            rotated_at: string | null;
            /** @description Since when nothing is sent, and why. */
            paused: {
                /**
                 * Format: date-time
                 * @example 2026-11-20T08:00:00.000Z
                 */
                at: string;
                /** @enum {string} */
                reason: "staff" | "failing" | "gone";
            } | null;
            /** @description Tries that failed since a message last arrived. */
            failing: {
                /**
                 * Format: date-time
                 * @example 2026-11-20T08:00:00.000Z
                 */
                since: string;
                /** @example 7 */
                failures: number;
            } | null;
            /**
             * @description Up to 100: more are not counted.
             * @example 0
             */
            waiting: number;
            /**
             * @description Up to 100: more are not counted.
             * @example 0
             */
            given_up: number;
        };
        NewWebhook: {
            /**
             * Format: uuid
             * @example 0f8c1d3e-5a7b-4c2d-9e10-6b1f2a3c4d5e
             */
            id: string;
            /** @example https://hooks.example.com/gatehouse */
            url: string;
            /** @description The types that it is told of; null for all. */
            events: ("account.created" | "account.updated" | "account.deleted" | "account.disabled" | "account.enabled" | "account.recovered" | "email.changed" | "email.verified" | "password.changed" | "second_factor.changed" | "session.created" | "session.ended")[] | null;
            /**
             * Format: date-time
             * @example 2026-11-20T08:00:00.000Z
             */
            created_at: string;
            /** @description When it got its secret, if that is not its first. */
            rotated_at: string | null;
            /** @description Since when nothing is sent, and why. */
            paused: {
                /**
                 * Format: date-time
                 * @example 2026-11-20T08:00:00.000Z
                 */
                at: string;
                /** @enum {string} */
                reason: "staff" | "failing" | "gone";
            } | null;
            /** @description Tries that failed since a message last arrived. */
            failing: {
                /**
                 * Format: date-time
                 * @example 2026-11-20T08:00:00.000Z
                 */
                since: string;
                /** @example 7 */
                failures: number;
            } | null;
            /**
             * @description Up to 100: more are not counted.
             * @example 0
             */
            waiting: number;
            /**
             * @description Up to 100: more are not counted.
             * @example 0
             */
            given_up: number;
            /**
             * @description Signs its messages. It is not shown again.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw6Yt0sXbq4dQ=
             */
            secret: string;
        };
        WebhookSecret: {
            /**
             * @description Signs its messages. It is not shown again.
             * @example whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw6Yt0sXbq4dQ=
             */
            secret: string;
        };
        WebhookMessages: {
            messages: components["schemas"]["WebhookMessage"][];
            /**
             * @description Where the next page is.
             * @example /account/admin/webhooks/…?after=1207
             */
            next: string | null;
        };
        WebhookMessage: {
            /**
             * @description What `webhook-id` says.
             * @example evt_1207_mhzk3c5w
             */
            id: string;
            /**
             * @description Its id in addresses here.
             * @example 1207
             */
            event: string;
            /** @enum {string} */
            type: "account.created" | "account.updated" | "account.deleted" | "account.disabled" | "account.enabled" | "account.recovered" | "email.changed" | "email.verified" | "password.changed" | "second_factor.changed" | "session.created" | "session.ended";
            /** @enum {string} */
            kind: "registered" | "activated" | "sign_in" | "sign_in_failed" | "sign_out" | "session_ended" | "sessions_ended" | "refresh_reuse" | "password_changed" | "password_reset" | "username_changed" | "address_changed" | "address_verified" | "alarm" | "disabled" | "enabled" | "staff_granted" | "staff_withdrawn" | "account_deleted" | "factor_added" | "factor_removed" | "recovery_codes_made" | "recovery_code_used" | "client_trusted" | "code_needed" | "code_failed" | "sign_in_approved" | "factor_reset" | "passkey_added" | "passkey_removed" | "passkey_counter" | "reset_sent" | "verification_sent" | "tries_forgotten" | "profile_changed" | "email_retried" | "email_dropped" | "bulk_started" | "bulk_cancelled" | "webhook_added" | "webhook_changed" | "webhook_paused" | "webhook_resumed" | "webhook_secret_rotated" | "webhook_replayed" | "webhook_removed";
            /**
             * Format: uuid
             * @example 6d5f9bae-a31b-4b7b-82c4-3853eda2b011
             */
            account: string;
            /**
             * Format: date-time
             * @example 2026-11-20T08:00:00.000Z
             */
            at: string;
            /** @example 3 */
            attempts: number;
            /** @description When it is sent again; null once it was given up. */
            due_at: string | null;
            /** @example HTTP_503 */
            fault: string | null;
        };
        WebhookMessageCount: {
            /** @example 2 */
            messages: number;
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
    changeAccount: {
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
                     * @description The language of your emails, one that this deployment has. Null: what your client prefers when it asks for one.
                     * @example de
                     */
                    language?: string | null;
                };
            };
        };
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
    getSecondFactor: {
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
                    "application/json": components["schemas"]["SecondFactor"];
                };
            };
        };
    };
    changeSecondFactor: {
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
                     * @description Whether a sign-in without a code may be approved from an email.
                     * @example true
                     */
                    email_approval?: boolean;
                    /**
                     * @description Whether a sign-in with the password needs a passkey or a recovery code, for who has no app.
                     * @example true
                     */
                    required?: boolean;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangedFactor"];
                };
            };
        };
    };
    beginTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewTotp"];
                };
            };
        };
    };
    removeTotp: {
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
    confirmTotp: {
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
                     * @description A code of the authenticator app, or a recovery code, where one is asked for.
                     * @example 123456
                     */
                    code?: null | number | string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
        };
    };
    renewRecoveryCodes: {
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
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
        };
    };
    prove: {
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
                     * Format: password
                     * @example Vq7-mountain-Kestrel
                     */
                    password?: string;
                    /**
                     * @description A code of the authenticator app, or a recovery code, where one is asked for.
                     * @example 123456
                     */
                    otp?: null | number | string;
                    /**
                     * @description What `PublicKeyCredential.toJSON()` returns in a browser.
                     * @example {
                     *       "id": "b0Zx1kTq8RmWcY5uN2hLxQ",
                     *       "rawId": "b0Zx1kTq8RmWcY5uN2hLxQ",
                     *       "type": "public-key",
                     *       "response": {
                     *         "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0Ii",
                     *         "authenticatorData": "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLH",
                     *         "signature": "MEUCIQDc0VcS3J9n2fS5rMZ0e1o9",
                     *         "userHandle": "AY8ZoZ7yTUuTjHMlQ7m7Yg"
                     *       }
                     *     }
                     */
                    credential?: {
                        /**
                         * @description In base64url.
                         * @example b0Zx1kTq8RmWcY5uN2hLxQ
                         */
                        id: string;
                        /**
                         * @description In base64url.
                         * @example b0Zx1kTq8RmWcY5uN2hLxQ
                         */
                        rawId: string;
                        /** @example public-key */
                        type: string;
                        response: {
                            /**
                             * @description In base64url.
                             * @example AAAB
                             */
                            clientDataJSON: string;
                            /**
                             * @description In base64url.
                             * @example AAAB
                             */
                            authenticatorData: string;
                            /**
                             * @description In base64url.
                             * @example AAAB
                             */
                            signature: string;
                            userHandle?: string | null;
                        };
                    };
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
    listTrustedClients: {
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
                    "application/json": components["schemas"]["TrustedClients"];
                };
            };
        };
    };
    endTrustedClients: {
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
    endTrustedClient: {
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
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example ada */
                    username?: string;
                    /** @example ada */
                    email?: string;
                    /** @example ada */
                    identifier?: string;
                    /**
                     * Format: password
                     * @example Vq7-mountain-Kestrel
                     */
                    password: string;
                    /**
                     * @description A code of the authenticator app, or a recovery code, where one is asked for.
                     * @example 123456
                     */
                    otp?: null | number | string;
                    /**
                     * @description After a right code of the app, this client is not asked for one again for a time.
                     * @example true
                     */
                    trust?: boolean | ("true" | "false");
                    /**
                     * @description Which API the credential is of: `token` if it is left out.
                     * @example jwt
                     * @enum {string}
                     */
                    as?: "token" | "jwt" | "express";
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
        };
    };
    signInWithCode: {
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
                     * @description What the sign-in goes on with.
                     * @example k3uT8vLxQm1sY0dN7bRwE2cJpHfAzGiK5oVtX9nMqSU
                     */
                    sign_in: string;
                    /**
                     * @description A code of the authenticator app, or a recovery code, where one is asked for.
                     * @example 123456
                     */
                    otp?: null | number | string;
                    /**
                     * @description After a right code of the app, this client is not asked for one again for a time.
                     * @example true
                     */
                    trust?: boolean | ("true" | "false");
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
        };
    };
    requestApproval: {
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
                     * @description What the sign-in goes on with.
                     * @example k3uT8vLxQm1sY0dN7bRwE2cJpHfAzGiK5oVtX9nMqSU
                     */
                    sign_in: string;
                };
            };
        };
        responses: {
            /** @description On its way; no body */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    exchangeCode: {
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
                     * @description What `/sign-in` sent to your page in the query.
                     * @example k3uT8vLxQm1sY0dN7bRwE2cJpHfAzGiK5oVtX9nMqSU
                     */
                    code: string;
                    /**
                     * @description The text whose SHA-256 is the `code_challenge` (RFC 7636).
                     * @example dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk
                     */
                    code_verifier: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
        };
    };
    requestSignInEmail: {
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
                     * Format: email
                     * @example ada@example.com
                     */
                    email: string;
                    /**
                     * @description Which API the credential is of: `token` if it is left out.
                     * @example jwt
                     * @enum {string}
                     */
                    as?: "token" | "jwt" | "express";
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmailAsked"];
                };
            };
        };
    };
    signInByEmail: {
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
                     * @description What the request for the email returned. With `code`.
                     * @example k3uT8vLxQm1sY0dN7bRwE2cJpHfAzGiK5oVtX9nMqSU
                     */
                    sign_in?: string;
                    /**
                     * @description The code in the email.
                     * @example k3uT8vLxQm1sY0dN7bRwE2cJpHfAzGiK5oVtX9nMqSU
                     */
                    code?: string;
                    /**
                     * @description Of the link in the email. With `token`.
                     * @example k3uT8vLxQm1sY0dN7bRwE2cJpHfAzGiK5oVtX9nMqSU
                     */
                    uid?: string;
                    /**
                     * @description Of the link in the email.
                     * @example k3uT8vLxQm1sY0dN7bRwE2cJpHfAzGiK5oVtX9nMqSU
                     */
                    token?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
        };
    };
    listPasskeys: {
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
                    "application/json": components["schemas"]["PasskeyList"];
                };
            };
        };
    };
    addPasskey: {
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
                     * @description What `PublicKeyCredential.toJSON()` returns in a browser.
                     * @example {
                     *       "id": "b0Zx1kTq8RmWcY5uN2hLxQ",
                     *       "rawId": "b0Zx1kTq8RmWcY5uN2hLxQ",
                     *       "type": "public-key",
                     *       "response": {
                     *         "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIi",
                     *         "attestationObject": "o2NmbXRkbm9uZWdhdHRTdG10"
                     *       }
                     *     }
                     */
                    credential: {
                        /**
                         * @description In base64url.
                         * @example b0Zx1kTq8RmWcY5uN2hLxQ
                         */
                        id: string;
                        /**
                         * @description In base64url.
                         * @example b0Zx1kTq8RmWcY5uN2hLxQ
                         */
                        rawId: string;
                        /** @example public-key */
                        type: string;
                        response: {
                            /**
                             * @description In base64url.
                             * @example AAAB
                             */
                            clientDataJSON: string;
                            /**
                             * @description In base64url.
                             * @example AAAB
                             */
                            attestationObject: string;
                            transports?: string[];
                        };
                    };
                    /** @example Phone */
                    name?: string;
                };
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewPasskey"];
                };
            };
        };
    };
    getNewPasskeyOptions: {
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
                    "application/json": components["schemas"]["PasskeyCreationOptions"];
                };
            };
        };
    };
    removePasskey: {
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
    renamePasskey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example Phone */
                    name: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Passkey"];
                };
            };
        };
    };
    getPasskeyOptions: {
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
                    "application/json": components["schemas"]["PasskeyRequestOptions"];
                };
            };
        };
    };
    signInWithPasskey: {
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
                     * @description What `PublicKeyCredential.toJSON()` returns in a browser.
                     * @example {
                     *       "id": "b0Zx1kTq8RmWcY5uN2hLxQ",
                     *       "rawId": "b0Zx1kTq8RmWcY5uN2hLxQ",
                     *       "type": "public-key",
                     *       "response": {
                     *         "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0Ii",
                     *         "authenticatorData": "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLH",
                     *         "signature": "MEUCIQDc0VcS3J9n2fS5rMZ0e1o9",
                     *         "userHandle": "AY8ZoZ7yTUuTjHMlQ7m7Yg"
                     *       }
                     *     }
                     */
                    credential: {
                        /**
                         * @description In base64url.
                         * @example b0Zx1kTq8RmWcY5uN2hLxQ
                         */
                        id: string;
                        /**
                         * @description In base64url.
                         * @example b0Zx1kTq8RmWcY5uN2hLxQ
                         */
                        rawId: string;
                        /** @example public-key */
                        type: string;
                        response: {
                            /**
                             * @description In base64url.
                             * @example AAAB
                             */
                            clientDataJSON: string;
                            /**
                             * @description In base64url.
                             * @example AAAB
                             */
                            authenticatorData: string;
                            /**
                             * @description In base64url.
                             * @example AAAB
                             */
                            signature: string;
                            userHandle?: string | null;
                        };
                    };
                    /**
                     * @description Which API the credential is of: `token` if it is left out.
                     * @example jwt
                     * @enum {string}
                     */
                    as?: "token" | "jwt" | "express";
                    /**
                     * @description What the sign-in goes on with.
                     * @example k3uT8vLxQm1sY0dN7bRwE2cJpHfAzGiK5oVtX9nMqSU
                     */
                    sign_in?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
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
                /** @description Only these; `signed_out` has no session, and of `never_signed_in` no sign-in is known, here or in the system that they came from. `old_password`: their password is still that of this system. A page may have fewer than `limit`, or none, and a `next`. */
                only?: "staff" | "disabled" | "active" | "unverified" | "signed_out" | "never_signed_in" | "old_password" | "second_factor";
                /** @description By username, or by address: only who has one. A narrowed search is for the beginning of this. */
                order?: "username" | "email";
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
    deleteUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: password
                     * @example Vq7-mountain-Kestrel
                     */
                    current_password: string;
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
    changeUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Letters, digits and `@ . + - _`.
                     * @example ada
                     */
                    username?: string;
                    /**
                     * Format: email
                     * @example ada@example.com
                     */
                    email?: string;
                    /** @example Ada */
                    first_name?: string;
                    /** @example Ada */
                    last_name?: string;
                };
            };
        };
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
    resetSecondFactor: {
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
    disableUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Why, for staff to read in the console.
                     * @example Asked for it by phone
                     */
                    reason?: string;
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
    enableUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Why, for staff to read in the console.
                     * @example Asked for it by phone
                     */
                    reason?: string;
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
    promoteUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: password
                     * @example Vq7-mountain-Kestrel
                     */
                    current_password: string;
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
    demoteUser: {
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
    sendUserReset: {
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
    sendUserVerification: {
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
    getUserWaits: {
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
                    "application/json": components["schemas"]["Waits"];
                };
            };
        };
    };
    forgetUserTries: {
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
    endUserSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                session: string;
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
    getOverview: {
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
                    "application/json": components["schemas"]["Overview"];
                };
            };
        };
    };
    listAllEvents: {
        parameters: {
            query?: {
                /** @description Only events of this kind. */
                kind?: "registered" | "activated" | "sign_in" | "sign_in_failed" | "sign_out" | "session_ended" | "sessions_ended" | "refresh_reuse" | "password_changed" | "password_reset" | "username_changed" | "address_changed" | "address_verified" | "alarm" | "disabled" | "enabled" | "staff_granted" | "staff_withdrawn" | "account_deleted" | "factor_added" | "factor_removed" | "recovery_codes_made" | "recovery_code_used" | "client_trusted" | "code_needed" | "code_failed" | "sign_in_approved" | "factor_reset" | "passkey_added" | "passkey_removed" | "passkey_counter" | "reset_sent" | "verification_sent" | "tries_forgotten" | "profile_changed" | "email_retried" | "email_dropped" | "bulk_started" | "bulk_cancelled" | "webhook_added" | "webhook_changed" | "webhook_paused" | "webhook_resumed" | "webhook_secret_rotated" | "webhook_replayed" | "webhook_removed";
                /** @description Only those of this account, which may be gone. */
                user?: string;
                /** @description Only what staff did: this member, by the ID, `operator` for those at a terminal, or `any` of them. */
                actor?: string;
                /** @description From this day or time on. */
                since?: string;
                /** @description Up to this day, with it, or up to this time, without it. */
                until?: string;
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
                    "application/json": components["schemas"]["StaffEventPage"];
                };
            };
        };
    };
    listQueuedEmails: {
        parameters: {
            query?: {
                /** @description Those that wait, by when they are tried next; or those that were given up, the newest first. */
                state?: "waiting" | "given_up";
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
                    "application/json": components["schemas"]["QueuedEmailPage"];
                };
            };
        };
    };
    retryEmail: {
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
    dropEmail: {
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
    listKeys: {
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
                    "application/json": components["schemas"]["Keys"];
                };
            };
        };
    };
    listSettings: {
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
                    "application/json": components["schemas"]["Settings"];
                };
            };
        };
    };
    listJobs: {
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
                    "application/json": components["schemas"]["Jobs"];
                };
            };
        };
    };
    startJob: {
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
                     * @description What is done to each of them; `export` is a CSV file of them.
                     * @example disable
                     * @enum {string}
                     */
                    action: "disable" | "enable" | "sign-out" | "send-reset" | "export";
                    /**
                     * @description These accounts, by their IDs, 300 at most.
                     * @example [
                     *       "6d5f9bae-a31b-4b7b-82c4-3853eda2b011"
                     *     ]
                     */
                    users?: string[] | string;
                    /**
                     * @description Without `users`: all that `GET /account/admin/users` finds so, when the job comes to them. Empty: everybody.
                     * @example ada
                     */
                    search?: string;
                    /**
                     * @description Only these, as in that list.
                     * @example unverified
                     * @enum {string}
                     */
                    only?: "staff" | "disabled" | "active" | "unverified" | "signed_out" | "never_signed_in" | "old_password" | "second_factor";
                    /**
                     * @description What a narrowed search is for, as in that list.
                     * @example username
                     * @enum {string}
                     */
                    order?: "username" | "email";
                    /**
                     * @description Why, for staff to read in the events of each account.
                     * @example Asked for it by phone
                     */
                    reason?: string;
                    /**
                     * Format: password
                     * @example Vq7-mountain-Kestrel
                     */
                    current_password: string;
                };
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
        };
    };
    getJob: {
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
                    "application/json": components["schemas"]["Job"];
                };
            };
        };
    };
    cancelJob: {
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
    getPeopleFile: {
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
                    "text/csv; charset=utf-8": components["schemas"]["PeopleFile"];
                };
            };
        };
    };
    listWebhooks: {
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
                    "application/json": components["schemas"]["Webhooks"];
                };
            };
        };
    };
    addWebhook: {
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
                     * @description Where messages go: `https://`, and a public address.
                     * @example https://hooks.example.com/gatehouse
                     */
                    url: string;
                    /**
                     * @description The types that it is told of. An empty list is for all.
                     * @example [
                     *       "account.created",
                     *       "account.deleted"
                     *     ]
                     */
                    events?: string[] | string;
                };
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewWebhook"];
                };
            };
        };
    };
    getWebhook: {
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
                    "application/json": components["schemas"]["Webhook"];
                };
            };
        };
    };
    removeWebhook: {
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
    changeWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description Where messages go: `https://`, and a public address.
                     * @example https://hooks.example.com/gatehouse
                     */
                    url?: string;
                    /**
                     * @description The types that it is told of. An empty list is for all.
                     * @example [
                     *       "account.created",
                     *       "account.deleted"
                     *     ]
                     */
                    events?: string[] | string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
        };
    };
    pauseWebhook: {
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
    resumeWebhook: {
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
    rotateWebhookSecret: {
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
                    "application/json": components["schemas"]["WebhookSecret"];
                };
            };
        };
    };
    replayWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: date-time
                     * @example 2026-11-20T08:00:00Z
                     */
                    since: string;
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
    listWebhookMessages: {
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
                    "application/json": components["schemas"]["WebhookMessages"];
                };
            };
        };
    };
    dropWebhookMessages: {
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
                    "application/json": components["schemas"]["WebhookMessageCount"];
                };
            };
        };
    };
    retryWebhookMessages: {
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
                    "application/json": components["schemas"]["WebhookMessageCount"];
                };
            };
        };
    };
    retryWebhookMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                event: string;
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
    dropWebhookMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                event: string;
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
}
