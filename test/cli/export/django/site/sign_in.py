"""Reads [[username, password], ...] as JSON and prints what the login and /users/me/ of djoser answer to each."""
import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
import django

django.setup()
from rest_framework.test import APIClient


def answer(username, password):
    client = APIClient()
    login = client.post("/auth/token/login/", {"username": username, "password": password}, format="json")
    if login.status_code != 200:
        return {"status": login.status_code}
    client.credentials(HTTP_AUTHORIZATION="Token " + login.json()["auth_token"])
    return {"status": 200, "me": client.get("/auth/users/me/").json()}


print(json.dumps([answer(*pair) for pair in json.load(sys.stdin)]))
