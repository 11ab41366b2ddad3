"""Signs in requests to Django REST Framework by an access JWT of Gatehouse.

One file for Django 3.2 or newer, DRF and PyJWT with cryptography. MIT licence, as the rest of Gatehouse; README.md is
beside it.
"""

import json
import logging
import threading
import time
import urllib.request

import jwt
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from jwt.algorithms import ECAlgorithm
from rest_framework import authentication, exceptions

logger = logging.getLogger("gatehouse")
_verifier = None


MINUTE = 60
# How long keys are used before they are asked for again, and how often at most for an unknown one.
KEYS_FRESH = 5 * MINUTE
KEYS_PAUSE = MINUTE / 2
# How often the list is read from its beginning, so that what Gatehouse has purged is forgotten here.
FROM_START = 60 * MINUTE
PATIENCE = 5
LONGEST = 4096
NEVER = float("-inf")


class Unavailable(Exception):
    """It cannot be told whether a JWT is good."""


class Verifier:
    """Verifies access JWTs of Gatehouse. One for a process; threads may share it."""

    def __init__(self, issuer, revocations_secret=None, stale_after=600, when_stale="refuse", clock=time.time):
        self.issuer = issuer
        self.secret = revocations_secret
        self.stale_after = stale_after
        self.when_stale = when_stale
        self.clock = clock
        self.lock = threading.RLock()
        self.loading = threading.Lock()
        self.keys = {}
        self.keys_at = NEVER
        self.sessions = set()
        self.accounts = {}
        self.cursor = "0"
        self.list_at = self.tried_at = self.begun_at = NEVER

    def verify(self, token):
        """The claims of an access JWT, or None for whatever else it is. Raises Unavailable."""
        if len(token) > LONGEST:
            return None
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            key = self._key(kid) if isinstance(kid, str) else None
            if key is None:
                return None
            claims = jwt.decode(
                token,
                key,
                algorithms=["ES256"],
                issuer=self.issuer,
                options={
                    "require": ["exp", "iat", "iss", "sub", "jti", "sid", "ep", "token_type"],
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_aud": False,
                },
            )
        except jwt.InvalidTokenError:
            return None
        texts = all(isinstance(claims[name], str) for name in ("sub", "sid", "jti"))
        numbers = all(type(claims[name]) is int for name in ("ep", "exp", "iat"))
        if not texts or not numbers or claims["token_type"] != "access" or claims["exp"] <= self.clock():
            return None
        self._freshen()
        return None if self._is_revoked(claims) else claims

    def _is_revoked(self, claims):
        with self.lock:
            if claims["sid"] in self.sessions:
                return True
            version, kept = self.accounts.get(claims["sub"], (-1, None))
        return claims["ep"] < version and claims["sid"] != kept

    def _read(self, path, headers=None):
        request = urllib.request.Request(self.issuer + path, headers=headers or {})
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return json.load(response)

    def _key(self, kid):
        with self.lock:
            age = self.clock() - self.keys_at
            known = self.keys.get(kid)
            is_due = age > (KEYS_FRESH if known else KEYS_PAUSE) or not self.keys
            if is_due:
                self.keys_at = self.clock()
        if known and is_due:
            threading.Thread(target=self._try_keys, daemon=True).start()
        elif is_due and not self._try_keys() and not self.keys:
            raise Unavailable("no keys")
        return known or self.keys.get(kid)

    def _try_keys(self):
        """What fails leaves the keys that are known."""
        try:
            jwks = self._read("/.well-known/jwks.json")["keys"]
            self.keys = {jwk["kid"]: ECAlgorithm.from_jwk(json.dumps(jwk)) for jwk in jwks}
            return True
        except Exception as error:
            logger.warning("the keys of %s could not be read: %s", self.issuer, type(error).__name__)
            return False

    def _freshen(self):
        """Asks once a minute, in the background. Only while nothing recent is known, a request waits for the answer."""
        if self.secret is None:
            return
        with self.lock:
            is_due = self.clock() - self.tried_at >= MINUTE
            if is_due:
                self.tried_at = self.clock()
        if is_due and self._is_stale():
            self._try_list()
        elif is_due:
            threading.Thread(target=self._try_list, daemon=True).start()
        elif self._is_stale():
            # Another thread may be asking.
            with self.loading:
                pass
        if self._is_stale() and self.when_stale == "refuse":
            raise Unavailable("the list of revocations is too old")

    def _is_stale(self):
        return self.clock() - self.list_at > self.stale_after

    def _try_list(self):
        with self.loading:
            try:
                self._load_list()
            except Exception as error:
                logger.warning("the revocations of %s could not be read: %s", self.issuer, type(error).__name__)

    def _load_list(self):
        began = self.clock()
        anew = began - self.begun_at > FROM_START
        sessions = set() if anew else set(self.sessions)
        accounts = {} if anew else dict(self.accounts)
        cursor, more = ("0" if anew else self.cursor), True
        while more:
            headers = {"Authorization": "Bearer " + self.secret}
            page = self._read("/account/revocations?after=" + cursor, headers)
            for each in page["revocations"]:
                if each["kind"] == "session":
                    sessions.add(each["session"])
                elif accounts.get(each["account"], (-1, None))[0] <= each["session_version"]:
                    accounts[each["account"]] = (each["session_version"], each["except_session"])
            cursor, more = page["cursor"], page["more"]
        with self.lock:
            self.sessions, self.accounts, self.cursor = sessions, accounts, cursor
            self.list_at = began
            if anew:
                self.begun_at = began


def configured():
    """The verifier of the settings, made once a process."""
    global _verifier
    if _verifier is None:
        own = settings.GATEHOUSE
        _verifier = Verifier(
            own["ISSUER"],
            own.get("REVOCATIONS_SECRET"),
            own.get("STALE_AFTER", 600),
            own.get("WHEN_STALE", "refuse"),
            own.get("CLOCK", time.time),
        )
    return _verifier


def user_of(claims):
    """The user of this service that the claims name, or None. Without a field there are no users here but these."""
    own = settings.GATEHOUSE
    value = claims.get(own.get("USER_ID_CLAIM", "user_id"), claims["sub"])
    field = own.get("USER_ID_FIELD", "pk")
    if field is None:
        return GatehouseUser(value)
    users = get_user_model()
    try:
        return users._default_manager.get(**{field: value, "is_active": True})
    except (users.DoesNotExist, ValueError, ValidationError):
        return None


class GatehouseUser:
    """The person who is signed in at Gatehouse, for a service without a table of users."""

    is_authenticated = True
    is_active = True
    is_anonymous = is_staff = is_superuser = False

    def __init__(self, id):
        self.id = self.pk = id

    def __str__(self):
        return str(self.id)


class NotPossible(exceptions.APIException):
    status_code = 503
    default_detail = "Not possible right now."
    wait = MINUTE


class GatehouseAuthentication(authentication.BaseAuthentication):
    """`request.user` is the user, `request.auth` the claims. Accepts `Bearer`, `Token` and `JWT`."""

    def authenticate(self, request):
        keyword, _, token = authentication.get_authorization_header(request).decode("latin-1").partition(" ")
        # What is no JWT may be a token of this service.
        if keyword.lower() not in ("bearer", "token", "jwt") or token.count(".") != 2:
            return None
        try:
            claims = configured().verify(token.strip())
        except Unavailable:
            raise NotPossible()
        user = claims and user_of(claims)
        if not user:
            raise exceptions.AuthenticationFailed("Token is invalid or expired")
        return user, claims

    def authenticate_header(self, request):
        return 'Bearer realm="api"'
