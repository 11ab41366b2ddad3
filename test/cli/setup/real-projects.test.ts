import { describe, expect, it } from 'vitest'
import { readProject, rowOf } from './projects.ts'

/* Arrangements that public projects have, shortened and in words of our own. */

describe('settings in parts', () => {
  const found = () =>
    readProject({
      'config/__init__.py': '',
      'config/settings/base.py': `
import os
from datetime import timedelta
from decouple import config
INSTALLED_APPS = ["djoser", "people"]
ROOT_URLCONF = "config.urls"
AUTH_USER_MODEL = "people.Member"
HOST = config("FRONT_HOST", default="club.example.com")
LINKS = {"PASSWORD_RESET_CONFIRM_URL": "new-password/{uid}/{token}"}
`,
      'config/settings/production.py': `
from .base import *
from .parts.tokens import SIMPLE_JWT
DOMAIN = f"{HOST}"
SITE_NAME = os.environ["SITE"]
DJOSER = {
    **LINKS,
    "SEND_ACTIVATION_EMAIL": config("ACTIVATE", default="True", cast=bool),
    "ACTIVATION_URL": "welcome/" "{uid}/{token}",
    "SET_PASSWORD_RETYPE": not DEBUG if False else True,
}
DJOSER["HIDE_USERS"] = False
DJOSER.update({"PASSWORD_RESET_CONFIRM_RETYPE": True})
if DEBUG:
    DOMAIN = "localhost:3000"
`,
      'config/settings/local.py': 'from .base import *\nDEBUG = True\nDJOSER = {"LOGIN_FIELD": "username"}\n',
      'config/settings/parts/tokens.py': `
from datetime import timedelta
SIMPLE_JWT = dict(
    ACCESS_TOKEN_LIFETIME=timedelta(hours=2, minutes=30),
    REFRESH_TOKEN_LIFETIME=timedelta(7),
    SIGNING_KEY="not-for-a-terminal",
    USER_ID_CLAIM="member",
)
`,
      'config/urls.py': `
from django.urls import include, re_path
urlpatterns = [re_path(r"^api/v2/", include("people.urls"))] + static("/media/")
`,
      'people/urls.py': `
from django.urls import include, path
urlpatterns = [path("session/", include("djoser.urls"))]
urlpatterns += [path("session/", include("djoser.urls.jwt"))]
`,
      'people/models/__init__.py': 'from .member import Member\n',
      'people/models/member.py': `
from django.contrib.auth.models import AbstractUser
from django.db import models
class Level(models.TextChoices):
    NEW = "new", "New"
    OLD = "old", "Old"
class Dated(models.Model):
    created = models.DateTimeField(auto_now_add=True)
    class Meta:
        abstract = True
class Member(AbstractUser, Dated):
    username = None
    email = models.EmailField("address", unique=True)
    level = models.CharField(max_length=3, choices=Level.choices, default=Level.NEW)
    fee = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
`,
    })

  it('takes production, with what it imports', () => {
    expect(found().file).toBe('config/settings/production.py')
    expect(found().plan).toEqual({
      loginField: 'email',
      usernames: false,
      passwordRules: [],
      ids: 'integer',
      apis: {
        profile: false,
        djoser: {
          at: ['/api/v2/session'],
          tokens: false,
          views: { 'jwt/blacklist': [], 'jwt/logout': [] },
          trench: false,
          openRoot: true,
          settings: {
            SET_PASSWORD_RETYPE: true,
            HIDE_USERS: false,
            PASSWORD_RESET_CONFIRM_RETYPE: true,
            USER_ID_CLAIM: 'member',
          },
        },
        users: false,
        management: false,
        express: false,
      },
      fields: { email: { type: 'email', required: true, write: 'registration', label: 'address' } },
      variables: {
        FRONT_END_URL: 'https://club.example.com',
        PASSWORD_RESET_CONFIRM_URL: 'new-password/{uid}/{token}',
        SEND_ACTIVATION_EMAIL: 'true',
        ACTIVATION_URL: 'welcome/{uid}/{token}',
        JWT_ACCESS_SECONDS: '9000',
        JWT_REFRESH_SECONDS: '604800',
      },
    })
  })

  it('shows no secret', () => {
    expect(JSON.stringify(found())).not.toContain('not-for-a-terminal')
  })
})

