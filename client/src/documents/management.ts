/* Written by `npm run client` from the API document. Do not edit. */

export interface paths {
    "/api/password_reset/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a key for a new password */
        post: operations["requestPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/password_reset/validate_token/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check a key for a new password */
        post: operations["validateResetToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/password_reset/confirm/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set a new password with a key */
        post: operations["confirmPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api-token-auth/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log in for a token */
        post: operations["logIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Register for a token */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read your account */
        get: operations["getUser"];
        /** Replace your account */
        put: operations["replaceUser"];
        /** Change your password */
        post: operations["changePassword"];
        /** Delete your account */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        /** Change fields of your account */
        patch: operations["changeUser"];
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Status: {
            /** @constant */
            status: "OK";
        };
        Invalid: components["schemas"]["FieldErrors"] | components["schemas"]["Detail"];
        /**
         * @example {
         *       "username": [
         *         "This field is required."
         *       ]
         *     }
         */
        FieldErrors: {
            [key: string]: string[];
        };
        /**
         * @example {
         *       "detail": "Not found."
         *     }
         */
        Detail: {
            detail: string;
        };
        Token: {
            /** @example 132cf952e0165a274bf99e115ab483671b3d9ff6 */
            token: string;
        };
        /** @description The account, and a token that is signed in as it. */
        NewUser: {
            /**
             * Format: uuid
             * @example 6d5f9bae-a31b-4b7b-82c4-3853eda2b011
             */
            id: string;
            /** @example ada */
            username: string;
            /** @example Ada */
            first_name: string;
            /** @example Lovelace */
            last_name: string;
            /**
             * @description Empty when there is none.
             * @example ada@example.com
             */
            email: string;
            /** @example 132cf952e0165a274bf99e115ab483671b3d9ff6 */
            auth_token: string;
        };
        User: {
            /**
             * Format: uuid
             * @example 6d5f9bae-a31b-4b7b-82c4-3853eda2b011
             */
            id: string;
            /** @example ada */
            username: string;
            /** @example Ada */
            first_name: string;
            /** @example Lovelace */
            last_name: string;
            /**
             * @description Empty when there is none.
             * @example ada@example.com
             */
            email: string;
        };
        /**
         * @example {
         *       "detail": "Token is invalid or expired",
         *       "code": "token_not_valid"
         *     }
         */
        Unauthorised: {
            detail: string;
            /** @enum {string} */
            code?: "token_not_valid" | "bad_authorization_header" | "user_inactive" | "user_not_found";
            messages?: {
                token_class: string;
                token_type: string;
                message: string;
            }[];
        };
        PasswordChanged: {
            /** @constant */
            status: "success";
            /** @constant */
            code: 200;
            /** @constant */
            message: "Password updated successfully";
            data: unknown[];
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
    requestPasswordReset: {
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
                    "application/json": components["schemas"]["Status"];
                };
            };
        };
    };
    validateResetToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example k3uT8vLxQm1sY0dN7bRwE2cJpHfAzGiK5oVtX9nMqSU */
                    token: string;
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
                    "application/json": components["schemas"]["Status"];
                };
            };
        };
    };
    confirmPasswordReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example k3uT8vLxQm1sY0dN7bRwE2cJpHfAzGiK5oVtX9nMqSU */
                    token: string;
                    /**
                     * Format: password
                     * @example Vq7-mountain-Kestrel
                     */
                    password: string;
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
                    "application/json": components["schemas"]["Status"];
                };
            };
        };
    };
    logIn: {
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
                    username: string;
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
                    "application/json": components["schemas"]["Token"];
                };
            };
        };
    };
    register: {
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
                     * @description Letters, digits and `@ . + - _`.
                     * @example ada
                     */
                    username: string;
                    /**
                     * Format: password
                     * @example Vq7-mountain-Kestrel
                     */
                    password: string;
                    /** @example Ada */
                    first_name?: string;
                    /** @example Ada */
                    last_name?: string;
                    /**
                     * Format: email
                     * @example ada@example.com
                     */
                    email?: string;
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
                    "application/json": components["schemas"]["NewUser"];
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
    replaceUser: {
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
                    /** @example Ada */
                    first_name?: string;
                    /** @example Ada */
                    last_name?: string;
                    /**
                     * Format: email
                     * @example ada@example.com
                     */
                    email?: string;
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
    changePassword: {
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
                    old_password: string;
                    /**
                     * Format: password
                     * @example Vq7-mountain-Kestrel
                     */
                    new_password: string;
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
                    "application/json": components["schemas"]["PasswordChanged"];
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
                    /** @example Ada */
                    first_name?: string;
                    /** @example Ada */
                    last_name?: string;
                    /**
                     * Format: email
                     * @example ada@example.com
                     */
                    email?: string;
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
}
