/* Written by `npm run client` from the API document. Do not edit. */

export interface paths {
    "/api/register/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Register */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/login/": {
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
    "/api/profile/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read your profile */
        get: operations["getProfile"];
        /** Replace your profile */
        put: operations["replaceProfile"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change fields of your profile */
        patch: operations["changeProfile"];
        trace?: never;
    };
    "/api/change_password/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change your password */
        put: operations["changePassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logout/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log out */
        post: operations["logOut"];
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
        Message: {
            message: string;
        };
        InvalidForm: components["schemas"]["FieldErrors"] | components["schemas"]["Detail"] | string[];
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
            /**
             * Format: uuid
             * @example 6d5f9bae-a31b-4b7b-82c4-3853eda2b011
             */
            user_id: string;
        };
        Invalid: components["schemas"]["FieldErrors"] | components["schemas"]["Detail"];
        Profile: {
            /** @example Ada */
            first_name: string;
            /** @example Lovelace */
            last_name: string;
            /**
             * @description Empty when there is none.
             * @example ada@example.com
             */
            email: string;
            /** @example ada */
            username: string;
            /**
             * @description The path of the picture at this server.
             * @example /media/9h3TkVnZ0pJ6uQ2mX8rLc5sYb1wAe7dGfK4oNiPzUqE
             */
            image: string | null;
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
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
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
                    /**
                     * Format: email
                     * @example ada@example.com
                     */
                    email: string;
                    /** @example Ada */
                    first_name?: string;
                    /** @example Ada */
                    last_name?: string;
                    /**
                     * @description A JPEG, PNG, GIF or WebP picture in base64, with or without a data-URI prefix.
                     * @example iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==
                     */
                    image?: string;
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
                    "application/json": components["schemas"]["Message"];
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
    getProfile: {
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
                    "application/json": components["schemas"]["Profile"];
                };
            };
        };
    };
    replaceProfile: {
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
                    username?: string;
                    /** @example Ada */
                    first_name?: string;
                    /** @example Ada */
                    last_name?: string;
                    /**
                     * Format: email
                     * @example ada@example.com
                     */
                    email?: string;
                    /**
                     * @description A JPEG, PNG, GIF or WebP picture in base64, with or without a data-URI prefix. Null or empty takes it away.
                     * @example iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==
                     */
                    image?: string | null;
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
                    "application/json": components["schemas"]["Profile"];
                };
            };
        };
    };
    changeProfile: {
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
                    username?: string;
                    /** @example Ada */
                    first_name?: string;
                    /** @example Ada */
                    last_name?: string;
                    /**
                     * Format: email
                     * @example ada@example.com
                     */
                    email?: string;
                    /**
                     * @description A JPEG, PNG, GIF or WebP picture in base64, with or without a data-URI prefix. Null or empty takes it away.
                     * @example iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==
                     */
                    image?: string | null;
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
                    "application/json": components["schemas"]["Profile"];
                };
            };
        };
    };
    changePassword: {
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
                    "application/json": components["schemas"]["Message"];
                };
            };
        };
    };
    logOut: {
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
                    "application/json": components["schemas"]["Message"];
                };
            };
        };
    };
}
