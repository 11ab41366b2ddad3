"""A service of Django behind a kit, which is asked by lines of JSON: a token, and how many seconds the clock moves on."""

import json
import os
import sys
import time

kit, issuer, secret, when_stale = sys.argv[1:]
folder = os.path.join(os.path.dirname(__file__), "..", "..", "..", "kits", kit)
sys.path.insert(0, folder)
sys.dont_write_bytecode = True

import django  # noqa: E402
from django.conf import settings  # noqa: E402

ahead = 0.0
settings.configure(
    ALLOWED_HOSTS=["testserver"],
    SECRET_KEY="of-a-test",
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "file:kit?mode=memory&cache=shared"}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "rest_framework"],
    MIDDLEWARE=[
        *(["gatehouse_middleware.GatehouseMiddleware"] if kit == "django" else []),
        "django.middleware.csrf.CsrfViewMiddleware",
    ],
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    LOGGING_CONFIG=None,
    GATEHOUSE={
        "ISSUER": issuer,
        "REVOCATIONS_SECRET": secret,
        "USER_ID_FIELD": "username",
        "WHEN_STALE": when_stale,
        "CLOCK": lambda: time.time() + ahead,
    },
)
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import path  # noqa: E402

if kit == "drf":
    from gatehouse_authentication import GatehouseAuthentication
    from rest_framework.decorators import api_view, authentication_classes, permission_classes
    from rest_framework.permissions import IsAuthenticated
    from rest_framework.response import Response

    @api_view(["POST"])
    @authentication_classes([GatehouseAuthentication])
    @permission_classes([IsAuthenticated])
    def view(request):
        return Response({"user": request.user.username, "session": request.auth["sid"]})

else:

    def view(request):
        user = getattr(request, "user", None)
        if user is None:
            return JsonResponse({"detail": "nobody"}, status=401)
        return JsonResponse({"user": user.username, "session": request.gatehouse["sid"]})


urlpatterns = [path("", view)]
call_command("migrate", verbosity=0)
client = Client(enforce_csrf_checks=kit == "django", raise_request_exception=True)
print("{}", flush=True)

for line in sys.stdin:
    asked = json.loads(line)
    ahead += asked.get("forward", 0)
    if "user" in asked:
        User.objects.create(username=asked["user"])
    headers = {"HTTP_AUTHORIZATION": asked["authorization"]} if "authorization" in asked else {}
    response = client.post("/", **headers)
    body = json.loads(response.content) if response["Content-Type"] == "application/json" else None
    print(json.dumps({"status": response.status_code, "body": body}), flush=True)