describe('serializers', () => {
  const found = () =>
    readProject({
      'shop/settings.py': `
AUTH_USER_MODEL = 'people.Buyer'
DJOSER = {'SERIALIZERS': {
    'user_create': 'people.api.serializers.Join',
    'user': 'people.api.serializers.Buyer',
    'current_user': 'people.api.serializers.Me',
    'token_create': 'people.api.serializers.Token',
    'telephone': 'people.api.serializers.Telephone',
}}
`,
      'shop/urls.py': `
from rest_framework.routers import DefaultRouter
from people.api.views import BuyerViewSet
router = DefaultRouter()
router.register(r'users', BuyerViewSet)
urlpatterns = [path('api/', include(router.urls)), path('api/auth/', include('djoser.urls.authtoken'))]
`,
      'people/api/views.py': `
from djoser.views import UserViewSet
class BuyerViewSet(UserViewSet):
    pagination_class = None
`,
      'people/models.py': `
import uuid
from django.contrib.auth.models import AbstractUser
from django.db import models
SIZES = (('s', 'Small'), ('l', 'Large'))
class Buyer(AbstractUser):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    email = models.EmailField(max_length=100, unique=True)
    phone = models.CharField(max_length=20, unique=True)
    size = models.CharField(choices=SIZES, max_length=1, blank=True)
    points = models.PositiveIntegerField(default=5)
    likes = models.JSONField(default=list)
    born = models.DateField(null=True, blank=True)
    picture = models.ImageField(upload_to='p')
    shop = models.ForeignKey('shops.Shop', on_delete=models.CASCADE)
    REQUIRED_FIELDS = ['email', 'phone']
`,
      'people/api/serializers.py': `
from djoser.serializers import UserCreateSerializer, UserSerializer
from rest_framework import serializers
from people.models import Buyer as Model
class Join(UserCreateSerializer):
    again = serializers.CharField(write_only=True)
    class Meta(UserCreateSerializer.Meta):
        model = Model
        fields = UserCreateSerializer.Meta.fields + ('born', 'again')
        extra_kwargs = {'phone': {'required': False}}
    def validate(self, data):
        return data
class Buyer(UserSerializer):
    class Meta(UserSerializer.Meta):
        fields = tuple(Model.REQUIRED_FIELDS) + ('id', 'username', 'shop')
class Me(Buyer):
    orders = serializers.SerializerMethodField()
    class Meta(Buyer.Meta):
        fields = Buyer.Meta.fields + ('size', 'points', 'likes', 'picture', 'orders', 'born')
        read_only_fields = ('points', 'born')
class Token:
    pass
`,
    })

  it('decide which fields there are, and who writes them', () => {
    expect(found().plan.fields).toEqual({
      email: { type: 'email', maxLength: 100, required: true, label: 'email' },
      phone: { type: 'text', maxLength: 20, unique: true, update: { required: true } },
      size: { type: 'choice', choices: ['s', 'l'], blank: true, registration: false, answers: ['owner'] },
      points: { type: 'integer', min: 0, default: 5, write: 'staff', answers: ['owner'] },
      likes: { type: 'json', default: [], registration: false, answers: ['owner'] },
      born: { type: 'date', null: true, write: 'registration', answers: ['registration', 'owner'] },
    })
  })

  it('name what is not served', () => {
    const reasons = ['picture', 'shop', 'orders', 'again', "SERIALIZERS['telephone']"].map((name) =>
      rowOf(found(), name),
    )
    expect(reasons).toEqual([
      ['not served: pictures are not fields here: the profile and Express APIs have them (docs/pictures.md)'],
      ['not served: it refers to another table, which is not here'],
      ['not served: it is computed by code, which is not read'],
      ['not served: it is no field of the model: only code knows it'],
      ['no effect: djoser has no such serializer'],
    ])
    expect(rowOf(found(), "SERIALIZERS['user_create']")).toContain(
      'not served: code is not read: compare what clients see',
    )
  })

  it('are at the path of a router, and of the tokens beside it', () => {
    expect(found().plan.apis?.djoser).toEqual({
      at: ['/api'],
      tokens: false,
      jwt: false,
      views: { 'token/login': ['/api/auth/token/login'], 'token/logout': ['/api/auth/token/logout'] },
      trench: false,
      openRoot: true,
    })
  })
})
