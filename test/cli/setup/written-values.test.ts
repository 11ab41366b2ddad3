import { expect, it } from 'vitest'
import { checkConfig } from '../../../src/http/config-checks/check-config.ts'
import { readProject, rowOf } from './projects.ts'
import { written } from './written.ts'

/* How a project's answers write its values, and the field that simplejwt signs in with. */

const MODEL = `
from django.contrib.auth.models import AbstractUser
from django.db import models
class Member(AbstractUser):
    met = models.DateTimeField(null=True)
    born = models.DateField(null=True)
    wakes = models.TimeField(null=True)
    price = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    tax = models.DecimalField(max_digits=6, decimal_places=2, default=0)
`
const SERIALIZERS = `
from djoser.serializers import UserSerializer
from rest_framework import serializers
class Me(UserSerializer):
    born = serializers.DateField(format='%d/%m/%Y', required=False)
    tax = serializers.DecimalField(max_digits=6, decimal_places=2, coerce_to_string=True, required=False)
    class Meta(UserSerializer.Meta):
        fields = ('id', 'met', 'born', 'wakes', 'price', 'tax', 'date_joined')
`
const found = (rest: string) =>
  readProject({
    'settings.py': `
AUTH_USER_MODEL = 'people.Member'
REST_FRAMEWORK = {${rest}}
DJOSER = {'SERIALIZERS': {'user': 'people.serializers.Me', 'current_user': 'people.serializers.Me'}}`,
    'people/models.py': MODEL,
    'people/serializers.py': SERIALIZERS,
  })

it('takes the formats of DRF, and those of single fields before them', async () => {
  const project = found(
    "'DATETIME_FORMAT': '%Y-%m-%d %H:%M', 'DATE_FORMAT': '%Y', 'COERCE_DECIMAL_TO_STRING': False",
  )
  const { met, born, wakes, price, tax, date_joined } = project.plan.fields
  expect({ met, born, wakes, price, tax, date_joined }).toEqual({
    met: { type: 'dateTime', format: '%Y-%m-%d %H:%M', null: true, registration: false },
    born: { type: 'date', format: '%d/%m/%Y', registration: false },
    wakes: { type: 'time', null: true, registration: false },
    price: { type: 'decimal', digits: 6, places: 2, asNumber: true, default: 0, registration: false },
    tax: { type: 'decimal', digits: 6, places: 2, default: 0, registration: false },
    date_joined: { type: 'attribute', attribute: 'date_joined', format: '%Y-%m-%d %H:%M' },
  })
  expect(rowOf(project, 'DATETIME_FORMAT')).toEqual(['taken: as the fields are shown'])
  expect(checkConfig(await written(project.plan))).toEqual([])
})

it('says which formats are not served', () => {
  const project = found("'DATETIME_FORMAT': '%c', 'TIME_FORMAT': None, 'DATE_FORMAT': 'iso-8601'")
  expect(rowOf(project, 'DATETIME_FORMAT')).toEqual(['not served: %c is not known: moments are in ISO 8601'])
  expect(rowOf(project, 'TIME_FORMAT')).toEqual(['not served: a format is text: moments are in ISO 8601'])
  expect(project.plan.fields.met).toEqual({ type: 'dateTime', null: true, registration: false })
  expect(project.plan.fields.wakes).toEqual({ type: 'time', null: true, registration: false })
})

const BACKEND = `
class ByEmail(ModelBackend):
    def authenticate(self, request, username=None, password=None):
        return User.objects.get(email=username)
`
const signIn = (settings: string, serializer = '') => {
  const { plan } = readProject({
    'settings.py': settings,
    'urls.py': `
from django.urls import include, path
urlpatterns = [path("auth/", include("djoser.urls")), path("auth/", include("djoser.urls.jwt"))]
`,
    'api.py': `${BACKEND}${serializer}`,
  })
  return (plan.apis?.djoser || undefined)?.jwtLoginField
}
const BY_EMAIL = "DJOSER = {'LOGIN_FIELD': 'email'}\n"

it.each([
  ['the model’s name where nothing says otherwise', BY_EMAIL, '', 'username'],
  [
    'either with a backend that knows addresses',
    `${BY_EMAIL}AUTHENTICATION_BACKENDS = ['api.ByEmail']`,
    '',
    'either',
  ],
  [
    'either with djoser’s backend',
    `${BY_EMAIL}AUTHENTICATION_BACKENDS = ['djoser.auth_backends.LoginFieldBackend']`,
    '',
    'either',
  ],
  [
    'the address with a serializer that says so',
    `${BY_EMAIL}SIMPLE_JWT = {'TOKEN_OBTAIN_SERIALIZER': 'api.Pair'}`,
    'class Pair(TokenObtainPairSerializer):\n    username_field = User.EMAIL_FIELD\n',
    undefined,
  ],
  ['nothing of its own where both are names', 'DJOSER = {}', '', undefined],
])('signs in at jwt/create/ with %s', (_, settings, serializer, expected) => {
  expect(signIn(settings, serializer)).toBe(expected)
})

it('writes a front end on this machine for development only', () => {
  const project = readProject({ 'settings.py': "DJOSER = {}\nDOMAIN = 'localhost:3000'" })
  expect(project.plan.variables).toEqual({})
  expect(project.development).toEqual({ FRONT_END_URL: 'http://localhost:3000' })
  expect(rowOf(project, 'DOMAIN')).toEqual([
    'by hand: http://localhost:3000 in .dev.vars; for production FRONT_END_URL in wrangler.toml',
  ])
  const other = readProject({ 'settings.py': "DJOSER = {}\nDOMAIN = 'app.example.com'" })
  expect(other.development).toEqual({})
})
