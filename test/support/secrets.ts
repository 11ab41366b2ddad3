/** Secrets of the tests, and of nothing else. */
export const SECRETS = {
  MASTER_KEYS: JSON.stringify({
    keys: [{ kty: 'oct', kid: '1', k: 'kDGGzm3xiFBKMcC4m7VhZt6fTEGVKAz7Jqrc41iq6AY' }],
  }),
  SIGNING_KEYS: JSON.stringify({
    keys: [
      {
        kty: 'EC',
        x: '-2O5ox69m2MdBcIq6Fqpi0yUkuS3evpTTX2jn660Bwk',
        y: 'UUKIDLiqm07SJ5Eg5L_v12h6hqiV-OmL8nq8IohbtOE',
        crv: 'P-256',
        d: 'VRmHi41-d9wSg1yrkVcjUth7i9Kca5ZI7EWmShxSpNM',
        alg: 'ES256',
        use: 'sig',
        kid: 'test-1',
      },
    ],
  }),
}
